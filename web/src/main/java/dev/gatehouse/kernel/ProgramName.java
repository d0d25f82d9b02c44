package dev.gatehouse.kernel;

import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to call the program behind a {@code User-Agent} (RFC 9110, section 10.1.5), such as "Firefox, Windows". Good enough to
 * recognise a device of one's own; anybody can claim to be anything, so nothing may depend on it.
 */
public final class ProgramName {
    private static final int LONGEST = 40;

    /** In this order: most claim to be those that come later, too. */
    private static final List<Entry<String, String>> PROGRAMS = List.of(
            Map.entry("Edg", "Edge"),
            Map.entry("OPR/", "Opera"),
            Map.entry("SamsungBrowser/", "Samsung Internet"),
            Map.entry("Firefox/", "Firefox"),
            Map.entry("FxiOS/", "Firefox"),
            Map.entry("CriOS/", "Chrome"),
            Map.entry("Chrome/", "Chrome"),
            Map.entry("Safari/", "Safari"));

    private static final List<Entry<String, String>> SYSTEMS = List.of(
            Map.entry("iPhone", "iPhone"),
            Map.entry("iPad", "iPad"),
            Map.entry("Android", "Android"),
            Map.entry("CrOS", "ChromeOS"),
            Map.entry("Windows", "Windows"),
            Map.entry("Macintosh", "macOS"),
            Map.entry("Linux", "Linux"));

    /**
     * The product that stands first: what programs that are no browsers call themselves. One word without dots: people read
     * it where they trust who writes, so it must have no room for a sentence or an address.
     */
    private static final Pattern PRODUCT = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)([/ ].*)?");

    private ProgramName() {}

    /** Null where it says nothing that a person could recognise. */
    public static @Nullable String of(@Nullable String userAgent) {
        if (userAgent == null || userAgent.isBlank()) {
            return null;
        }
        String program = first(PROGRAMS, userAgent);
        String system = first(SYSTEMS, userAgent);
        if (program != null) {
            return system == null ? program : program + ", " + system;
        }
        Matcher product = PRODUCT.matcher(userAgent);
        String name = product.matches() ? product.group(1) : "";
        String brief = name.substring(0, Math.min(name.length(), LONGEST));
        return brief.isEmpty() || brief.equals("Mozilla") ? system : brief;
    }

    private static @Nullable String first(List<Entry<String, String>> marks, String userAgent) {
        return marks.stream()
                .filter(mark -> userAgent.contains(mark.getKey()))
                .map(Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
