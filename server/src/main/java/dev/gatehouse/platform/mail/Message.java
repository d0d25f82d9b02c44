package dev.gatehouse.platform.mail;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * A letter as it is sent.
 *
 * @param id the same at every attempt, so that mail servers and readers can tell a second copy
 * @param html the same as {@code text} with its looks
 */
public record Message(UUID id, Instant at, MailAddress to, Locale language, String subject, String text, String html) {
    /** Without what only the reader may know. */
    @Override
    public String toString() {
        return "Message[" + id + "]";
    }
}
