package dev.gatehouse;

import dev.gatehouse.domain.signin.DirectSignIns;
import dev.gatehouse.domain.signin.HalfSignIns;
import dev.gatehouse.domain.signin.PasswordChange;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.domain.signin.Registrations;
import dev.gatehouse.domain.signin.Renewals;
import dev.gatehouse.domain.signin.SignInLimits;
import java.security.SecureRandom;

/** How accounts are made and come in with passwords, and how a sign-in goes on. */
final class SignInRooms {
    final HalfSignIns halfSignIns;
    final DirectSignIns directSignIns;
    final PasswordSignIn passwordSignIn;
    final PasswordChange passwordChange;
    final Registrations registrations;
    final Renewals renewals;

    /** @param rooms the gate and the second factors, and all that come before them, are there */
    SignInRooms(Rooms rooms, SignInLimits rates, SecureRandom random) {
        halfSignIns = new HalfSignIns(rooms.seals, rooms.marks, rooms.clock, random);
        directSignIns = new DirectSignIns(
                rooms.database,
                rooms.signIns,
                halfSignIns,
                rooms.secondFactors.seconds,
                rooms::unverified,
                rooms.audit);
        passwordSignIn = new PasswordSignIn(new PasswordSignIn.Needs(
                rooms.database, rooms.accounts, rooms.passwords, rooms.backoffs, rates, rooms.audit, rooms.clock));
        passwordChange = new PasswordChange(new PasswordChange.Needs(
                rooms.database,
                rooms.accounts,
                rooms.passwords,
                rooms.sessions,
                rooms.backoffs,
                rates,
                rooms.audit,
                rooms.clock));
        registrations = new Registrations(new Registrations.Needs(
                rooms.database,
                rooms.accounts,
                rooms.passwords,
                rooms.roles,
                rooms.links,
                rooms.limits,
                rates,
                rooms::welcome,
                rooms.audit));
        renewals = new Renewals(new Renewals.Needs(
                rooms.database,
                rooms.sessions,
                rooms.refreshTokens,
                rooms.signIns,
                rooms.limits,
                rates,
                rooms.audit,
                rooms.assurance,
                rooms::letsIn,
                rooms.clock,
                rooms.metrics));
    }
}
