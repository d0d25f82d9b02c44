package dev.gatehouse.contract;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Assurance;
import dev.gatehouse.domain.assurance.AssuranceSettings;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.assurance.Wanted;
import dev.gatehouse.domain.factors.FactorSettings;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.factors.RememberedDevices;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.testing.Federation;
import dev.gatehouse.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** An account, and the gate in front of it. */
record Gate(Federation rooms, Account account, Factors factors, RememberedDevices devices) {
    static Gate of(Federation rooms, boolean emailCodes) {
        return of(rooms, rooms.signedUp("ada", null), emailCodes, Optional.of(Duration.ofDays(30)));
    }

    private static Gate of(Federation rooms, Account account, boolean emailCodes, Optional<Duration> remembering) {
        FactorSettings settings =
                new FactorSettings(emailCodes, remembering, 1, Optional.empty(), Optional.empty(), Optional.empty());
        RememberedDevices devices = new RememberedDevices(settings, rooms.clock, new SecureRandom());
        return new Gate(rooms, account, new Factors(settings, devices), devices);
    }

    /** The same gate where browsers may be remembered for this long. */
    Gate remembering(Optional<Duration> life) {
        return of(rooms, account, false, life);
    }

    void has(String sql, Object... arguments) {
        rooms.database.single(all -> all.update(sql, arguments));
    }

    void hasApp() {
        has(
                "INSERT INTO authenticators (id, account_id, name, secret, created_at, confirmed_at)"
                        + " VALUES (?, ?, 'phone', 'sealed', 1, 1)",
                UUID.randomUUID(),
                account.id());
    }

    void hasRecoveryCode() {
        has("INSERT INTO recovery_codes (hash, account_id, created_at) VALUES (?, ?, 1)", new byte[32], account.id());
    }

    void hasPasskey() {
        has(
                "INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, aaguid, transports,"
                        + " attestation, user_verified, backup_eligible, backed_up, name, created_at)"
                        + " VALUES (?, ?, ?, ?, 0, ?, '', 'none', TRUE, FALSE, FALSE, 'key', 1)",
                UUID.randomUUID(),
                account.id(),
                new byte[] {1},
                new byte[] {1},
                new UUID(0, 0).toString());
    }

    Verdict judged(AssuranceSettings settings, AuthenticationEvent how, Wanted wanted) {
        Assurance assurance = new Assurance(factors, rooms.roles, settings, (sql, it) -> false);
        return rooms.database.read(sql -> assurance.of(sql, account, how, wanted));
    }

    static void at(TestDatabase on, boolean emailCodes, Consumer<Gate> test) {
        try (Federation rooms = new Federation(on)) {
            test.accept(of(rooms, emailCodes));
        }
    }
}
