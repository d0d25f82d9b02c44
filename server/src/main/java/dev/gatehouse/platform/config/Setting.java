package dev.gatehouse.platform.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing an operator may set: its dotted name, how its text is read, what is allowed, what holds when nothing is
 * given. Rooms declare theirs as constants. In the environment {@code tokens.access.ttl} is
 * {@code GATEHOUSE_TOKENS_ACCESS_TTL}.
 */
public final class Setting<T> implements Declared {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*(\\.<[a-z]+>(\\.[a-z0-9_-]+)?)?");
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(3650);

    /** Reads the text of a setting; throws IllegalArgumentException (or a kind of it) for what is not allowed. */
    @FunctionalInterface
    public interface Parser<T> {
        T parse(String text);
    }

    private final String name;
    private final Parser<T> parser;
    private final String allowed;
    private final String fallback;
    private final String description;
    private final boolean secret;

    private Setting(
            String name, Parser<T> parser, String allowed, String fallback, String description, boolean secret) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a setting's name: " + name);
        }
        this.name = name;
        this.parser = parser;
        this.allowed = allowed;
        this.fallback = fallback;
        this.description = description;
        this.secret = secret;
    }

    /** A setting with a parser of its own; {@code allowed} completes "allowed: …" in the operator's error line. */
    public static <T> Setting<T> of(
            String name, Parser<T> parser, String allowed, String fallback, String description) {
        return new Setting<>(name, parser, allowed, fallback, description, false);
    }

    /** Any text that is not blank. */
    public static Setting<String> text(String name, String fallback, String description) {
        return of(name, Parsers::text, "a text", fallback, description);
    }

    /** A secret: never shown, no default, also given as {@code GATEHOUSE_…_FILE}. */
    public static Setting<Optional<Secret>> secret(String name, String description) {
        return of(name, text -> new Secret(Parsers.text(text)), "a secret text", "", description)
                .masked()
                .orNone();
    }

    /** A time from one second to ten years: {@code 15m}, {@code 1h30m}, {@code 7d}, {@code PT15M}. */
    public static Setting<Duration> duration(String name, String fallback, String description) {
        return duration(name, fallback, SHORTEST, LONGEST, description);
    }

    /** A time within the given limits, both included. */
    public static Setting<Duration> duration(
            String name, String fallback, Duration min, Duration max, String description) {
        String allowed =
                "a time such as 30s, 15m, 1h30m, 7d or PT15M, from " + Parsers.show(min) + " to " + Parsers.show(max);
        return of(name, text -> Parsers.within(Parsers.duration(text), min, max), allowed, fallback, description);
    }

    /** A time within the given limits, both included, or {@code off} (empty). */
    public static Setting<Optional<Duration>> durationOrOff(
            String name, String fallback, Duration min, Duration max, String description) {
        Setting<Duration> time = duration(name, min.toString(), min, max, description);
        return of(
                name,
                text -> text.equals("off") ? Optional.empty() : Optional.of(time.parse(text)),
                time.allowed + ", or off",
                fallback,
                description);
    }

    /** A whole number within the given limits, both included. */
    public static Setting<Integer> integer(String name, int fallback, int min, int max, String description) {
        return of(
                name,
                text -> Parsers.within(Integer.valueOf(text), min, max),
                "a whole number from " + min + " to " + max,
                Integer.toString(fallback),
                description);
    }

    /** A number of bytes within the given limits, both included: {@code 512}, {@code 64KiB}, {@code 1MiB}. */
    public static Setting<Long> size(String name, String fallback, long min, long max, String description) {
        return of(
                name,
                text -> Parsers.within(Parsers.size(text), min, max),
                "a size such as 64KiB or 1MiB, from " + min + " to " + max + " bytes",
                fallback,
                description);
    }

    /** One of an enum's constants, read without regard to case; spelled as its toString, else in lower case. */
    public static <E extends Enum<E>> Setting<E> choice(String name, E fallback, String description) {
        List<E> constants = Arrays.asList(fallback.getDeclaringClass().getEnumConstants());
        String allowed = constants.stream().map(Parsers::spelling).collect(Collectors.joining(" | "));
        return of(name, text -> Parsers.choice(text, constants), allowed, Parsers.spelling(fallback), description);
    }

    /** {@code on} or {@code off}; {@code true} and {@code false} are read too. */
    public static Setting<Boolean> flag(String name, boolean fallback, String description) {
        return of(name, Parsers::flag, "on | off | true | false", fallback ? "on" : "off", description);
    }

    /** An absolute http or https address without user, query or fragment. */
    public static Setting<URI> url(String name, String fallback, String description) {
        return of(name, Parsers::url, "an address such as https://id.example.com", fallback, description);
    }

    /** A file or folder; a relative one starts at the working directory. */
    public static Setting<Path> path(String name, String fallback, String description) {
        return of(name, text -> Path.of(Parsers.text(text)), "a path", fallback, description);
    }

    /** Texts with commas between them; an empty text is an empty list. */
    public static Setting<List<String>> list(String name, String fallback, String description) {
        return of(name, Parsers::list, "a list such as a,b,c", fallback, description);
    }

    /** How many in which time, or {@code off} (empty): {@code 5/minute}, {@code 10/15m}. */
    public static Setting<Optional<Rate>> rate(String name, String fallback, String description) {
        return of(name, Parsers::rate, "a rate such as 5/minute, 60/hour or 10/15m, or off", fallback, description);
    }

    /** The same setting where an empty text, which is then the usual default, means that nothing is given. */
    public Setting<Optional<T>> orNone() {
        return new Setting<>(
                name,
                text -> text.isEmpty() ? Optional.empty() : Optional.of(parser.parse(text)),
                allowed,
                fallback,
                description,
                secret);
    }

    /** The same setting where each of these words means that there is none. */
    public Setting<Optional<T>> orNoneFor(String... words) {
        List<String> none = List.of(words);
        return new Setting<>(
                name,
                text -> none.contains(text) ? Optional.empty() : Optional.of(parser.parse(text)),
                allowed + ", or " + words[0],
                fallback,
                description,
                secret);
    }

    /** The same setting, treated as a secret: shown nowhere, and also given as {@code GATEHOUSE_…_FILE}. */
    public Setting<T> masked() {
        return new Setting<>(name, parser, allowed, fallback, description, true);
    }

    /** The dotted name. */
    public String name() {
        return name;
    }

    /** The name of the environment variable that sets it. */
    public String environmentName() {
        return environmentForm(name);
    }

    static String environmentForm(String name) {
        return Catalogue.PREFIX + environmentPart(name);
    }

    static String environmentPart(String name) {
        return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    Setting<T> named(String concrete) {
        return new Setting<>(concrete, parser, allowed, fallback, description, secret);
    }

    T parse(String text) {
        return parser.parse(text);
    }

    String allowed() {
        return allowed;
    }

    String fallback() {
        return fallback;
    }

    String description() {
        return description;
    }

    boolean secret() {
        return secret;
    }

    /** What an operator may see of a text given for this setting, on one line. */
    String shown(String text) {
        if (text.isEmpty()) {
            return "(not set)";
        }
        return secret ? Secret.MASK : Parsers.oneLine(text);
    }

    @Override
    public String toString() {
        return name;
    }
}
