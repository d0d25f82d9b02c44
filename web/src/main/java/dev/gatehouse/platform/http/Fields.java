package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.Problem.FieldError;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The named values of a JSON object, a form or a query. Every getter notes what does not fit and goes on, so that
 * {@link #check()} can tell all of it at once; until then the values are not to be used. A null in JSON, and a form's
 * parameter without a value (RFC 6749, section 3.2), count as absent. Lengths are in characters (code points).
 */
public final class Fields {
    /** Which characters a text may hold. None may hold NUL, which PostgreSQL cannot store, or half a character. */
    private enum Kind {
        LINE,
        LINES,
        SECRET;

        boolean allows(int c) {
            return switch (this) {
                case LINE -> !Character.isISOControl(c);
                case LINES -> !Character.isISOControl(c) || c == '\n' || c == '\r' || c == '\t';
                case SECRET -> c != 0;
            };
        }
    }

    private static final String REQUIRED = "This is required.";

    private final Map<String, JsonNode> values;
    private final boolean form;
    private final List<FieldError> refused = new ArrayList<>();

    /** @param form whether all values are texts, as a form or query has them */
    Fields(Map<String, JsonNode> values, boolean form) {
        this.values = values;
        this.form = form;
    }

    /** The names that were sent, known or not, nulls included. */
    public Set<String> names() {
        return values.keySet();
    }

    /** Whether the name was sent, be it as null: a PATCH takes away what is null and leaves what is absent. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether the name was sent with a value, whether that fits or not. */
    public boolean given(String name) {
        return present(name) != null;
    }

    /** One line, not empty. */
    public String text(String name, int max) {
        return required(name, textOf(name, max, Kind.LINE));
    }

    /** One line; null where it is absent. */
    public @Nullable String optionalText(String name, int max) {
        return textOf(name, max, Kind.LINE);
    }

    /** Text with line breaks; null where it is absent. */
    public @Nullable String optionalLines(String name, int max) {
        return textOf(name, max, Kind.LINES);
    }

    /** A password: anything but NUL, not empty. */
    public String secret(String name, int max) {
        return required(name, textOf(name, max, Kind.SECRET));
    }

    /** A password; null where it is absent. */
    public @Nullable String optionalSecret(String name, int max) {
        return textOf(name, max, Kind.SECRET);
    }

    /** True or false; false where it is absent. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(optionalFlag(name));
    }

    /** True or false; null where it is absent. */
    public @Nullable Boolean optionalFlag(String name) {
        JsonNode node = present(name);
        if (node == null) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (form && (node.stringValue().equals("true") || node.stringValue().equals("false"))) {
            return node.stringValue().equals("true");
        }
        refuse(name, "This must be true or false.");
        return null;
    }

    /** A whole number within the range; {@code otherwise} where it is absent. */
    public long number(String name, long min, long max, long otherwise) {
        Long number = optionalNumber(name, min, max);
        return number == null ? otherwise : number;
    }

    /** A whole number within the range; null where it is absent. */
    public @Nullable Long optionalNumber(String name, long min, long max) {
        JsonNode node = present(name);
        if (node == null) {
            return null;
        }
        Long number = form ? parsed(node.stringValue()) : whole(node);
        if (number == null || number < min || number > max) {
            refuse(name, "This must be a whole number from " + min + " to " + max + ".");
            return null;
        }
        return number;
    }

    /** A list of lines, none of them empty; an empty list where it is absent. */
    public List<String> texts(String name, int maxCount, int max) {
        List<String> texts = optionalTexts(name, maxCount, max);
        return texts == null ? List.of() : texts;
    }

    /** A list of lines, none of them empty; null where it is absent. */
    public @Nullable List<String> optionalTexts(String name, int maxCount, int max) {
        JsonNode node = present(name);
        if (node == null) {
            return null;
        }
        if (!node.isArray() || node.size() > maxCount) {
            refuse(name, "This must be a list of at most " + maxCount + " texts.");
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : node) {
            String text = checked(name, element, max, Kind.LINE);
            if (text == null) {
                return null;
            }
            if (text.isEmpty()) {
                refuse(name, "None of these may be empty.");
                return null;
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    /** A text of any kind, or null; whatever it is fits. */
    @Nullable
    String sent(String name) {
        JsonNode node = present(name);
        return node == null || !node.isString() ? null : node.stringValue();
    }

    /** A JSON object; in a form, a text that is one. Null, and noted, where it is absent or anything else. */
    public @Nullable JsonNode object(String name) {
        JsonNode node = present(name);
        if (node == null) {
            refuse(name, REQUIRED);
            return null;
        }
        JsonNode read = form ? parsedJson(node.stringValue()) : node;
        if (read == null || !read.isObject()) {
            refuse(name, "This must be a JSON object.");
            return null;
        }
        return read;
    }

    private static @Nullable JsonNode parsedJson(String text) {
        try {
            return Json.read(text);
        } catch (MalformedJson malformed) {
            return null;
        }
    }

    /** Notes that this field does not fit, with a sentence for a person. */
    public void refuse(String field, String message) {
        refused.add(new FieldError(field, message));
    }

    /** @throws Problem 422 with every field that does not fit */
    public void check() {
        if (!refused.isEmpty()) {
            List<FieldError> all = List.copyOf(refused);
            refused.clear();
            throw Problem.invalid(all);
        }
    }

    /** Whether something was refused that nobody asked about: a handler that forgot {@link #check()}. */
    boolean unchecked() {
        return !refused.isEmpty();
    }

    private String required(String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            return value;
        }
        if (refused.isEmpty() || !refused.getLast().field().equals(name)) {
            refuse(name, REQUIRED);
        }
        return "";
    }

    private @Nullable JsonNode present(String name) {
        JsonNode node = values.get(name);
        boolean absent =
                node == null || node.isNull() || form && node.stringValue().isEmpty();
        return absent ? null : node;
    }

    private @Nullable String textOf(String name, int max, Kind kind) {
        JsonNode node = present(name);
        return node == null ? null : checked(name, node, max, kind);
    }

    private @Nullable String checked(String name, JsonNode node, int max, Kind kind) {
        if (!node.isString()) {
            refuse(name, "This must be a text.");
            return null;
        }
        String text = node.stringValue();
        if (text.length() > max && text.codePointCount(0, text.length()) > max) {
            refuse(name, "This may have at most " + max + " characters.");
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            int c = text.codePointAt(i);
            if (!kind.allows(c) || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                refuse(name, "This has characters that cannot be taken.");
                return null;
            }
            i += Character.charCount(c) - 1;
        }
        return text;
    }

    private static @Nullable Long whole(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : null;
    }

    private static @Nullable Long parsed(String text) {
        boolean plain = text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Long.valueOf(text) : null;
    }
}
