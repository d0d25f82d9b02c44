package dev.gatehouse.platform.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Everything that one server measures of itself, kept by Prometheus' own library in a registry of this server's. Rooms
 * declare what they count when they are built and keep it; counting takes some twenty nanoseconds. Names follow
 * Prometheus: base units, {@code _total} for what only grows.
 *
 * <p>Labels are for what has few values that we choose ourselves: a route's pattern, an outcome, a provider's name. Never
 * for anything of a person: no name, address, id or token.
 */
public final class Metrics {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    /** Upper bounds of histograms in seconds: few, because each costs a line for each combination of labels. */
    private static final double[] BOUNDS = {0.0005, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10};

    /** None: what the library would take from the environment or a file of its own does not change what we show. */
    private final PrometheusProperties properties =
            PrometheusProperties.builder().build();

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Queue<Consumer<Metrics>> later = new ConcurrentLinkedQueue<>();

    /** A number that only grows, for each combination of the labels' values. */
    public Counters counters(String name, String help, String... labels) {
        Counter.Builder family = Counter.builder(properties);
        family.name(once(name, labels)).help(help).labelNames(labels).withoutExemplars();
        return new Counters(family.register(registry));
    }

    /** How long something takes, for each combination of the labels' values. */
    public Timers timers(String name, String help, String... labels) {
        Histogram.Builder family = Histogram.builder(properties);
        family.name(once(name, labels)).help(help).labelNames(labels).withoutExemplars();
        return new Timers(family.classicOnly().classicUpperBounds(BOUNDS).register(registry));
    }

    /** A number that is read when somebody asks. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder(properties)
                .name(once(name))
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(registry);
    }

    /** The same for a number that only grows. */
    public void total(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder(properties)
                .name(once(name))
                .help(help)
                .callback(sample -> sample.call(value.getAsDouble()))
                .register(registry);
    }

    /** Numbers that are read when somebody asks, by one label's values. */
    public void gauges(String name, String help, String label, Supplier<Map<String, Double>> values) {
        GaugeWithCallback.builder(properties)
                .name(once(name, label))
                .help(help)
                .labelNames(label)
                .callback(sample -> values.get().forEach((key, value) -> sample.call(value, key)))
                .register(registry);
    }

    /** The same for numbers that only grow. */
    public void totals(String name, String help, String label, Supplier<Map<String, Double>> values) {
        CounterWithCallback.builder(properties)
                .name(once(name, label))
                .help(help)
                .labelNames(label)
                .callback(sample -> values.get().forEach((key, value) -> sample.call(value, key)))
                .register(registry);
    }

    /** Adds more when somebody asks for the first time: the start does not pay for what nobody reads. */
    public void later(Consumer<Metrics> more) {
        later.add(more);
    }

    /** All of it in Prometheus' text format, version 0.0.4. A family that has counted nothing yet is not in it. */
    public String text() {
        for (Consumer<Metrics> more = later.poll(); more != null; more = later.poll()) {
            more.accept(this);
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream(16 * 1024);
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The library would add up two families of one name; here that is a mistake. */
    private String once(String name, String... labels) {
        for (String each : labels) {
            require(each);
        }
        if (!names.add(require(name))) {
            throw new IllegalStateException("measured twice: " + name);
        }
        return name;
    }

    private static String require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for Prometheus: " + name);
        }
        return name;
    }
}
