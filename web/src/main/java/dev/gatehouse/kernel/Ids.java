package dev.gatehouse.kernel;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes UUIDs of version 7 (RFC 9562, section 5.7): time-ordered, so that new rows land at the end of an index. */
public final class Ids {
    private final InstantSource clock;
    private final RandomGenerator random;

    /**
     * @param clock gives the 48 bits of milliseconds
     * @param random gives the 74 bits behind them; where an id must not be guessed, a {@link java.security.SecureRandom}
     */
    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id. Ids made within one millisecond are in no particular order among themselves. */
    public UUID next() {
        long high = (clock.millis() << 16) | 0x7000L | (random.nextLong() & 0x0fffL);
        long low = 0x8000_0000_0000_0000L | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
