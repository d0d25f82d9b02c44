package dev.gatehouse.platform.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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

    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9]+([_-][a-z0-9]+)*");

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
                    case SettingFamily<?> family -> families.add(family);
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
        return findInFamilies(key, environment, suffix);
    }

    private @Nullable Match findInFamilies(String key, boolean environment, String suffix) {
        for (SettingFamily<?> family : families) {
            String prefix = environment ? Setting.environmentForm(family.prefix()) : family.prefix();
            if (!key.startsWith(prefix)) {
                continue;
            }
            boolean file = family.template().secret() && key.endsWith(suffix) && key.length() > prefix.length() + 5;
            String free = key.substring(prefix.length(), key.length() - (file ? suffix.length() : 0));
            String segment = environment ? free.toLowerCase(Locale.ROOT).replace('_', '-') : free;
            if (SEGMENT.matcher(segment).matches()) {
                return new Match(family.member(segment), file);
            }
        }
        return null;
    }

    /** A known key that was perhaps meant by an unknown one. */
    Optional<String> near(String key, boolean environment) {
        Stream<String> known = (environment ? byEnvironmentName : byName).keySet().stream();
        return Nearest.to(key, known);
    }
}
