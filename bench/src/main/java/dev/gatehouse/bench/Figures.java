package dev.gatehouse.bench;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one turn came to.
 *
 * @param rate answers a second
 * @param half milliseconds within which half of the answers came
 * @param ninetyNine the same for 99 of 100
 * @param worst milliseconds that the slowest took
 * @param cpu milliseconds of the server's processor time for each answer
 * @param errors answers that were not the wanted ones
 */
record Figures(double rate, double half, double ninetyNine, double worst, double cpu, long errors) {
    static final String HEADER = String.format(
            "%-16s %-10s %9s %9s %9s %9s %9s %7s %14s",
            "scenario", "build", "rate/s", "p50 ms", "p99 ms", "max ms", "CPU ms", "errors", "CPU to first");

    /** @param sorted nanoseconds of each answer, the smallest first */
    static Figures of(long[] sorted, Duration took, Duration cpu, long errors) {
        if (sorted.length == 0) {
            return new Figures(0, 0, 0, 0, 0, errors);
        }
        return new Figures(
                sorted.length * 1e9 / took.toNanos(),
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                cpu.toNanos() / 1e6 / sorted.length,
                errors);
    }

    /** Each figure's own median; errors are added up. */
    static Figures median(List<Figures> turns) {
        return new Figures(
                median(turns, Figures::rate),
                median(turns, Figures::half),
                median(turns, Figures::ninetyNine),
                median(turns, Figures::worst),
                median(turns, Figures::cpu),
                turns.stream().mapToLong(Figures::errors).sum());
    }

    private static double median(List<Figures> turns, ToDoubleFunction<Figures> figure) {
        List<Double> sorted = turns.stream()
                .map(figure::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    /** @param first the figures of the build that the others are compared with; null for that one itself */
    String line(String scenario, String build, @Nullable Figures first) {
        return String.format(
                Locale.ROOT,
                "%-16s %-10s %9.0f %9.2f %9.2f %9.2f %9.4f %7d %14s",
                scenario,
                build,
                rate,
                half,
                ninetyNine,
                worst,
                cpu,
                errors,
                first == null ? "" : String.format(Locale.ROOT, "%.2f", cpu / first.cpu));
    }
}
