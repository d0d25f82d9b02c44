package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one link of the chain is computed, so that anybody can compute it again: SHA-256 over the 32 bytes of the link before
 * (zeros before the first) and the event. The event is a list of texts, each as its length in bytes (four bytes, the most
 * significant first; all ones for what is absent) and its UTF-8: the version of this form, {@code id}, {@code at} (with
 * milliseconds), {@code action}, {@code outcome}, {@code actor}, {@code subject}, {@code session_id}, {@code address},
 * {@code user_agent}, {@code request_id}, and then the members of {@code detail}, name and value in turn, in the order of
 * the names' characters. No two events have the same form.
 */
final class Link {
    static final String VERSION = "gatehouse-audit-event-1";
    static final int BYTES = 32;

    private static final byte[] ABSENT = {-1, -1, -1, -1};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Link() {}

    /** What stands before the first link. */
    static byte[] origin() {
        return new byte[BYTES];
    }

    /** The link of an event behind another link. */
    static byte[] hash(byte[] previous, Recorded event) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            return digest.digest(form(event));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A time as the form has it, and as an export shows it. */
    static String time(Instant at) {
        return TIME.format(at);
    }

    private static byte[] form(Recorded recorded) {
        AuditEvent event = recorded.event();
        ByteArrayOutputStream form = new ByteArrayOutputStream(512);
        add(form, VERSION);
        add(form, recorded.id().toString());
        add(form, time(recorded.at()));
        add(form, event.action());
        add(form, EventRows.text(event.outcome()));
        add(form, event.actor());
        add(form, event.subject());
        add(form, event.sessionId());
        add(form, recorded.origin().address());
        add(form, recorded.origin().userAgent());
        add(form, recorded.origin().requestId());
        for (Map.Entry<String, String> member : new TreeMap<>(event.detail()).entrySet()) {
            add(form, member.getKey());
            add(form, member.getValue());
        }
        return form.toByteArray();
    }

    private static void add(ByteArrayOutputStream form, @Nullable String text) {
        if (text == null) {
            form.writeBytes(ABSENT);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        form.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        form.writeBytes(bytes);
    }
}
