package dev.gatehouse.domain.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every action that the trail may name, with a sentence on it: the list stands in {@code events.properties}. */
public final class EventTypes {
    private EventTypes() {}

    /** The actions with their sentences, sorted. */
    public static SortedMap<String, String> all() {
        Properties properties = new Properties();
        try (InputStream file = Objects.requireNonNull(
                EventTypes.class.getResourceAsStream("events.properties"), "events.properties")) {
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        SortedMap<String, String> types = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> types.put(name, properties.getProperty(name)));
        return types;
    }

    /** The actions. */
    public static Stream<String> names() {
        return all().keySet().stream();
    }
}
