package dev.gatehouse;

import dev.gatehouse.domain.signin.FactorChanges;
import dev.gatehouse.domain.signin.FactorRules;
import dev.gatehouse.domain.signin.SecondFactors;

/** What the server decides about second factors: whether one is right, and who may change them. */
final class SecondFactorRooms {
    final SecondFactors seconds;
    final FactorChanges changes;
    final FactorRules rules;

    /** @param rooms the gate, and all that come before it, are there */
    SecondFactorRooms(Rooms rooms) {
        FactorRooms held = rooms.factors;
        held.watch(rooms.audit);
        seconds = new SecondFactors(new SecondFactors.Needs(
                rooms.database,
                rooms.accounts,
                rooms.assurance,
                rooms.proofs,
                held.authenticators,
                held.recoveryCodes,
                held.codes,
                held.devices,
                held.settings,
                rooms.backoffs,
                rooms.limits,
                rooms.letters,
                rooms.audit,
                rooms.metrics,
                rooms.clock));
        rules = new FactorRules(rooms.accounts, rooms.sessions, held.factors, rooms.assurance, held.recoveryCodes);
        changes = new FactorChanges(new FactorChanges.Needs(
                rooms.database,
                rooms.accounts,
                rooms.sessions,
                rooms.assurance,
                held.factors,
                held.authenticators,
                held.recoveryCodes,
                held.devices,
                held.settings,
                seconds,
                rules,
                rooms.audit));
    }
}
