package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditEvent.Outcome;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The table {@code audit_events}: rows are added and one day leave, and are never changed. */
final class EventRows {
    static final String COLUMNS =
            "e.id, e.at, e.action, e.outcome, e.actor, e.subject, e.session_id, e.address, e.user_agent, e.request_id, e.detail";

    /** What stands behind the time in the upper half of an id. */
    private static final int TIME_BITS = 16;

    private EventRows() {}

    static void add(Transaction transaction, Recorded recorded) {
        AuditEvent event = recorded.event();
        transaction.update(
                """
                INSERT INTO audit_events
                    (id, at, action, outcome, actor, subject, session_id, address, user_agent, request_id, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                recorded.id(),
                recorded.at(),
                event.action(),
                text(event.outcome()),
                event.actor(),
                event.subject(),
                event.sessionId(),
                recorded.origin().address(),
                recorded.origin().userAgent(),
                recorded.origin().requestId(),
                detail(event));
    }

    static String text(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    /** What is kept of an event's detail: a JSON object, its members in order. */
    static String detail(AuditEvent event) {
        return Json.text(new TreeMap<>(event.detail()));
    }

    /** The newest first, from before an event on. */
    static List<Recorded> of(Sql sql, String subject, @Nullable UUID before, int size) {
        return before == null
                ? sql.list(
                        "SELECT " + COLUMNS + " FROM audit_events e WHERE e.subject = ? ORDER BY e.id DESC LIMIT ?",
                        EventRows::read,
                        subject,
                        size)
                : sql.list(
                        "SELECT " + COLUMNS
                                + " FROM audit_events e WHERE e.subject = ? AND e.id < ? ORDER BY e.id DESC LIMIT ?",
                        EventRows::read,
                        subject,
                        before,
                        size);
    }

    /** The lowest id that an event of this time may have: ids begin with the milliseconds (RFC 9562, section 5.7). */
    static UUID lowest(Instant time) {
        return new UUID(Math.max(0, time.toEpochMilli()) << TIME_BITS, 0);
    }

    /** An event whose row is exactly as {@link #add} writes it; null for a row that somebody else wrote. */
    static @Nullable Recorded readExactly(Row row) {
        try {
            Recorded read = read(row);
            return detail(read.event()).equals(row.text("detail")) ? read : null;
        } catch (MalformedJson | IllegalArgumentException otherwise) {
            return null;
        }
    }

    static Recorded read(Row row) {
        AuditEvent event = new AuditEvent(
                row.text("action"),
                Outcome.valueOf(row.text("outcome").toUpperCase(Locale.ROOT)),
                row.optionalText("actor"),
                row.optionalText("subject"),
                row.optionalText("session_id"),
                detail(row.text("detail")));
        Origin origin =
                new Origin(row.optionalText("address"), row.optionalText("user_agent"), row.optionalText("request_id"));
        return new Recorded(row.id("id"), row.instant("at"), event, origin);
    }

    private static Map<String, String> detail(String json) {
        Map<String, String> detail = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : Json.read(json).properties()) {
            detail.put(member.getKey(), member.getValue().asString());
        }
        return detail;
    }
}
