package dev.gatehouse.domain.links;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Links that work once: 256 random bits, kept as their SHA-256. What a link carries beside them is kept sealed. */
public final class OneTimeLinks {
    private static final String SEAL = "link";
    private static final String FOUND = "SELECT account_id, payload, expires_at FROM one_time_links";

    /** What a link is good for. */
    public enum Purpose {
        FIRST_ADMINISTRATOR("first_administrator"),
        SIGN_UP("sign_up"),
        VERIFY_EMAIL("verify_email"),
        CHANGE_EMAIL("change_email"),
        KEEP_EMAIL("keep_email"),
        RECOVER("recover"),
        MAGIC_LINK("magic_link");

        private final String label;

        Purpose(String label) {
            this.label = label;
        }
    }

    /**
     * What a link leads to.
     *
     * @param account whose it is; null where there is no account yet
     * @param payload what was given when it was made
     */
    public record Link(@Nullable UUID account, @Nullable String payload, Instant expiresAt) {
        /** Without the payload, which may hold what nobody may log. */
        @Override
        public String toString() {
            return "Link[" + account + "]";
        }
    }

    private record Stored(@Nullable UUID account, @Nullable String payload, Instant expiresAt) {
        static Stored of(Row row) {
            return new Stored(row.optionalId("account_id"), row.optionalText("payload"), row.instant("expires_at"));
        }
    }

    private final Seals seals;
    private final InstantSource clock;
    private final SecureRandom random;

    public OneTimeLinks(Seals seals, InstantSource clock, SecureRandom random) {
        this.seals = seals;
        this.clock = clock;
        this.random = random;
    }

    /** Lets links that nobody followed leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("one_time_links", "hash", "expires_at", Duration.ZERO);
    }

    /** Makes a link's secret, 43 characters of base64url, of which there is one for this purpose: earlier ones stop working. */
    public String issue(Transaction transaction, Purpose purpose, Duration life) {
        transaction.update("DELETE FROM one_time_links WHERE purpose = ?", purpose.label);
        return insert(transaction, purpose, null, null, life);
    }

    /**
     * The same for one account, whose earlier links for this purpose stop working.
     *
     * @param payload at most 4,096 characters; null where the account says all
     */
    public String issue(
            Transaction transaction, Purpose purpose, UUID account, @Nullable String payload, Duration life) {
        withdraw(transaction, purpose, account);
        return insert(transaction, purpose, account, payload, life);
    }

    /** The same for somebody who has no account yet; earlier links go on working. */
    public String issue(Transaction transaction, Purpose purpose, String payload, Duration life) {
        return insert(transaction, purpose, null, payload, life);
    }

    /** The same for one account, whose earlier links for this purpose go on working. */
    public String add(Transaction transaction, Purpose purpose, UUID account, String payload, Duration life) {
        return insert(transaction, purpose, account, payload, life);
    }

    /** Whether an account has a link for this purpose that works. */
    public boolean waits(Sql sql, Purpose purpose, UUID account) {
        return !sql.list(
                        "SELECT 1 AS found FROM one_time_links WHERE purpose = ? AND account_id = ? AND expires_at > ?",
                        row -> row.number("found"),
                        purpose.label,
                        account,
                        clock.instant())
                .isEmpty();
    }

    /** Lets a link that works live so long from now on; does nothing where it does not. */
    public void prolong(Transaction transaction, Purpose purpose, String secret, Duration life) {
        Instant now = clock.instant();
        transaction.update(
                "UPDATE one_time_links SET expires_at = ? WHERE hash = ? AND purpose = ? AND expires_at > ?",
                now.plus(life),
                Sha256.of(secret),
                purpose.label,
                now);
    }

    /** Lets all that was ever mailed to an account stop working, such as where its address is nobody's any more. */
    public void withdrawAll(Transaction transaction, UUID account) {
        transaction.update("DELETE FROM one_time_links WHERE account_id = ?", account);
    }

    /** Lets all but so many of an account's links for this purpose stop working: the newest stay. */
    public void keepNewest(Transaction transaction, Purpose purpose, UUID account, int most) {
        transaction.update("""
                DELETE FROM one_time_links WHERE purpose = ? AND account_id = ? AND hash NOT IN (
                    SELECT hash FROM one_time_links WHERE purpose = ? AND account_id = ?
                    ORDER BY created_at DESC, hash LIMIT ?)""", purpose.label, account, purpose.label, account, most);
    }

    /** Lets an account's links for this purpose stop working. */
    public void withdraw(Transaction transaction, Purpose purpose, UUID account) {
        transaction.update("DELETE FROM one_time_links WHERE purpose = ? AND account_id = ?", purpose.label, account);
    }

    /** What the link would lead to now; leaves it as it is. */
    public Optional<Link> peek(Sql sql, Purpose purpose, String secret) {
        return sql.one(
                        FOUND + " WHERE hash = ? AND purpose = ? AND expires_at > ?",
                        Stored::of,
                        Sha256.of(secret),
                        purpose.label,
                        clock.instant())
                .map(stored -> link(sql, stored, purpose, secret));
    }

    /** Uses the link up; empty where it is unknown, expired, or was used before. */
    public Optional<Link> redeem(Transaction transaction, Purpose purpose, String secret) {
        return transaction
                .one(
                        "DELETE FROM one_time_links WHERE hash = ? AND purpose = ? AND expires_at > ?"
                                + " RETURNING account_id, payload, expires_at",
                        Stored::of,
                        Sha256.of(secret),
                        purpose.label,
                        clock.instant())
                .map(stored -> link(transaction, stored, purpose, secret));
    }

    private String insert(
            Transaction transaction, Purpose purpose, @Nullable UUID account, @Nullable String payload, Duration life) {
        String secret = RandomText.secret(random);
        Instant now = clock.instant();
        transaction.update(
                "INSERT INTO one_time_links (hash, purpose, account_id, payload, created_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                Sha256.of(secret),
                purpose.label,
                account,
                payload == null
                        ? null
                        : seals.seal(
                                transaction, SEAL, payload.getBytes(StandardCharsets.UTF_8), bound(purpose, secret)),
                now,
                now.plus(life));
        return secret;
    }

    private Link link(Sql sql, Stored stored, Purpose purpose, String secret) {
        String sealed = stored.payload;
        String payload = sealed == null
                ? null
                : seals.open(sql, SEAL, sealed, bound(purpose, secret))
                        .map(plain -> new String(plain, StandardCharsets.UTF_8))
                        .orElseThrow(() -> new IllegalStateException("a link's payload does not open"));
        return new Link(stored.account, payload, stored.expiresAt);
    }

    /** A payload opens only with the link that it was made for. */
    private static byte[] bound(Purpose purpose, String secret) {
        return Sha256.ofParts(purpose.label, secret);
    }
}
