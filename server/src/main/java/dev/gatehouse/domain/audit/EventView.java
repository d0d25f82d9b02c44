package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event as others see it: the JSON of {@code GET /audit/events} and of webhooks. */
public record EventView(
        UUID id,
        Instant at,
        String action,
        String outcome,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String sessionId,
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId,
        Map<String, String> detail) {

    public static EventView of(Recorded recorded) {
        AuditEvent event = recorded.event();
        Origin origin = recorded.origin();
        return new EventView(
                recorded.id(),
                recorded.at(),
                event.action(),
                EventRows.text(event.outcome()),
                event.actor(),
                event.subject(),
                event.sessionId(),
                origin.address(),
                origin.userAgent(),
                origin.requestId(),
                new TreeMap<>(event.detail()));
    }
}
