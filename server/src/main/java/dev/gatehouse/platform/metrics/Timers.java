package dev.gatehouse.platform.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;

/** How long things take, as histograms that can be added up over nodes; one for each combination of labels' values. */
public final class Timers {
    private static final double NANOS = 1e9;

    /** One histogram. */
    public static final class Timer {
        private final DistributionDataPoint point;

        private Timer(DistributionDataPoint point) {
            this.point = point;
        }

        /** Something took so many nanoseconds. */
        public void record(long nanos) {
            point.observe(nanos / NANOS);
        }
    }

    private final Members<Timer> members;

    Timers(Histogram family) {
        this.members = new Members<>(values -> new Timer(family.labelValues(values)));
    }

    /** The timer with these values, in the order of the labels. */
    public Timer of(String... values) {
        return members.of(values);
    }
}
