package dev.gatehouse;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.factors.RecoveryCodes;
import dev.gatehouse.domain.factors.RememberedDevices;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/** What the server knows of second factors, built once, in order; the gate of all sign-ins asks it. */
final class FactorRooms {
    /** Whoever did one of these to an account has to show its second factor again, wherever they are. */
    private static final Set<String> FORGETTING = Set.of(
            "email.changed",
            "email.kept",
            "email_codes.chosen",
            "email_codes.dropped",
            "passkey.added",
            "passkey.removed",
            "passkeys.asked",
            "passkeys.not_asked",
            "password.added",
            "password.changed",
            "password.removed",
            "password.reset",
            "second_factors.reset",
            "totp.added",
            "totp.removed");

    final FactorSettings settings;
    final RememberedDevices devices;
    final Factors factors;
    final Authenticators authenticators;
    final RecoveryCodes recoveryCodes;
    final Codes codes;

    FactorRooms(
            FactorSettings settings,
            Database database,
            Seals seals,
            InstantSource clock,
            Ids ids,
            SecureRandom random) {
        this.settings = settings;
        devices = new RememberedDevices(settings, clock, random);
        factors = new Factors(settings, devices);
        authenticators = new Authenticators(database, seals, clock, ids, random, settings.totpDrift());
        recoveryCodes = new RecoveryCodes(clock, random);
        codes = new Codes(seals, clock, ids, random);
    }

    /** Lets remembered browsers be forgotten with what makes them doubtful, in the same transaction. */
    void watch(AuditTrail audit) {
        audit.watch((transaction, recorded) -> {
            AuditEvent event = recorded.event();
            String subject = event.subject();
            if (subject != null
                    && event.outcome() == AuditEvent.Outcome.SUCCESS
                    && FORGETTING.contains(event.action())) {
                devices.forgetAll(transaction, UUID.fromString(subject));
            }
        });
    }

    /** Takes away what else leads into an account, for one that its address is taken from. */
    void forget(Transaction transaction, UUID account) {
        factors.removeAll(transaction, account);
        codes.withdraw(transaction, account);
    }

    /** Lets what has expired leave. */
    static void sweepWith(Sweeper sweeper) {
        RememberedDevices.sweepWith(sweeper);
        Codes.sweepWith(sweeper);
    }
}
