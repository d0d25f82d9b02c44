package dev.gatehouse.domain.links;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;

/** Links that work once: 256 random bits, kept as their SHA-256. */
public final class OneTimeLinks {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** What a link is good for. */
    public enum Purpose {
        FIRST_ADMINISTRATOR("first_administrator");

        private final String label;

        Purpose(String label) {
            this.label = label;
        }
    }

    private final InstantSource clock;
    private final SecureRandom random;

    public OneTimeLinks(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Lets links that nobody followed leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("one_time_links", "hash", "expires_at", Duration.ZERO);
    }

    /** Makes a link's secret, 43 characters of base64url. Earlier links for the same purpose stop working. */
    public String issue(Transaction transaction, Purpose purpose, Duration life) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String text = ENCODER.encodeToString(secret);
        transaction.update("DELETE FROM one_time_links WHERE purpose = ?", purpose.label);
        transaction.update(
                "INSERT INTO one_time_links (hash, purpose, created_at, expires_at) VALUES (?, ?, ?, ?)",
                Sha256.of(text),
                purpose.label,
                clock.instant(),
                clock.instant().plus(life));
        return text;
    }

    /** Whether the link would work now; leaves it as it is. */
    public boolean valid(Sql sql, Purpose purpose, String secret) {
        return sql.one(
                        "SELECT 1 AS found FROM one_time_links WHERE hash = ? AND purpose = ? AND expires_at > ?",
                        row -> row.number("found"),
                        Sha256.of(secret),
                        purpose.label,
                        clock.instant())
                .isPresent();
    }

    /** Uses the link up; false where it is unknown, expired, or was used before. */
    public boolean redeem(Transaction transaction, Purpose purpose, String secret) {
        return transaction.update(
                        "DELETE FROM one_time_links WHERE hash = ? AND purpose = ? AND expires_at > ?",
                        Sha256.of(secret),
                        purpose.label,
                        clock.instant())
                > 0;
    }
}
