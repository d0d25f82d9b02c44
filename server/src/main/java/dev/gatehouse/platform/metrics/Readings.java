package dev.gatehouse.platform.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Numbers that somebody else keeps, read when somebody asks. */
final class Readings extends Family {
    private final Supplier<Map<List<String>, Double>> read;

    Readings(String name, String type, String help, List<String> labels, Supplier<Map<List<String>, Double>> read) {
        super(name, type, help, labels);
        this.read = read;
    }

    static Readings of(String name, String type, String help, String label, Supplier<Map<String, Double>> values) {
        return new Readings(name, type, help, List.of(label), () -> {
            Map<List<String>, Double> keyed = new HashMap<>();
            values.get().forEach((value, number) -> keyed.put(List.of(value), number));
            return keyed;
        });
    }

    @Override
    void writeSamples(StringBuilder text) {
        read.get().forEach((values, number) -> sample(text, "", values, "", number));
    }
}
