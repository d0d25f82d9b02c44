package dev.gatehouse.domain.limits;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.limits.Challenges.Fit;
import dev.gatehouse.domain.limits.RateLimits.Attempt;
import dev.gatehouse.domain.limits.RateLimits.Refusal;
import dev.gatehouse.domain.marks.Marks;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever tries one proof after another for one account, from wherever they come: after some wrong ones in a row
 * each further try waits twice as long as the one before, up to a bound, and is refused until then before any work is
 * done. A try counts as wrong from its beginning until it has proved right, so that none slips through beside others.
 *
 * <p>Nobody is locked out by that. Where the account has been signed in to before, by browser or by address, there is a
 * count of its own, which no stranger moves; elsewhere the wait is bounded, and a series ends by itself. Names that are
 * nobody's are treated alike, by the same statements.
 */
public final class Backoffs {
    /** What is proved. Each kind has its own count, so that who knows the one gets no more tries at the other. */
    public enum Kind {
        PASSWORD,
        SECOND_FACTOR,
        MAILED_CODE
    }

    /**
     * Whose proof it is.
     *
     * @param name what was given for it in canonical form, or the account's id where that was known before
     * @param account absent where nobody has that name
     */
    public record Whose(String name, @Nullable UUID account) {
        /** Of an account that is known already. */
        public static Whose of(UUID account) {
            return new Whose(account.toString(), account);
        }

        String known() {
            return account == null ? name : account.toString();
        }
    }

    /** The rooms that a try passes through. */
    public record Needs(
            Database database,
            RateLimits limits,
            AuditTrail audit,
            Seals seals,
            Marks marks,
            AttemptSettings settings,
            InstantSource clock,
            Metrics metrics) {}

    /** The trail says it of a name no more often than this, however long somebody goes on. */
    private static final Optional<Rate> TOLD = Optional.of(new Rate(1, Duration.ofDays(1)));

    /** The one limit that work stands in for: what an address may try with a name. */
    public static final String NAMED = "login";

    private record Counted(byte[] key, boolean stranger, int failures, List<Attempt> ofPlace) {
        Counted with(int counted) {
            return new Counted(key, stranger, counted, ofPlace);
        }
    }

    private sealed interface Decision {}

    private record Taken(Counted counted) implements Decision {}

    private record Limited(Refusal refusal, int failures) implements Decision {}

    private record Waits(Duration left, int failures) implements Decision {}

    private record Row(int failures, Instant waitsTill) {}

    /** Work is cheap where there are machines for it: it takes a try past waiting, not past all bounds. */
    private static final Attempt WORKED =
            new Attempt("proof-of-work", Optional.of(new Rate(10, Duration.ofMinutes(1))), List.of());

    private final Needs needs;
    private final @Nullable Challenges challenges;
    private final KnownPlaces places;
    private final Counters refusals;

    public Backoffs(Needs needs) {
        this.needs = needs;
        this.challenges = needs.settings().proofOfWork()
                ? new Challenges(
                        needs.seals(),
                        needs.marks(),
                        needs.clock(),
                        needs.settings().workBits())
                : null;
        this.places = new KnownPlaces(needs.audit(), needs.clock());
        this.refusals = needs.metrics()
                .counters(
                        "gatehouse_backoffs_total",
                        "Tries refused because too many before them were wrong, by what was to be proved.",
                        "kind");
    }

    /** Where people have signed in before. */
    public KnownPlaces places() {
        return places;
    }

    /** Lets series and places that nobody asks for any more leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("backoffs", "key", "expires_at", Duration.ZERO);
    }

    /**
     * Begins a try, which counts as wrong until it {@linkplain Try#succeeded succeeds}; together with what else limits it,
     * in one commit. Not to be called inside a piece of the database's work.
     *
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS} with {@code Retry-After} where the try has to wait
     */
    public Try require(Kind kind, Whose whose, Origin from, Attempt... limits) {
        return require(kind, whose, from, Optional.empty(), limits);
    }

    /**
     * The same with a limit that all strangers reach together and every known place alone, so that strangers take no tries
     * from whoever has been there before. A try that succeeds does not count for it.
     *
     * @param apart such as {@code second-factor}, of the account
     */
    public Try require(Kind kind, Whose whose, Origin from, Optional<Attempt> apart, Attempt... limits) {
        Instant now = needs.clock().instant();
        byte[] series = Sha256.ofParts("stranger", kind.name(), whose.name());
        // Codes are few enough that work would buy a guess; passwords are not.
        Challenges offers = kind == Kind.PASSWORD ? challenges : null;
        Fit worked = offers == null ? null : offers.fit(from.solved(), series).orElse(null);
        Decision decision = needs.database().write(transaction -> {
            Optional<String> place = places.find(transaction, whose.known(), from);
            byte[] key = place.map(known -> Sha256.ofParts("known", kind.name(), known))
                    .orElse(series);
            boolean through = worked != null && offers != null && offers.spend(transaction, worked);
            List<Attempt> ofPlace = KnownPlaces.apart(apart, place);
            Attempt[] all = Stream.concat(Stream.of(limits), ofPlace.stream()).toArray(Attempt[]::new);
            Attempt[] bounds = through ? instead(worked(series), all) : all;
            return decide(transaction, new Counted(key, place.isEmpty(), 0, ofPlace), now, through, bounds);
        });
        return switch (decision) {
            case Taken taken -> new Try(whose, from, taken.counted);
            case Limited limited -> {
                Problem problem = needs.limits().refusing(limited.refusal);
                throw limited.refusal.limit().equals(NAMED)
                        ? offering(offers, problem, series, limited.failures)
                        : problem;
            }
            case Waits waits -> {
                refusals.of(kind.name().toLowerCase(Locale.ROOT)).increment();
                throw offering(offers, refusal(waits.left), series, waits.failures);
            }
        };
    }

    private Problem offering(@Nullable Challenges offers, Problem problem, byte[] series, int failures) {
        return offers == null
                ? problem
                : offers.offered(problem, series, failures - needs.settings().free());
    }

    /** Work stands in for what an address may try with a name, and for nothing that bounds the address. */
    private static Attempt[] instead(Attempt worked, Attempt... limits) {
        return Stream.concat(Stream.of(worked), Stream.of(limits).filter(limit -> !limit.name()
                        .equals(NAMED)))
                .toArray(Attempt[]::new);
    }

    private static Attempt worked(byte[] series) {
        return new Attempt(WORKED.name(), WORKED.limit(), List.of(hex(series)));
    }

    /** @param through whether there is nothing to wait for */
    private Decision decide(Transaction transaction, Counted counted, Instant now, boolean through, Attempt... limits) {
        Optional<Refusal> limited = RateLimits.take(transaction, now, limits);
        if (limited.isPresent()) {
            return new Limited(limited.get(), row(transaction, counted.key, now).failures);
        }
        Optional<Integer> failures = counted(transaction, counted.key, now, through);
        if (failures.isEmpty()) {
            Row row = row(transaction, counted.key, now);
            return new Waits(Duration.between(now, row.waitsTill), row.failures);
        }
        Duration wait = needs.settings().waitAfter(failures.get());
        if (wait.isPositive()) {
            transaction.update("UPDATE backoffs SET waits_till = ? WHERE key = ?", now.plus(wait), counted.key);
        }
        return new Taken(counted.with(failures.get()));
    }

    private static Row row(Sql sql, byte[] key, Instant now) {
        return sql.one(
                        "SELECT failures, waits_till FROM backoffs WHERE key = ?",
                        row -> new Row(row.count("failures"), row.instant("waits_till")),
                        (Object) key)
                .orElse(new Row(0, now));
    }

    /** Of many at once as many pass as may: the row decides, and stays this transaction's until it ends. */
    private Optional<Integer> counted(Sql sql, byte[] key, Instant now, boolean through) {
        return sql.one(
                """
                INSERT INTO backoffs (key, failures, waits_till, expires_at) VALUES (?, 1, ?, ?)
                ON CONFLICT (key) DO UPDATE SET
                    failures = CASE WHEN backoffs.expires_at <= ? THEN 1 ELSE backoffs.failures + 1 END,
                    waits_till = excluded.waits_till,
                    expires_at = excluded.expires_at
                WHERE backoffs.waits_till <= ? OR ?
                RETURNING failures""",
                row -> row.count("failures"),
                key,
                now,
                now.plus(needs.settings().quiet()),
                now,
                now,
                through);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static Problem refusal(Duration wait) {
        Duration positive = wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
        long seconds = positive.plusNanos(999_999_999).toSeconds();
        return Problem.retryLater(ErrorCode.TOO_MANY_REQUESTS, positive)
                .with(Map.of("RateLimit", "\"backoff\";r=0;t=" + seconds));
    }

    /** One try, which counts as wrong as long as nobody says otherwise. */
    public final class Try {
        private final Whose whose;
        private final Origin from;
        private final Counted counted;

        private Try(Whose whose, Origin from, Counted counted) {
            this.whose = whose;
            this.from = from;
            this.counted = counted;
        }

        /** It was right: the series ends. Not to be called inside a piece of the database's work. */
        public void succeeded() {
            needs.database().single(sql -> {
                succeeded(sql);
                return true;
            });
        }

        /** It was right: the series ends. */
        public void succeeded(Sql sql) {
            counted.ofPlace.forEach(attempt -> RateLimits.giveBack(sql, attempt));
            sql.update("DELETE FROM backoffs WHERE key = ?", (Object) counted.key);
        }

        /**
         * It was wrong. Where strangers have now had all that are free, the trail says so, once in a series and a day: the
         * person hears of it. For names that are nobody's as well, so that nothing tells them apart; and for each name of an
         * account by itself, so that nothing tells that two are one's.
         */
        public void failed(Transaction transaction) {
            if (!counted.stranger || counted.failures != needs.settings().free()) {
                return;
            }
            Attempt telling = new Attempt("told-of-many-failed", TOLD, List.of(whose.name()));
            if (RateLimits.take(transaction, needs.clock().instant(), telling).isEmpty()) {
                AuditEvent event = AuditEvent.failure("signin.many_failed")
                        .on(whose.account == null ? null : whose.account.toString())
                        .with("failures", Integer.toString(counted.failures));
                needs.audit().record(transaction, event, from);
            }
        }
    }
}
