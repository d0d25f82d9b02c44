package dev.gatehouse;

import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.flow.Flows;
import dev.gatehouse.domain.handover.ExchangeCodes;
import dev.gatehouse.domain.sessions.SessionSettings;
import dev.gatehouse.domain.signin.PageSignIns;
import dev.gatehouse.domain.signin.PasswordAddition;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.platform.config.Values;
import java.security.SecureRandom;

/** The rooms of the domain that signing in on pages passes through, built once, in order. */
final class Entrance {
    final FlowSettings settings;
    final Flows flows;
    final ExchangeCodes codes;
    final PageSignIns pageSignIns;
    final PasswordAddition passwordAddition;
    /** How long after a sign-in nobody is asked again before a sensitive act. */
    final Freshness freshness;

    /** @param rooms all that come before these are there */
    Entrance(Rooms rooms, Values values, SecureRandom random) {
        settings = values.room(FlowSettings.SETTINGS);
        freshness = new Freshness(values.room(SessionSettings.SETTINGS).fresh(), rooms.clock);
        flows = new Flows(rooms.seals, rooms.marks, rooms.database, settings.life(), rooms.clock, random);
        codes = new ExchangeCodes(rooms.clock, random);
        pageSignIns = new PageSignIns(new PageSignIns.Needs(
                rooms.database,
                rooms.accounts,
                rooms.sessions,
                rooms.browserSessions,
                rooms.proofs,
                rooms.assurance,
                rooms.audit));
        passwordAddition = new PasswordAddition(new PasswordAddition.Needs(
                rooms.database, rooms.accounts, rooms.passwords, rooms.secondFactors.rules, rooms.federation.links));
    }
}
