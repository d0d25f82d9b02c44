package dev.gatehouse.platform.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the texts of settings are read. Each throws IllegalArgumentException for what is not allowed. */
final class Parsers {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(|B|KiB|MiB|GiB)");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(.+)");
    private static final int LONGEST_SHOWN = 120;

    private Parsers() {}

    static String text(String text) {
        return require(text, !text.isBlank());
    }

    static Duration duration(String text) {
        if (text.startsWith("P") || text.startsWith("p")) {
            try {
                return Duration.parse(text);
            } catch (RuntimeException notIso) {
                throw new IllegalArgumentException(notIso);
            }
        }
        Matcher parts = DURATION.matcher(text);
        require(text, !text.isEmpty() && parts.matches());
        return Duration.ofDays(number(parts, 1))
                .plusHours(number(parts, 2))
                .plusMinutes(number(parts, 3))
                .plusSeconds(number(parts, 4))
                .plusMillis(number(parts, 5));
    }

    private static long number(Matcher parts, int group) {
        String digits = parts.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** The inverse of {@link #duration}, in its largest whole units. */
    static String show(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        StringBuilder shown = new StringBuilder();
        append(shown, time.toDays(), "d");
        append(shown, time.toHoursPart(), "h");
        append(shown, time.toMinutesPart(), "m");
        append(shown, time.toSecondsPart(), "s");
        append(shown, time.toMillisPart(), "ms");
        return shown.toString();
    }

    private static void append(StringBuilder shown, long count, String unit) {
        if (count != 0) {
            shown.append(count).append(unit);
        }
    }

    static long size(String text) {
        Matcher parts = SIZE.matcher(text);
        require(text, parts.matches());
        int shift =
                switch (parts.group(2)) {
                    case "KiB" -> 10;
                    case "MiB" -> 20;
                    case "GiB" -> 30;
                    default -> 0;
                };
        return number(parts, 1) << shift;
    }

    static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on", "true" -> true;
            case "off", "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    static String spelling(Enum<?> constant) {
        String own = constant.toString();
        return own.equals(constant.name()) ? own.toLowerCase(Locale.ROOT).replace('_', '-') : own;
    }

    static <E extends Enum<E>> E choice(String text, List<E> constants) {
        return constants.stream()
                .filter(constant -> spelling(constant).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    static URI url(String text) {
        URI url = URI.create(text);
        boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
        boolean plain = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
        require(text, web && url.getHost() != null && plain);
        return url;
    }

    static List<String> list(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<String> items =
                List.of(text.split(",", -1)).stream().map(String::strip).toList();
        require(text, items.stream().noneMatch(String::isEmpty));
        return items;
    }

    static Optional<Rate> rate(String text) {
        if (text.equalsIgnoreCase("off")) {
            return Optional.empty();
        }
        Matcher parts = RATE.matcher(text);
        require(text, parts.matches());
        Duration per =
                switch (parts.group(2)) {
                    case "second" -> Duration.ofSeconds(1);
                    case "minute" -> Duration.ofMinutes(1);
                    case "hour" -> Duration.ofHours(1);
                    case "day" -> Duration.ofDays(1);
                    default -> duration(parts.group(2));
                };
        return Optional.of(new Rate(Integer.parseInt(parts.group(1)), per));
    }

    static <C extends Comparable<? super C>> C within(C value, C min, C max) {
        require(value.toString(), value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        return value;
    }

    /** The text as it may stand in a line for the operator: no control characters, not over long. */
    static String oneLine(String text) {
        String visible = text.replaceAll("\\p{Cntrl}", "?");
        return visible.length() <= LONGEST_SHOWN ? visible : visible.substring(0, LONGEST_SHOWN) + "…";
    }

    private static String require(String text, boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
