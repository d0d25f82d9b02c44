package dev.gatehouse.platform.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;

/** Numbers that only grow, one for each combination of the labels' values. */
public final class Counters {
    /** One number that only grows. */
    public static final class Counter {
        private final CounterDataPoint point;

        private Counter(CounterDataPoint point) {
            this.point = point;
        }

        public void increment() {
            point.inc();
        }
    }

    private final Members<Counter> members;

    Counters(io.prometheus.metrics.core.metrics.Counter family) {
        this.members = new Members<>(values -> new Counter(family.labelValues(values)));
    }

    /** The counter with these values, in the order of the labels. */
    public Counter of(String... values) {
        return members.of(values);
    }
}
