package dev.gatehouse;

import dev.gatehouse.domain.identities.WaysLeft;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.PasskeySettings;
import dev.gatehouse.domain.passkeys.Passkeys;
import dev.gatehouse.domain.signin.FactorEnrolments;
import dev.gatehouse.domain.signin.PasskeyChanges;
import dev.gatehouse.domain.signin.PasskeySeconds;
import dev.gatehouse.domain.signin.PasskeySignUps;
import dev.gatehouse.domain.signin.PasswordRemoval;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.signin.SignIns;
import dev.gatehouse.domain.verification.Demand;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WaitingSignIns;
import dev.gatehouse.feature.hosted.AccountDesk;
import dev.gatehouse.feature.hosted.AccountPart;
import dev.gatehouse.feature.hosted.AccountPasskeysRoom;
import dev.gatehouse.feature.hosted.AccountRow;
import dev.gatehouse.feature.hosted.AccountRow.Group;
import dev.gatehouse.feature.hosted.AccountRow.Line;
import dev.gatehouse.feature.passkeys.PasskeySignInRoom;
import dev.gatehouse.feature.passkeys.PasskeysRoom;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.http.Routes;
import java.security.SecureRandom;

/** What the server knows of passkeys, and what it answers about them through the API. */
final class PasskeyRooms {
    static final RoomSettings<PasskeySettings> SETTINGS = PasskeySettings.settings(
            values -> values.room(ServerSettings.SETTINGS).publicUrl());

    final Passkeys passkeys;
    final Ceremonies ceremonies;
    final WaysLeft waysLeft;
    final PasskeyChanges changes;
    final PasswordRemoval passwordRemoval;
    final PasskeySignUps signUps;
    final PasskeySeconds seconds;
    final FactorEnrolments enrolments;
    private final Rooms rooms;

    /** @param rooms all that come before these are there */
    PasskeyRooms(Rooms rooms, PasskeySettings settings, SignInLimits rates, Ids ids, SecureRandom random) {
        this.rooms = rooms;
        passkeys = new Passkeys(rooms.clock, ids);
        ceremonies = new Ceremonies(
                new Ceremonies.Needs(rooms.database, passkeys, rooms.seals, rooms.marks, rooms.audit, rooms.clock),
                settings,
                settings.party(rooms.serviceName),
                random);
        waysLeft = new WaysLeft(rooms.identities, rooms.providers, rooms.passwords, passkeys);
        signUps = new PasskeySignUps(new PasskeySignUps.Needs(
                rooms.database,
                rooms.accounts,
                rooms.roles,
                ceremonies,
                rooms.limits,
                rates,
                (sql, account) -> rooms.assurance.required(sql, account, SignIns.FIRST_PARTY),
                () -> rooms.verification.verifications.demand() != Demand.REQUIRED,
                rooms::welcome,
                rooms.audit,
                rooms.clock));
        changes = new PasskeyChanges(new PasskeyChanges.Needs(
                rooms.database,
                rooms.accounts,
                passkeys,
                ceremonies,
                rooms.sessions,
                rooms.factors.factors,
                rooms.secondFactors.rules,
                waysLeft,
                rooms.audit));
        seconds = new PasskeySeconds(rooms.database, rooms.secondFactors.seconds, ceremonies, rooms.clock);
        enrolments = new FactorEnrolments(new FactorEnrolments.Needs(
                rooms.database,
                rooms.accounts,
                rooms.assurance,
                rooms.proofs,
                rooms.factors.factors,
                rooms.factors.authenticators,
                ceremonies,
                changes,
                rooms.secondFactors.changes,
                rooms.sessions,
                rooms.audit,
                rooms.clock));
        passwordRemoval = new PasswordRemoval(new PasswordRemoval.Needs(
                rooms.database, rooms.passwords, rooms.sessions, rooms.secondFactors.rules, waysLeft, rooms.audit));
    }

    /** Adds the pages on which people look after theirs. */
    void addPages(Routes routes, AccountDesk accounts) {
        new AccountPasskeysRoom(accounts, changes, ceremonies).addTo(routes);
    }

    /** How an account's passkeys stand, and the way to them. */
    AccountPart part() {
        return (sql, account) -> {
            int count = passkeys.ofAccount(sql, account.id()).size();
            Line state = count == 0 ? Line.of("passkeys.state.none") : Line.of("passkeys.state.some", count);
            return new AccountRow(
                    Group.WAYS_IN, "passkey", "passkeys.title", state, "/account/passkeys", "account.manage");
        };
    }

    /** Adds the routes of the API. */
    void addTo(Routes routes, TokenDelivery delivery, Freshness freshness, SignInLimits rates) {
        new PasskeysRoom(changes, ceremonies, passwordRemoval, freshness).addTo(routes);
        new PasskeySignInRoom(new PasskeySignInRoom.Needs(
                        ceremonies,
                        seconds,
                        enrolments,
                        new WaitingSignIns(rooms.signing.halfSignIns, rooms.signing.directSignIns, delivery),
                        rooms.limits,
                        rates,
                        rooms.clock))
                .addTo(routes);
    }
}
