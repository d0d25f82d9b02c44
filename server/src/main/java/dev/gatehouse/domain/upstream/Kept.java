package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a provider publishes, kept for a while. Many that need it at once cause one fetch. While the provider is
 * out of reach the last one goes on for a bounded time, and attempts keep their distance.
 *
 * @param <T> immutable
 */
final class Kept<T> {
    /** Fetches it anew. */
    interface Source<T> {
        T fetch() throws UpstreamFailure;
    }

    /** How long one is used after which another is asked for, and how long at most where none is to be had. */
    record Ages(Duration refreshAfter, Duration trustFor) {}

    private record Held<T>(T value, Instant at) {}

    /** After a failure the provider is left alone for so long: enough for a person's second try, not for a flood. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    /** How often one that is not yet old may be asked for because it seems to lack something. */
    private static final Duration BETWEEN_DEMANDS = Duration.ofMinutes(1);

    private final Source<T> source;
    private final Ages ages;
    private final InstantSource clock;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Held<T> held;
    private @Nullable UpstreamFailure lastFailure;
    private @Nullable Instant failedAt;
    private @Nullable Instant demandedAt;

    Kept(Source<T> source, Ages ages, InstantSource clock) {
        this.source = source;
        this.ages = ages;
        this.clock = clock;
    }

    /** The last one, or one fetched now where there is none that is young enough. */
    T get() throws UpstreamFailure {
        Held<T> now = held;
        if (now != null && !isOlder(now, ages.refreshAfter())) {
            return now.value();
        }
        fetching.lock();
        try {
            now = held;
            if (now != null && !isOlder(now, ages.refreshAfter())) {
                return now.value();
            }
            return fetched(now);
        } finally {
            fetching.unlock();
        }
    }

    /**
     * One younger than this, because it lacks something that a newer one may have. Within a minute of the last such demand
     * the same comes back: else whoever invents key identifiers would make this server ask for ever.
     */
    T newerThan(T seen) throws UpstreamFailure {
        fetching.lock();
        try {
            Held<T> now = held;
            if (now != null && now.value() != seen) {
                return now.value();
            }
            Instant time = clock.instant();
            if (demandedAt != null && time.isBefore(demandedAt.plus(BETWEEN_DEMANDS)) && now != null) {
                return now.value();
            }
            demandedAt = time;
            return fetched(now);
        } finally {
            fetching.unlock();
        }
    }

    private T fetched(@Nullable Held<T> now) throws UpstreamFailure {
        if (lastFailure != null && failedAt != null && clock.instant().isBefore(failedAt.plus(AFTER_FAILURE))) {
            return orElse(now, lastFailure);
        }
        try {
            T value = source.fetch();
            held = new Held<>(value, clock.instant());
            lastFailure = null;
            return value;
        } catch (UpstreamFailure e) {
            lastFailure = e;
            failedAt = clock.instant();
            return orElse(now, e);
        }
    }

    /** A provider that is away is one thing; one that publishes something unbelievable is not helped by the last one. */
    private T orElse(@Nullable Held<T> now, UpstreamFailure failure) throws UpstreamFailure {
        if (now != null && failure.reason() == Reason.UNREACHABLE && !isOlder(now, ages.trustFor())) {
            return now.value();
        }
        throw failure;
    }

    private boolean isOlder(Held<T> some, Duration age) {
        return clock.instant().isAfter(some.at().plus(age));
    }
}
