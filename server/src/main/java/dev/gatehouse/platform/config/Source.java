package dev.gatehouse.platform.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One place that settings come from.
 *
 * @param origin how a listing calls it: {@code flag}, {@code environment}, {@code .env}, {@code file FILE}
 * @param entries texts by key as written there, without keys that are none of ours
 * @param environment whether keys are variables ({@code GATEHOUSE_…}) and not dotted names
 */
record Source(String origin, Map<String, String> entries, boolean environment) {

    static Source flags(Map<String, String> flags) {
        return new Source("flag", flags, false);
    }

    static Source environment(Map<String, String> variables) {
        return new Source("environment", ours(variables), true);
    }

    /** The {@code .env} file of a folder; empty where there is none. It may hold variables for other programs. */
    static Source dotEnv(Path folder, List<String> problems) {
        Path file = folder.resolve(".env");
        Map<String, String> variables = new LinkedHashMap<>();
        if (Files.isRegularFile(file)) {
            read(file, ".env", true, variables, problems);
        }
        return new Source(".env", ours(variables), true);
    }

    static Source file(Path file, String shown, List<String> problems) {
        Map<String, String> entries = new LinkedHashMap<>();
        if (Files.isRegularFile(file)) {
            read(file, shown, false, entries, problems);
        } else {
            problems.add("config: no file at " + Parsers.oneLine(shown) + "; allowed: a file of name=value lines");
        }
        return new Source("file " + shown, entries, false);
    }

    private static Map<String, String> ours(Map<String, String> variables) {
        Map<String, String> ours = new TreeMap<>(variables);
        ours.keySet().removeIf(key -> !key.startsWith(Catalogue.PREFIX) || Catalogue.NOT_OURS.contains(key));
        return ours;
    }

    /** A line is never repeated in a problem, because it may hold a secret. */
    private static void read(
            Path file, String shown, boolean variables, Map<String, String> entries, List<String> problems) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException unreadable) {
            problems.add(Parsers.oneLine(shown) + ": cannot be read as a text file in UTF-8");
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (variables && line.startsWith("export ")) {
                line = line.substring("export ".length()).strip();
            }
            if (line.isEmpty() || line.startsWith("#") || (variables && !line.startsWith(Catalogue.PREFIX))) {
                continue;
            }
            String place = Parsers.oneLine(shown) + " line " + (i + 1) + ": ";
            int equals = line.indexOf('=');
            if (equals < 1) {
                problems.add(place + "not of the form name=value; allowed: name=value, or a comment after #");
                continue;
            }
            String key = line.substring(0, equals).strip();
            String value = line.substring(equals + 1).strip();
            if (entries.put(key, variables ? unquoted(value) : value) != null) {
                problems.add(place + Parsers.oneLine(key) + " is given twice; allowed: once");
            }
        }
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(0) == value.charAt(value.length() - 1);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
