package dev.gatehouse.platform.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Numbers that only grow, one for each combination of the labels' values. */
public final class Counters extends Family {
    /** One number that only grows. */
    public static final class Counter {
        private final LongAdder count = new LongAdder();

        private Counter() {}

        public void increment() {
            count.increment();
        }
    }

    private final Members<Counter> members;

    Counters(String name, String help, List<String> labels) {
        super(name, "counter", help, labels);
        this.members = new Members<>(labels.size(), Counter::new);
    }

    /** The counter with these values, in the order of the labels. */
    public Counter of(String... values) {
        return members.of(values);
    }

    @Override
    void writeSamples(StringBuilder text) {
        members.all().forEach((values, counter) -> sample(text, "", values, "", counter.count.sum()));
    }
}
