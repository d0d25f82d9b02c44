package dev.gatehouse.platform.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All settings there are, room by room. Two that could be confused, or a default that is not allowed, are refused. */
public final class Catalogue {
    static final String PREFIX = "GATEHOUSE_";
    /** Read by the launcher and by the tests, not by the server. */
    static final Set<String> NOT_OURS = Set.of("GATEHOUSE_JAVA_OPTS", "GATEHOUSE_CI");

    /** The file that holds settings. It is read before all others, so it cannot stand in the file itself. */
    static final Setting<Optional<Path>> CONFIG =
            Setting.path("config", "", "A file of `name=value` lines.").orNone();

    /** Of a key with more parts no guess is made at what was meant. */
    private static final int MOST_PARTS = 12;

    /** The setting that a key means; {@code file} where the key names a file that holds the value. */
    record Match(Setting<?> setting, boolean file) {}

    private final List<RoomSettings<?>> rooms;
    private final Map<String, Setting<?>> byName = new LinkedHashMap<>();
    private final Map<String, Setting<?>> byEnvironmentName = new LinkedHashMap<>();
    private final List<SettingFamily<?>> families = new ArrayList<>();

    /** The settings of these rooms and {@code config}. */
    public Catalogue(List<RoomSettings<?>> rooms) {
        this.rooms = List.copyOf(rooms);
        add(CONFIG);
        for (RoomSettings<?> room : rooms) {
            for (Declared declared : room.declared()) {
                switch (declared) {
                    case Setting<?> setting -> add(setting);
                    case SettingFamily<?> family -> add(family);
                }
            }
        }
        for (Setting<?> setting : byName.values()) {
            if (setting.secret() && byEnvironmentName.containsKey(setting.environmentName() + "_FILE")) {
                throw new IllegalArgumentException("a setting has the name of a secret's file: " + setting);
            }
            if (families.stream().anyMatch(family -> setting.name().startsWith(family.prefix()))) {
                throw new IllegalArgumentException("a setting lies inside a family: " + setting);
            }
        }
    }

    private void add(Setting<?> setting) {
        setting.parse(setting.fallback());
        if (byName.put(setting.name(), setting) != null
                || byEnvironmentName.put(setting.environmentName(), setting) != null) {
            throw new IllegalArgumentException("declared twice: " + setting);
        }
    }

    private void add(SettingFamily<?> family) {
        if (families.contains(family)) {
            throw new IllegalArgumentException("declared twice: " + family);
        }
        families.add(family);
    }

    List<RoomSettings<?>> rooms() {
        return rooms;
    }

    List<SettingFamily<?>> families() {
        return families;
    }

    /** Every setting with a fixed name, in the order of declaration. */
    List<Setting<?>> settings() {
        return List.copyOf(byName.values());
    }

    /** The setting that a key of a file or flag means ({@code tokens.access.ttl}), or that a variable means. */
    @Nullable
    Match find(String key, boolean environment) {
        Map<String, Setting<?>> known = environment ? byEnvironmentName : byName;
        String suffix = environment ? "_FILE" : ".file";
        Setting<?> exact = known.get(key);
        if (exact != null) {
            return new Match(exact, false);
        }
        if (key.endsWith(suffix)) {
            Setting<?> secret = known.get(key.substring(0, key.length() - suffix.length()));
            if (secret != null && secret.secret()) {
                return new Match(secret, true);
            }
        }
        return findInFamilies(key, environment);
    }

    private @Nullable Match findInFamilies(String key, boolean environment) {
        Match found = null;
        int fixed = -1;
        for (SettingFamily<?> family : families) {
            Optional<String> ofFile = family.segmentOfFile(key, environment);
            Optional<String> segment = ofFile.or(() -> family.segment(key, environment));
            if (segment.isPresent() && family.fixed() > fixed) {
                found = new Match(family.member(segment.get()), ofFile.isPresent());
                fixed = family.fixed();
            }
        }
        return found;
    }

    /** A known key that was perhaps meant by an unknown one. */
    Optional<String> near(String key, boolean environment) {
        Stream<String> known = (environment ? byEnvironmentName : byName).keySet().stream();
        Stream<String> members = families.stream()
                .flatMap(family -> segments(key, environment).map(free -> family.key(free, environment)))
                .filter(member -> findInFamilies(member, environment) != null);
        return Nearest.to(key, Stream.concat(known, members));
    }

    /** What of a key may be meant as the free segment: anything between two of its separators. */
    private static Stream<String> segments(String key, boolean environment) {
        String separator = environment ? "_" : ".";
        String[] parts = key.split(Pattern.quote(separator), -1);
        if (parts.length > MOST_PARTS) {
            return Stream.empty();
        }
        Stream.Builder<String> segments = Stream.builder();
        for (int from = 1; from < parts.length; from++) {
            for (int to = from + 1; to <= (environment ? parts.length : from + 1); to++) {
                segments.add(String.join(separator, Arrays.asList(parts).subList(from, to)));
            }
        }
        return segments.build().filter(segment -> !segment.isEmpty());
    }
}
