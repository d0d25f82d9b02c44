package dev.gatehouse.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Typed reading of claims: what is there has the right type, or the token is refused. */
final class Claims {
    private static final int LONGEST_TEXT = 1024;
    private static final long LAST_SECOND = 253_402_300_799L; // the end of the year 9999

    private final Map<?, ?> json;

    Claims(Map<?, ?> json) {
        this.json = json;
    }

    boolean has(String name) {
        return json.containsKey(name);
    }

    /** A value of any type that has to be there. */
    Object value(String name) {
        Object value = json.get(name);
        if (value == null) {
            throw missing(name);
        }
        return value;
    }

    /** A string that has to be there and not be empty. */
    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        Object value = json.get(name);
        return value == null ? null : textOf(value, name);
    }

    /** A list of strings; empty where the claim is absent. */
    List<String> texts(String name) {
        Object value = json.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> elements)) {
            throw illTyped(name);
        }
        List<String> texts = new ArrayList<>(elements.size());
        for (Object element : elements) {
            texts.add(textOf(element, name));
        }
        return texts;
    }

    /** A string or a list of strings that has to be there (RFC 7519 section 4.1.3). */
    List<String> textOrTexts(String name) {
        if (!has(name)) {
            throw missing(name);
        }
        return json.get(name) instanceof String ? List.of(text(name)) : texts(name);
    }

    /** The words of a string parted by single spaces (RFC 6749 section 3.3); empty where the claim is absent or empty. */
    Set<String> words(String name) {
        Object value = json.get(name);
        if (value == null) {
            return Set.of();
        }
        if (!(value instanceof String text)) {
            throw illTyped(name);
        }
        Set<String> words = new LinkedHashSet<>();
        for (String word : text.split(" ")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }

    /** A NumericDate that has to be there (RFC 7519 section 2): seconds, fractions allowed. */
    Instant instant(String name) {
        Instant instant = optionalInstant(name);
        if (instant == null) {
            throw missing(name);
        }
        return instant;
    }

    @Nullable
    Instant optionalInstant(String name) {
        Object value = json.get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Long seconds && seconds >= 0 && seconds <= LAST_SECOND) {
            return Instant.ofEpochSecond(seconds);
        }
        if (value instanceof Double seconds && seconds >= 0 && seconds <= LAST_SECOND) {
            return Instant.ofEpochMilli(Math.round(seconds * 1000));
        }
        throw illTyped(name);
    }

    private static String textOf(Object value, String name) {
        if (value instanceof String text && !text.isEmpty() && text.length() <= LONGEST_TEXT) {
            return text;
        }
        throw illTyped(name);
    }

    private static InvalidToken missing(String name) {
        return new InvalidToken("the claim " + name + " is missing");
    }

    private static InvalidToken illTyped(String name) {
        return new InvalidToken("the claim " + name + " is ill-typed");
    }
}
