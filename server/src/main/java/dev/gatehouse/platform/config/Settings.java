package dev.gatehouse.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the settings: flag before environment before {@code .env} before file before default. Everything that is wrong
 * is found in one go, one line each: the setting, what was given (a secret as dots), what is allowed.
 */
public final class Settings {
    private static final long LONGEST_SECRET_FILE = 64 * 1024;

    /** What came of reading: values that all fit, or the problems. */
    public sealed interface Loaded permits Values, SettingsProblems {}

    /** A text given for a setting: itself, or the file that holds it. */
    private record Given(Setting<?> setting, String key, String text, boolean file, Source source) {}

    private final Catalogue catalogue;
    private final Path workingDirectory;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Given> given = new LinkedHashMap<>();

    private Settings(Catalogue catalogue, Path workingDirectory) {
        this.catalogue = catalogue;
        this.workingDirectory = workingDirectory;
    }

    /**
     * Reads all settings and makes every room's record.
     *
     * @param flags texts by dotted name, as the command line gives them
     * @param environment the variables of the process; only {@code GATEHOUSE_…} are looked at
     * @param workingDirectory where {@code .env} is looked for and where relative files start
     */
    public static Loaded load(
            Catalogue catalogue, Map<String, String> flags, Map<String, String> environment, Path workingDirectory) {
        return load(catalogue, flags, environment, workingDirectory, Map.of());
    }

    /** The same with other defaults for this run, by dotted name: a command may want its own. */
    public static Loaded load(
            Catalogue catalogue,
            Map<String, String> flags,
            Map<String, String> environment,
            Path workingDirectory,
            Map<String, String> defaults) {
        return new Settings(catalogue, workingDirectory).load(flags, environment, defaults);
    }

    private Loaded load(Map<String, String> flags, Map<String, String> environment, Map<String, String> defaults) {
        take(Source.flags(flags));
        take(Source.environment(environment));
        take(Source.dotEnv(workingDirectory, problems));
        Given config = given.get(Catalogue.CONFIG.name());
        if (config != null && !config.text().isEmpty()) {
            configFile(config.text()).ifPresent(this::take);
        }
        take(new Source("default", defaults, false));
        Values values = parse();
        values.makeRooms(catalogue, problems);
        return problems.isEmpty() ? values : new SettingsProblems(problems);
    }

    private Optional<Source> configFile(String text) {
        try {
            return Optional.of(Source.file(workingDirectory.resolve(text), text, problems));
        } catch (InvalidPathException reportedWhenParsed) {
            return Optional.empty();
        }
    }

    /** Adds what a source gives where no source before it did. */
    private void take(Source source) {
        Map<String, Given> here = new HashMap<>();
        for (Map.Entry<String, String> entry : source.entries().entrySet()) {
            String key = entry.getKey();
            Catalogue.Match match = catalogue.find(key, source.environment());
            if (match == null) {
                problems.add(unknown(key, source));
                continue;
            }
            Setting<?> setting = match.setting();
            if (setting.equals(Catalogue.CONFIG) && source.origin().startsWith("file ")) {
                problems.add("config: given in " + place(source.origin(), key) + "; allowed: flag or environment");
                continue;
            }
            Given one = new Given(setting, key, entry.getValue(), match.file(), source);
            Given other = here.put(setting.name(), one);
            if (other != null) {
                problems.add(setting.name() + ": given twice, as " + other.key() + " and as " + key + " ("
                        + source.origin() + "); allowed: one of them");
            }
            given.putIfAbsent(setting.name(), one);
        }
    }

    private String unknown(String key, Source source) {
        String line = place(source.origin(), Parsers.oneLine(key)) + ": there is no such setting";
        String suffix = source.environment() ? "_FILE" : ".file";
        if (key.endsWith(suffix)
                && catalogue.find(key.substring(0, key.length() - suffix.length()), source.environment()) != null) {
            return line + "; only secrets are given as a file";
        }
        return line
                + catalogue
                        .near(key, source.environment())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("; ./gatehouse settings lists them");
    }

    private static String place(String origin, String key) {
        return key + " (" + origin + ")";
    }

    private Values parse() {
        Values values = new Values();
        for (Setting<?> setting : catalogue.settings()) {
            if (!given.containsKey(setting.name())) {
                values.put(setting, setting.fallback(), "default");
            }
        }
        for (Given one : given.values()) {
            String text = one.file() ? contents(one) : one.text();
            Setting<?> setting = one.setting();
            if (text == null) {
                values.refuse(setting);
            } else if (!values.put(setting, text, one.source().origin())) {
                problems.add(setting.name() + ": given " + quoted(setting, text) + " as "
                        + place(one.source().origin(), one.key()) + "; allowed: " + setting.allowed());
            }
        }
        return values;
    }

    private static String quoted(Setting<?> setting, String text) {
        return setting.secret() ? Secret.MASK : "\"" + Parsers.oneLine(text) + "\"";
    }

    /** The text that a secret's file holds, without the line break that editors put at its end. */
    private @Nullable String contents(Given one) {
        String file = place(Parsers.oneLine(one.text()), one.key());
        try {
            Path path = workingDirectory.resolve(one.text());
            if (Files.size(path) <= LONGEST_SECRET_FILE) {
                String text = Files.readString(path).replaceFirst("\\r?\\n\\z", "");
                if (!text.isBlank()) {
                    return text;
                }
            }
            problems.add(one.setting().name() + ": given the file " + file
                    + ", which is empty or over 64 KiB; allowed: a file that holds the secret");
        } catch (IOException | InvalidPathException unreadable) {
            problems.add(one.setting().name() + ": given the file " + file
                    + ", which cannot be read as text; allowed: a readable file that holds the secret");
        }
        return null;
    }
}
