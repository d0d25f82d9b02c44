package dev.gatehouse.platform.pages;

import dev.gatehouse.kernel.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What pages say in one language. In a text {@code {0}} is the first value. Nothing here is escaped: templates do that. */
public final class Texts {
    private static final Pattern SLOT = Pattern.compile("\\{(\\d)}");
    private static final String OWN = "own.";
    private static final String ISOLATE = "\u2068";
    private static final String END_OF_ISOLATE = "\u2069";
    /** Marks that would turn the text around them: ours alone may stand in a page. */
    private static final Pattern DIRECTIONS = Pattern.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]");

    /**
     * A stretch of a text.
     *
     * @param slot which value stands here; negative for plain text
     */
    public record Piece(String text, int slot) {}

    private final Language language;
    private final Map<String, String> texts;
    private final Sentences sentences;

    /** @param texts by key, all of them */
    Texts(Language language, Map<String, String> texts, Sentences sentences) {
        this.language = language;
        this.texts = texts;
        this.sentences = sentences;
    }

    public Language language() {
        return language;
    }

    /** The text of this key with these values, each kept from changing the direction of what stands around it. */
    public String get(String key, Object... values) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalArgumentException("there is no text for " + key);
        }
        return values.length == 0 ? text : filled(text, values);
    }

    private String filled(String text, Object... values) {
        return SLOT.matcher(text).replaceAll(slot -> Matcher.quoteReplacement(value(slot.group(1), values)));
    }

    /** Whether there is a text of this key. */
    public boolean has(String key) {
        return texts.containsKey(key);
    }

    /** The text of this key in stretches, for a template that has links to put into it. */
    public List<Piece> pieces(String key) {
        String text = get(key);
        List<Piece> pieces = new ArrayList<>();
        Matcher slots = SLOT.matcher(text);
        int from = 0;
        while (slots.find()) {
            pieces.add(new Piece(text.substring(from, slots.start()), -1));
            pieces.add(new Piece("", Integer.parseInt(slots.group(1))));
            from = slots.end();
        }
        pieces.add(new Piece(text.substring(from), -1));
        return pieces;
    }

    /** The operator's own texts, by their name after {@code own.} */
    Map<String, String> own() {
        return texts.entrySet().stream()
                .filter(text -> text.getKey().startsWith(OWN))
                .collect(Collectors.toMap(text -> text.getKey().substring(OWN.length()), Map.Entry::getValue));
    }

    /** What a refusal says. */
    public String error(ErrorCode code) {
        return get("error." + code.code());
    }

    /**
     * What a refusal says.
     *
     * @param after when a new attempt makes sense; null where that is not known
     */
    public String error(ErrorCode code, @Nullable Duration after) {
        return code == ErrorCode.TOO_MANY_REQUESTS && after != null ? wait(after) : error(code);
    }

    /**
     * That there were too many attempts, and how long to wait: never shorter than it is, and no more exact than people need
     * who wait, which is to ten seconds within a minute, to minutes within an hour, and to hours beyond.
     */
    private String wait(Duration after) {
        long seconds = Math.max(1, after.plusNanos(999_999_999).toSeconds());
        long shown = seconds <= 10 ? seconds : roundedUp(seconds, 10) * 10;
        if (shown < 60) {
            return counted("attempts.wait.seconds", shown);
        }
        long minutes = roundedUp(seconds, 60);
        return minutes < 60
                ? counted("attempts.wait.minutes", minutes)
                : counted("attempts.wait.hours", roundedUp(minutes, 60));
    }

    private static long roundedUp(long number, long unit) {
        return (number + unit - 1) / unit;
    }

    /** The form of this text that goes with a number, which is its first value. */
    private String counted(String key, long number) {
        return filled(Plurals.form(language, get(key), number), number);
    }

    /** A public English sentence about a field, in this language; as it is where nobody translated it. */
    public String problem(String sentence) {
        return sentences
                .find(sentence)
                .map(found -> get(found.key(), found.values().toArray()))
                .orElse(sentence);
    }

    /** The day, in universal time: where somebody is the server does not know. */
    public String day(Instant moment) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(language.locale())
                .withZone(ZoneOffset.UTC)
                .format(moment);
    }

    /** The day and the minute, in universal time, which is said. */
    public String moment(Instant moment) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(language.locale())
                        .withZone(ZoneOffset.UTC)
                        .format(moment)
                + " UTC";
    }

    private String value(String slot, Object[] values) {
        int index = Integer.parseInt(slot);
        if (index >= values.length) {
            return "";
        }
        String value = DIRECTIONS.matcher(String.valueOf(values[index])).replaceAll("");
        return language.rightToLeft() || hasRightToLeft(value) ? ISOLATE + value + END_OF_ISOLATE : value;
    }

    private static boolean hasRightToLeft(String value) {
        return value.codePoints().anyMatch(c -> {
            byte direction = Character.getDirectionality(c);
            return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                    || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
        });
    }
}
