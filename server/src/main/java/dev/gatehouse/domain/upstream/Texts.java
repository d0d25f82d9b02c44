package dev.gatehouse.domain.upstream;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Texts from outside, bounded, and without characters that no name or address has. */
final class Texts {
    private static final int LONGEST_EMAIL = 254;
    private static final int LONGEST_URI = 2048;
    private static final int LONGEST_CODE = 64;

    private Texts() {}

    /** One line of at most {@code max} characters without blanks around it; null where it is none. */
    static @Nullable String line(@Nullable JsonNode node, int max) {
        if (node == null || !node.isString()) {
            return null;
        }
        return line(node.stringValue(), max);
    }

    /** As {@link #line(JsonNode, int)}. */
    static @Nullable String line(@Nullable String text, int max) {
        if (text == null || text.length() > 2 * max) {
            return null;
        }
        String stripped = text.strip();
        boolean fits = !stripped.isEmpty()
                && stripped.codePointCount(0, stripped.length()) <= max
                && stripped.codePoints().noneMatch(Texts::isUnfit);
        return fits ? stripped : null;
    }

    /** What identifies something, so that nothing may be left off or mended; null where it is no such text. */
    static @Nullable String identifier(@Nullable JsonNode node, int max) {
        String text = line(node, max);
        return text != null && node != null && text.equals(node.stringValue()) ? text : null;
    }

    /** An identifier that may be written as a whole number, as GitHub's are; null where it is neither. */
    static @Nullable String identifierOrNumber(@Nullable JsonNode node, int max) {
        if (node != null && node.isIntegralNumber()) {
            return node.asString();
        }
        return identifier(node, max);
    }

    /** What has the shape of an e-mail address; whoever stores it looks closer. Null where it has not. */
    static @Nullable String email(@Nullable JsonNode node) {
        String text = identifier(node, LONGEST_EMAIL);
        if (text == null) {
            return null;
        }
        int at = text.indexOf('@');
        boolean shaped = at > 0 && at == text.lastIndexOf('@') && at < text.length() - 1;
        return shaped && text.chars().noneMatch(Character::isWhitespace) ? text : null;
    }

    /** An address of a picture that a page may show; null where it is none, or not over TLS. */
    static @Nullable String picture(@Nullable JsonNode node) {
        String text = identifier(node, LONGEST_URI);
        if (text == null) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean shown = "https".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && text.chars().allMatch(c -> c < 0x80);
            return shown ? text : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** A code or token: visible ASCII, so that it can stand in a header without ending it; null where it is none. */
    static @Nullable String token(@Nullable JsonNode node, int max) {
        return node != null && node.isString() ? token(node.stringValue(), max) : null;
    }

    /** As {@link #token(JsonNode, int)}. */
    static @Nullable String token(@Nullable String text, int max) {
        boolean fits = text != null
                && !text.isEmpty()
                && text.length() <= max
                && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return fits ? text : null;
    }

    /**
     * Whether a claim says yes. Besides true: Apple writes the text "true" for {@code email_verified}, and Microsoft has
     * written 1 for {@code xms_edov}.
     */
    static boolean isYes(@Nullable JsonNode node) {
        if (node == null) {
            return false;
        }
        if (node.isString()) {
            return node.stringValue().equals("true") || node.stringValue().equals("1");
        }
        return node.isBoolean()
                ? node.booleanValue()
                : node.isIntegralNumber() && node.asString().equals("1");
    }

    /** Whole seconds, as a number or, as some write them, in a text of digits; null where they are neither. */
    static @Nullable Long seconds(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.isNumber()) {
            BigDecimal value = node.decimalValue();
            boolean inRange = value.precision() - value.scale() <= 15 && value.scale() <= 40;
            return inRange ? value.longValue() : null;
        }
        String text = node.isString() ? node.stringValue() : "";
        boolean digits = !text.isEmpty() && text.length() <= 12 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.valueOf(text) : null;
    }

    /** An error code as it may stand in a log: short, and of the characters that such codes have. */
    static String errorCode(@Nullable String text) {
        boolean readable = text != null
                && !text.isEmpty()
                && text.length() <= LONGEST_CODE
                && text.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0));
        return readable && text != null ? text.toLowerCase(Locale.ROOT) : "an unreadable error";
    }

    /** Controls end lines and texts; the other formatting marks make a name look like another. */
    private static boolean isUnfit(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            // The joiners belong to words of several scripts and to emoji.
            case Character.FORMAT -> c != 0x200c && c != 0x200d && !(c >= 0xe0020 && c <= 0xe007f);
            default -> false;
        };
    }
}
