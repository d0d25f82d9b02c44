package dev.gatehouse.platform.metrics;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Everything that one server measures of itself. Rooms declare what they count when they are built and keep it; counting
 * takes some ten nanoseconds and no lock. Names follow Prometheus: base units, {@code _total} for what only grows.
 *
 * <p>Labels are for what has few values that we choose ourselves: a route's pattern, an outcome, a provider's name. Never
 * for anything of a person: no name, address, id or token.
 */
public final class Metrics {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    private final List<Family> families = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<Metrics>> later = new ConcurrentLinkedQueue<>();

    /** A number that only grows, for each combination of the labels' values. */
    public Counters counters(String name, String help, String... labels) {
        return add(new Counters(checked(name, labels), help, List.of(labels)));
    }

    /** How long something takes, for each combination of the labels' values. */
    public Timers timers(String name, String help, String... labels) {
        return add(new Timers(checked(name, labels), help, List.of(labels)));
    }

    /** A number that is read when somebody asks. */
    public void gauge(String name, String help, DoubleSupplier value) {
        add(new Readings(checked(name), "gauge", help, List.of(), () -> Map.of(List.of(), value.getAsDouble())));
    }

    /** The same for a number that only grows. */
    public void total(String name, String help, DoubleSupplier value) {
        add(new Readings(checked(name), "counter", help, List.of(), () -> Map.of(List.of(), value.getAsDouble())));
    }

    /** Numbers that are read when somebody asks, by one label's values. */
    public void gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
        add(Readings.of(checked(name, label), "gauge", help, label, values));
    }

    /** The same for numbers that only grow. */
    public void totals(String name, String help, String label, Supplier<Map<String, Double>> values) {
        add(Readings.of(checked(name, label), "counter", help, label, values));
    }

    /** Adds more when somebody asks for the first time: the start does not pay for what nobody reads. */
    public void later(Consumer<Metrics> more) {
        later.add(more);
    }

    /** All of it in Prometheus' text format, version 0.0.4. */
    public String text() {
        for (Consumer<Metrics> more = later.poll(); more != null; more = later.poll()) {
            more.accept(this);
        }
        StringBuilder text = new StringBuilder(16 * 1024);
        for (Family family : families) {
            family.write(text);
        }
        return text.toString();
    }

    private synchronized <F extends Family> F add(F family) {
        if (families.stream().anyMatch(other -> other.name().equals(family.name()))) {
            throw new IllegalStateException("measured twice: " + family.name());
        }
        families.add(family);
        return family;
    }

    private static String checked(String name, String... labels) {
        for (String each : labels) {
            require(each);
        }
        return require(name);
    }

    private static String require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for Prometheus: " + name);
        }
        return name;
    }
}
