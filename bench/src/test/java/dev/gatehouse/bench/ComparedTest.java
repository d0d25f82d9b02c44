package dev.gatehouse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparedTest {
    private final Random random = new Random(7);

    /** By hand, and as R's wilcox.test and ks.test have it. */
    @Test
    void smallSamplesAreComparedAsInTheBooks() {
        Compared compared = Compared.of(new double[] {1, 2, 4, 7}, new double[] {3, 4, 8, 9, 10});
        // Of 20 pairs the first wins three, (4, 3), (7, 3) and (7, 4), and ties one.
        assertThat(compared.order()).isEqualTo(3.5 / 20);
        assertThat(compared.distance()).isCloseTo(0.6, within(1e-12));
        assertThat(compared.orderChance()).isCloseTo(0.1400, within(0.001));
    }

    @Test
    void chanceAloneIsSeldomTakenForADifference() {
        int told = 0;
        for (int i = 0; i < 300; i++) {
            told += Compared.of(sample(500, 0), sample(500, 0)).toldApart(0.01) ? 1 : 0;
        }
        // Two tests at one in a hundred, which mostly agree.
        assertThat(told).isLessThan(18);
    }

    @Test
    void aSmallShiftIsFoundAndMeasured() {
        double[] later = sample(2_000, 0.2);
        double[] sooner = sample(2_000, 0);
        Compared compared = Compared.of(later, sooner);
        assertThat(compared.toldApart(0.001)).isTrue();
        assertThat(compared.order()).isCloseTo(0.556, within(0.03));
        Compared.Shift median = Compared.shift(later, sooner, 0.5, random);
        assertThat(median.low()).isLessThan(0.2).isGreaterThan(0);
        assertThat(median.high()).isGreaterThan(0.2);
    }

    /** Half of them sooner, half later: the order is even, the distance is not. */
    @Test
    void aDifferenceThatKeepsTheOrderIsFoundByTheDistance() {
        double[] wide = new double[2_000];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = 2 * random.nextGaussian();
        }
        Compared compared = Compared.of(wide, sample(2_000, 0));
        assertThat(compared.orderChance()).isGreaterThan(0.001);
        assertThat(compared.toldApart(0.001)).isTrue();
    }

    @Test
    void equalTimesAreNoDifference() {
        Compared compared = Compared.of(new double[] {5, 5, 5}, new double[] {5, 5});
        assertThat(compared.order()).isEqualTo(0.5);
        assertThat(compared.toldApart(0.5)).isFalse();
    }

    private double[] sample(int size, double shift) {
        double[] sample = new double[size];
        for (int i = 0; i < size; i++) {
            sample[i] = shift + random.nextGaussian();
        }
        return sample;
    }
}
