package dev.gatehouse.domain.outbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a piece of work waits after an attempt that came to nothing: ten seconds, then three times as long each time
 * and four hours at most; a fifth more or less, so that what failed together is not tried together again.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(4);
    private static final int FACTOR = 3;
    private static final double JITTER = 0.2;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** @param attempts how often it was tried, at least once */
    Duration after(int attempts) {
        long millis = FIRST.toMillis();
        for (int i = 1; i < attempts && millis < LONGEST.toMillis(); i++) {
            millis *= FACTOR;
        }
        double share = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis((long) (Math.min(millis, LONGEST.toMillis()) * share));
    }
}
