package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * Links that wait to be confirmed: 256 random bits, kept as their SHA-256, for one identity and one account, in one
 * session or browser. They work once, and for ten minutes.
 */
final class PendingLinks {
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final String PURPOSE = "pending-link";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** Its secret's row, as it waits; {@code sealed} is opened outside of a transaction. */
    record Waiting(byte[] hash, UUID account, String provider, String sealed, Instant expiresAt) {
        static Waiting of(byte[] hash, Row row) {
            return new Waiting(
                    hash, row.id("account_id"), row.text("provider"), row.text("sealed"), row.instant("expires_at"));
        }
    }

    private static final String HERE =
            "hash = ? AND expires_at > ? AND session_id IS NOT DISTINCT FROM ? AND browser IS NOT DISTINCT FROM ?";

    private final Seals seals;
    private final InstantSource clock;
    private final SecureRandom random;

    PendingLinks(Seals seals, InstantSource clock, SecureRandom random) {
        this.seals = seals;
        this.clock = clock;
        this.random = random;
    }

    /** A new secret: 43 characters of base64url. */
    String secret() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return ENCODER.encodeToString(secret);
    }

    String seal(String token, UUID account, ProvenIdentity proven) {
        return seals.seal(PURPOSE, IdentityJson.bytes(proven), bound(Sha256.of(token), account));
    }

    /** Of one account, provider and place only the newest waits. The account's row is held. */
    void hold(Transaction transaction, String token, UUID account, String provider, Bound bound, String sealed) {
        transaction.update("""
                DELETE FROM pending_links
                WHERE account_id = ? AND provider = ?
                  AND session_id IS NOT DISTINCT FROM ? AND browser IS NOT DISTINCT FROM ?""", account, provider, bound.session(), bound.browser());
        Instant now = clock.instant();
        transaction.update(
                """
                INSERT INTO pending_links
                    (hash, account_id, session_id, browser, provider, sealed, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                Sha256.of(token),
                account,
                bound.session(),
                bound.browser(),
                provider,
                sealed,
                now,
                now.plus(LIFE));
    }

    /** What the secret stands for, where it is used in its own place and in time; leaves it as it is. */
    Optional<Waiting> find(Sql sql, String token, Bound bound) {
        byte[] hash = Sha256.of(token);
        return sql.one(
                "SELECT account_id, provider, sealed, expires_at FROM pending_links WHERE " + HERE,
                row -> Waiting.of(hash, row),
                hash,
                clock.instant(),
                bound.session(),
                bound.browser());
    }

    /** Uses it up; false where somebody else was faster. */
    boolean spend(Transaction transaction, Waiting waiting, Bound bound) {
        return transaction.update(
                        "DELETE FROM pending_links WHERE " + HERE,
                        waiting.hash(),
                        clock.instant(),
                        bound.session(),
                        bound.browser())
                == 1;
    }

    Optional<ProvenIdentity> open(Waiting waiting) {
        return seals.open(PURPOSE, waiting.sealed(), bound(waiting.hash(), waiting.account()))
                .map(IdentityJson::read)
                .filter(proven -> proven.provider().equals(waiting.provider()));
    }

    static void removeOf(Transaction transaction, UUID account) {
        transaction.update("DELETE FROM pending_links WHERE account_id = ?", account);
    }

    static void removeOf(Transaction transaction, UUID account, String provider) {
        transaction.update("DELETE FROM pending_links WHERE account_id = ? AND provider = ?", account, provider);
    }

    /** A row that was moved to another secret or account does not open. */
    private static byte[] bound(byte[] hash, UUID account) {
        return (HexFormat.of().formatHex(hash) + " " + account).getBytes(StandardCharsets.UTF_8);
    }
}
