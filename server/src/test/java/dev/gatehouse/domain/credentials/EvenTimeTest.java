package dev.gatehouse.domain.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EvenTimeTest {
    private final EvenTime times = new EvenTime();

    @Test
    void nobodyWaitsWhereThereAreNoForeignHashes() {
        times.presentTook(50_000_000);
        assertThat(times.whole()).isZero();
    }

    @Test
    void aRefusalTakesAsLongAsTheDearestForeignHashAndOneOfOurs() {
        times.presentTook(50_000_000);
        times.foreignTook(100_000_000);
        times.foreignTook(1_000_000);
        assertThat(times.whole()).isBetween(150_000_000L, 200_000_000L);
    }

    @Test
    void aStallHoldsNobodyBackForLong() {
        times.presentTook(50_000_000);
        times.foreignTook(Long.MAX_VALUE / 4);
        assertThat(times.whole()).isEqualTo(EvenTime.LONGEST);
    }
}
