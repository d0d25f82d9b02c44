package dev.gatehouse.testing;

import dev.gatehouse.kernel.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Ways into an account as they stand in the database, for tests of what becomes of them. */
public final class Ways {
    private Ways() {}

    /** An authenticator app that is confirmed; nobody has its secret. */
    public static void authenticator(TestServer server, String account, String name, Instant at) {
        write(server, """
                INSERT INTO authenticators (id, account_id, name, secret, created_at, confirmed_at, used_at)
                VALUES (?, ?, ?, 'x', ?, ?, ?)""", UUID.randomUUID(), account, name, at, at, at);
    }

    /** A passkey; nobody has its key. */
    public static void passkey(TestServer server, String account, Instant at) {
        write(
                server,
                """
                INSERT INTO passkeys (id, account_id, credential_id, public_key, sign_count, aaguid, transports,
                    attestation, user_verified, backup_eligible, backed_up, name, created_at)
                VALUES (?, ?, ?, ?, 0, ?, '', 'none', TRUE, FALSE, FALSE, 'x', ?)""",
                UUID.randomUUID(),
                account,
                unique(),
                new byte[16],
                "00000000-0000-0000-0000-000000000000",
                at);
    }

    /** A linked provider. */
    public static void identity(TestServer server, String account, String provider, Instant at) {
        write(
                server,
                """
                INSERT INTO identities (id, account_id, provider, issuer, subject, email_verified, label, roles, linked_at)
                VALUES (?, ?, ?, 'https://issuer.example', ?, FALSE, 'x', '', ?)""",
                UUID.randomUUID(),
                account,
                provider,
                UUID.randomUUID().toString(),
                at);
    }

    /** A recovery code, a choice, a remembered browser, and a link to a provider that waits: one of each. */
    public static void others(TestServer server, String account, Instant at) {
        write(
                server,
                "INSERT INTO recovery_codes (hash, account_id, created_at) VALUES (?, ?, ?)",
                unique(),
                account,
                at);
        write(server, "INSERT INTO factor_choices (account_id, passkeys) VALUES (?, TRUE)", account);
        write(server, """
                INSERT INTO pending_links (hash, account_id, browser, provider, sealed, created_at, expires_at)
                VALUES (?, ?, ?, 'mock', 'x', ?, ?)""", unique(), account, unique(), at, at.plusSeconds(600));
        device(server, account, at);
    }

    /** A remembered browser. */
    public static void device(TestServer server, String account, Instant at) {
        write(
                server,
                "INSERT INTO remembered_devices (hash, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                unique(),
                account,
                at,
                at.plusSeconds(3600));
    }

    /** How many rows of a table are an account's. */
    public static long count(TestServer server, String table, String account) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM " + table + " WHERE account_id = ?",
                        row -> row.number("n"),
                        account))
                .orElseThrow();
    }

    /** What a query answers in its column {@code name}, asked of one account. */
    public static List<String> names(TestServer server, String query, String account) {
        return server.database().read(sql -> sql.list(query, row -> row.text("name"), account));
    }

    private static byte[] unique() {
        return Sha256.of(UUID.randomUUID().toString());
    }

    private static void write(TestServer server, String statement, Object... values) {
        server.database().write(transaction -> transaction.update(statement, values));
    }
}
