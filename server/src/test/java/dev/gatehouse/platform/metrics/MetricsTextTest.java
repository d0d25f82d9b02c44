package dev.gatehouse.platform.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private final Metrics metrics = new Metrics();

    @Test
    void aFamilyHoldsSoManyMembersAndThenCountsOthers() {
        Counters tried = metrics.counters("tried_total", "Tries.", "by");
        for (int i = 0; i < 600; i++) {
            tried.of("who-" + i).increment();
        }
        tried.of("who-3").increment();
        assertThat(metrics.text())
                .contains("tried_total{by=\"who-499\"} 1.0\n", "tried_total{by=\"who-3\"} 2.0\n")
                .contains("tried_total{by=\"other\"} 100.0\n")
                .doesNotContain("who-500");
    }

    @Test
    void timesAreInSecondsAndBoundsInclusive() {
        Timers took = metrics.timers("took_seconds", "How long.", "what");
        took.of("a").record(500_000);
        took.of("a").record(500_001);
        took.of("a").record(60_000_000_000L);
        assertThat(metrics.text()).isEqualTo("""
                # HELP took_seconds How long.
                # TYPE took_seconds histogram
                took_seconds_bucket{what="a",le="5.0E-4"} 1
                took_seconds_bucket{what="a",le="0.001"} 2
                took_seconds_bucket{what="a",le="0.005"} 2
                took_seconds_bucket{what="a",le="0.025"} 2
                took_seconds_bucket{what="a",le="0.1"} 2
                took_seconds_bucket{what="a",le="0.5"} 2
                took_seconds_bucket{what="a",le="2.5"} 2
                took_seconds_bucket{what="a",le="10.0"} 2
                took_seconds_bucket{what="a",le="+Inf"} 3
                took_seconds_count{what="a"} 3
                took_seconds_sum{what="a"} 60.001000001
                """);
    }

    @Test
    void whatBreaksALineIsEscaped() {
        metrics.counters("said_total", "Words.", "what").of("a\"b\\c\nd").increment();
        assertThat(metrics.text()).contains("said_total{what=\"a\\\"b\\\\c\\nd\"} 1.0\n");
    }

    @Test
    void oneNameIsMeasuredOnce() {
        metrics.gauge("here", "One.", () -> 1);
        assertThatThrownBy(() -> metrics.counters("here", "Two.", "by")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> metrics.gauge("Not-A-Name", "Three.", () -> 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
