package dev.gatehouse.domain.mail;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A letter to one person.
 *
 * @param to the address
 * @param name what to call the person; null where that is not known
 * @param language as a BCP 47 tag; null for the server's own
 * @param values what it tells of this case: {@code at} and {@code expires} (times in ISO 8601), {@code device}, {@code address}
 *     (of the client), {@code provider} (its name in settings), {@code name} (of a passkey or an app), {@code email} and
 *     {@code username} (the new ones)
 * @param link where its button leads, an address of this server; null where it has none
 * @param code what it tells to type; null where it has none
 */
public record Letter(
        LetterKind kind,
        String to,
        @Nullable String name,
        @Nullable String language,
        Map<String, String> values,
        @Nullable String link,
        @Nullable String code) {
    public Letter {
        values = Map.copyOf(values);
    }

    /** Without what only the reader may know. */
    @Override
    public String toString() {
        return "Letter[" + kind + "]";
    }
}
