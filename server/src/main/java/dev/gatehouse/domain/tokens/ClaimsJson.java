package dev.gatehouse.domain.tokens;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Writes a flat set of claims as JSON (RFC 8259): strings, whole seconds and lists of strings. Once only, by one thread. */
final class ClaimsJson {
    private static final HexFormat HEX = HexFormat.of();

    private final StringBuilder json = new StringBuilder(768).append('{');

    ClaimsJson text(String name, String value) {
        name(name);
        quoted(value);
        return this;
    }

    /** The same; nothing at all where there is none. */
    ClaimsJson optionalTime(String name, @Nullable Instant value) {
        return value == null ? this : time(name, value);
    }

    /** A NumericDate (RFC 7519, section 2), in whole seconds. */
    ClaimsJson time(String name, Instant value) {
        name(name);
        json.append(value.getEpochSecond());
        return this;
    }

    ClaimsJson texts(String name, Collection<String> values) {
        name(name);
        char before = '[';
        for (String value : values) {
            json.append(before);
            quoted(value);
            before = ',';
        }
        json.append(values.isEmpty() ? "[]" : "]");
        return this;
    }

    byte[] end() {
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Names are ours and need no escapes. */
    private void name(String name) {
        if (json.length() > 1) {
            json.append(',');
        }
        json.append('"').append(name).append("\":");
    }

    /** Section 7: the quote, the backslash and control characters are escaped; half a surrogate pair becomes '?'. */
    private void quoted(String value) {
        json.append('"');
        int clean = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\') {
                continue;
            }
            json.append(value, clean, i);
            clean = i + 1;
            if (c >= ' ') {
                json.append('\\').append(c);
            } else {
                json.append("\\u").append(HEX.toHexDigits((short) c));
            }
        }
        json.append(value, clean, value.length()).append('"');
    }
}
