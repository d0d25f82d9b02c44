package dev.gatehouse.domain.limits;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Counts attempts. The first attempt opens a window, and no more than the limit fit into it. The count is a row, so it
 * holds across restarts and nodes, and one statement decides. Keys are hashed: the table tells nobody who tried what.
 */
public final class RateLimits {
    private final Database database;
    private final InstantSource clock;
    private final Counters refusals;

    /** Counts refusals where nobody sees it. */
    public RateLimits(Database database, InstantSource clock) {
        this(database, clock, new Metrics());
    }

    public RateLimits(Database database, InstantSource clock, Metrics metrics) {
        this.database = database;
        this.clock = clock;
        this.refusals = metrics.counters(
                "gatehouse_limits_reached_total", "Attempts refused because a limit was reached.", "limit");
    }

    /** Lets windows that are over leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("attempts", "key", "ends_at", Duration.ZERO);
    }

    /**
     * One attempt, as a limit sees it.
     *
     * @param name the limit's name, such as {@code login}; part of the key
     * @param limit how many attempts in how long; empty for any number
     * @param identity who or what is limited, in canonical form
     */
    public record Attempt(String name, Optional<Rate> limit, List<String> identity) {
        public Attempt {
            identity = List.copyOf(identity);
        }
    }

    /** What a limit that is reached answers. */
    record Refusal(String limit, Problem problem) {}

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
        take(new Attempt(name, limit, List.of(identity)));
    }

    /**
     * Counts an attempt against several limits, with one commit for all: against each in turn, up to the one that is
     * reached. Limits that are taken together are always taken in the same order, so that nobody waits in a circle.
     *
     * @throws Problem as {@link #take(String, Optional, String...)}
     */
    public void take(Attempt... attempts) {
        List<Attempt> limited = limited(attempts);
        if (limited.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Attempt only = limited.getFirst();
        Optional<Refusal> refusal;
        if (limited.size() > 1) {
            refusal = database.write(transaction -> take(transaction, now, attempts));
        } else if (!database.<Boolean>single(sql -> counted(sql, only, now))) {
            refusal = Optional.of(database.read(sql -> refused(sql, only, now)));
        } else {
            return;
        }
        if (refusal.isPresent()) {
            throw refusing(refusal.get());
        }
    }

    /** Counts an attempt in a transaction, as part of it; false where the limit is reached and nobody need be told. */
    public boolean allows(Transaction transaction, String name, Optional<Rate> limit, String... identity) {
        return allows(transaction, new Attempt(name, limit, List.of(identity)));
    }

    /** The same against several limits, as {@link #take(Attempt...)}. */
    public boolean allows(Transaction transaction, Attempt... attempts) {
        return take(transaction, clock.instant(), attempts).isEmpty();
    }

    /** Whether such an attempt was counted in a window that is not over; counts none. */
    public boolean stands(Sql sql, Attempt attempt) {
        return sql.one(
                        "SELECT used FROM attempts WHERE key = ? AND ends_at > ?",
                        row -> row.count("used"),
                        key(attempt),
                        clock.instant())
                .isPresent();
    }

    /** Gives an attempt back that does not count after all, such as one that was right where wrong ones are counted. */
    public static void giveBack(Sql sql, Attempt attempt) {
        sql.update("UPDATE attempts SET used = used - 1 WHERE key = ? AND used > 0", (Object) key(attempt));
    }

    /** The same in a transaction that has to be committed whatever comes of it; empty where no limit is reached. */
    static Optional<Refusal> take(Transaction transaction, Instant now, Attempt... attempts) {
        for (Attempt attempt : limited(attempts)) {
            if (!counted(transaction, attempt, now)) {
                return Optional.of(refused(transaction, attempt, now));
            }
        }
        return Optional.empty();
    }

    /** What to throw of it, once the transaction is committed. */
    Problem refusing(Refusal refusal) {
        refusals.of(refusal.limit()).increment();
        return refusal.problem();
    }

    private static List<Attempt> limited(Attempt... attempts) {
        return Stream.of(attempts)
                .filter(attempt -> attempt.limit().isPresent())
                .toList();
    }

    private static boolean counted(Sql sql, Attempt attempt, Instant now) {
        Rate rate = attempt.limit().orElseThrow();
        Optional<Integer> used =
                sql.one("""
                INSERT INTO attempts (key, used, ends_at) VALUES (?, 1, ?)
                ON CONFLICT (key) DO UPDATE SET
                    used = CASE WHEN attempts.ends_at <= ? THEN 1 ELSE attempts.used + 1 END,
                    ends_at = CASE WHEN attempts.ends_at <= ? THEN excluded.ends_at ELSE attempts.ends_at END
                WHERE attempts.ends_at <= ? OR attempts.used < ?
                RETURNING used""", row -> row.count("used"), key(attempt), now.plus(rate.per()), now, now, now, rate.count());
        return used.isPresent();
    }

    private static Refusal refused(Sql sql, Attempt attempt, Instant now) {
        Instant end = sql.one("SELECT ends_at FROM attempts WHERE key = ?", row -> row.instant("ends_at"), (Object)
                        key(attempt))
                .orElse(now);
        Problem problem = refusal(attempt.name(), attempt.limit().orElseThrow(), Duration.between(now, end));
        return new Refusal(attempt.name(), problem);
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

    private static byte[] key(Attempt attempt) {
        return Sha256.ofParts(Stream.concat(Stream.of(attempt.name()), attempt.identity().stream())
                .toArray(String[]::new));
    }
}
