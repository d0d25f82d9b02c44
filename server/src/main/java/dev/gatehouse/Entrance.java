package dev.gatehouse;

import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.flow.Flows;
import dev.gatehouse.domain.handover.ExchangeCodes;
import dev.gatehouse.domain.signin.PageSignIns;
import dev.gatehouse.domain.signin.PasswordAddition;
import java.security.SecureRandom;

/** The rooms of the domain that signing in on pages passes through, built once, in order. */
final class Entrance {
    final FlowSettings settings;
    final Flows flows;
    final ExchangeCodes codes;
    final PageSignIns pageSignIns;
    final PasswordAddition passwordAddition;

    /** @param rooms all that come before these are there */
    Entrance(Rooms rooms, FlowSettings settings, SecureRandom random) {
        this.settings = settings;
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
