package dev.gatehouse.platform.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How long things take, as histograms that can be added up over nodes; one for each combination of labels' values. */
public final class Timers extends Family {
    private static final double NANOS = 1e9;
    /** Upper bounds in nanoseconds, and as they are written, in seconds. */
    private static final List<Long> BOUNDS = List.of(
            500_000L, 1_000_000L, 5_000_000L, 25_000_000L, 100_000_000L, 500_000_000L, 2_500_000_000L, 10_000_000_000L);

    private static final List<String> SHOWN = List.of("0.0005", "0.001", "0.005", "0.025", "0.1", "0.5", "2.5", "10");

    /** One histogram. */
    public static final class Timer {
        private final LongAdder sum = new LongAdder();
        private final LongAdder[] counts = new LongAdder[BOUNDS.size() + 1];

        private Timer() {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        /** Something took so many nanoseconds. */
        public void record(long nanos) {
            int at = 0;
            while (at < BOUNDS.size() && nanos > BOUNDS.get(at)) {
                at++;
            }
            counts[at].increment();
            sum.add(nanos);
        }
    }

    private final Members<Timer> members;

    Timers(String name, String help, List<String> labels) {
        super(name, "histogram", help, labels);
        this.members = new Members<>(labels.size(), Timer::new);
    }

    /** The timer with these values, in the order of the labels. */
    public Timer of(String... values) {
        return members.of(values);
    }

    @Override
    void writeSamples(StringBuilder text) {
        members.all().forEach((values, timer) -> {
            long count = 0;
            for (int i = 0; i < timer.counts.length; i++) {
                count += timer.counts[i].sum();
                String bound = i < SHOWN.size() ? SHOWN.get(i) : "+Inf";
                sample(text, "_bucket", values, "le=\"" + bound + "\"", count);
            }
            sample(text, "_sum", values, "", timer.sum.sum() / NANOS);
            sample(text, "_count", values, "", count);
        });
    }
}
