package dev.gatehouse.bench;

import java.util.Arrays;
import java.util.Random;

/**
 * Whether two samples of times can be told apart.
 *
 * @param order the chance that one of the first is longer than one of the second, ties half: 0.5 is no difference (the
 *     effect size of Mann and Whitney's test)
 * @param orderChance how often chance alone leaves such an order (Mann and Whitney's U, normal approximation with ties)
 * @param distance the largest distance of the two distributions (Kolmogorov and Smirnov's D)
 * @param distanceChance how often chance alone leaves such a distance (asymptotic)
 */
record Compared(double order, double orderChance, double distance, double distanceChance) {
    private static final int RESAMPLES = 1_000;

    /**
     * A difference of two quantiles, the first's less the second's, and within what bounds it lies in 99 of 100 samples
     * drawn again from these (bootstrap by percentiles).
     */
    record Shift(double quantile, double difference, double low, double high) {}

    static Compared of(double[] first, double[] second) {
        double[] a = sorted(first);
        double[] b = sorted(second);
        double wins = 0;
        double ties = 0;
        double distance = 0;
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            double value = j == b.length || i < a.length && a[i] <= b[j] ? a[i] : b[j];
            int fromA = i;
            int fromB = j;
            while (i < a.length && a[i] == value) {
                i++;
            }
            while (j < b.length && b[j] == value) {
                j++;
            }
            double ofA = i - fromA;
            double ofB = j - fromB;
            wins += ofA * (fromB + ofB / 2);
            double tied = ofA + ofB;
            ties += tied * tied * tied - tied;
            distance = Math.max(distance, Math.abs((double) i / a.length - (double) j / b.length));
        }
        double pairs = (double) a.length * b.length;
        double all = a.length + b.length;
        double variance = pairs / 12 * (all + 1 - ties / (all * (all - 1)));
        double deviations = variance == 0 ? 0 : Math.max(0, Math.abs(wins - pairs / 2) - 0.5) / Math.sqrt(variance);
        double root = Math.sqrt(pairs / all);
        return new Compared(
                wins / pairs,
                2 * (1 - normal(deviations)),
                distance,
                kolmogorov((root + 0.12 + 0.11 / root) * distance));
    }

    /** Whether chance alone would hardly ever leave this. */
    boolean toldApart(double level) {
        return orderChance < level || distanceChance < level;
    }

    static Shift shift(double[] first, double[] second, double quantile, Random random) {
        double[] differences = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            differences[i] = quantile(drawn(first, random), quantile) - quantile(drawn(second, random), quantile);
        }
        Arrays.sort(differences);
        return new Shift(
                quantile,
                quantile(sorted(first), quantile) - quantile(sorted(second), quantile),
                quantile(differences, 0.005),
                quantile(differences, 0.995));
    }

    static double quantile(double[] sorted, double quantile) {
        double at = quantile * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private static double[] sorted(double[] values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }

    private static double[] drawn(double[] from, Random random) {
        double[] drawn = new double[from.length];
        Arrays.setAll(drawn, i -> from[random.nextInt(from.length)]);
        Arrays.sort(drawn);
        return drawn;
    }

    /** Abramowitz and Stegun, 26.2.17: exact to 8 digits. */
    private static double normal(double x) {
        double t = 1 / (1 + 0.231_641_9 * x);
        double tail = t
                * (0.319_381_530
                        + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
        return 1 - Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * tail;
    }

    /** The tail of Kolmogorov's distribution; the series does not end for small values, where the tail is all. */
    private static double kolmogorov(double x) {
        if (x < 0.2) {
            return 1;
        }
        double sum = 0;
        for (int k = 1; k <= 100; k++) {
            sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * x * x);
        }
        return Math.clamp(sum, 0, 1);
    }
}
