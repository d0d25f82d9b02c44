package dev.gatehouse.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it; only forward, and for all who share it. */
public final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-03-02T09:00:00.250Z");

    @Override
    public Instant instant() {
        return now;
    }

    /** Forward to that moment, for what knows the time by another clock. */
    public synchronized void advanceTo(Instant then) {
        advance(Duration.between(now, then));
    }

    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("a clock goes forward");
        }
        now = now.plus(by);
    }
}
