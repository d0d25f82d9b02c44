package dev.gatehouse.platform.config;

import java.time.Duration;

/**
 * How many of a thing are allowed in a span of time: {@code 5/minute}, {@code 100/1h30m}.
 *
 * @param count at least 1
 * @param per longer than zero
 */
public record Rate(int count, Duration per) {
    public Rate {
        if (count < 1 || !per.isPositive()) {
            throw new IllegalArgumentException("a rate is a positive count in a positive span of time");
        }
    }

    /** As many times as much in the same span. */
    public Rate times(int factor) {
        return new Rate((int) Math.min(Integer.MAX_VALUE, (long) factor * count), per);
    }
}
