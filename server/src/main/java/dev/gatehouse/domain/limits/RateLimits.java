package dev.gatehouse.domain.limits;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Counts attempts. The first attempt opens a window, and no more than the limit fit into it. The count is a row, so it
 * holds across restarts and nodes, and one statement decides. Keys are hashed: the table tells nobody who tried what.
 */
public final class RateLimits {
    private final Database database;
    private final InstantSource clock;

    public RateLimits(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Lets windows that are over leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("attempts", "key", "ends_at", Duration.ZERO);
    }

    /**
     * Counts one attempt.
     *
     * @param name the limit's name, such as {@code login}; part of the key
     * @param limit how many attempts in how long; empty for any number
     * @param identity who or what is limited, in canonical form
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS}, with {@code Retry-After} and the {@code RateLimit} fields of
     *     draft-ietf-httpapi-ratelimit-headers, where the window is full
     */
    public void take(String name, Optional<Rate> limit, String... identity) {
        if (limit.isEmpty()) {
            return;
        }
        Rate rate = limit.get();
        byte[] key = key(name, identity);
        Instant now = clock.instant();
        if (database.<Boolean>single(sql -> counted(sql, key, rate, now))) {
            return;
        }
        Instant end = database.read(sql -> sql.one(
                        "SELECT ends_at FROM attempts WHERE key = ?", row -> row.instant("ends_at"), (Object) key))
                .orElse(now);
        throw refusal(name, rate, Duration.between(now, end));
    }

    private static boolean counted(Sql sql, byte[] key, Rate rate, Instant now) {
        Optional<Integer> used =
                sql.one("""
                INSERT INTO attempts (key, used, ends_at) VALUES (?, 1, ?)
                ON CONFLICT (key) DO UPDATE SET
                    used = CASE WHEN attempts.ends_at <= ? THEN 1 ELSE attempts.used + 1 END,
                    ends_at = CASE WHEN attempts.ends_at <= ? THEN excluded.ends_at ELSE attempts.ends_at END
                WHERE attempts.ends_at <= ? OR attempts.used < ?
                RETURNING used""", row -> row.count("used"), key, now.plus(rate.per()), now, now, now, rate.count());
        return used.isPresent();
    }

    private static Problem refusal(String name, Rate rate, Duration wait) {
        Duration positive = wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
        long seconds = positive.plusNanos(999_999_999).toSeconds();
        return Problem.retryLater(ErrorCode.TOO_MANY_REQUESTS, positive)
                .with(Map.of(
                        "RateLimit", "\"%s\";r=0;t=%d".formatted(name, seconds),
                        "RateLimit-Policy",
                                "\"%s\";q=%d;w=%d"
                                        .formatted(
                                                name, rate.count(), rate.per().toSeconds())));
    }

    private static byte[] key(String name, String... identity) {
        String[] parts = new String[identity.length + 1];
        parts[0] = name;
        System.arraycopy(identity, 0, parts, 1, identity.length);
        return Sha256.ofParts(parts);
    }
}
