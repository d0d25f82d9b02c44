package dev.gatehouse.feature.account;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.kernel.ProgramName;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an account, as its owner sees it.
 *
 * @param by {@code self}, {@code administrator} or {@code command-line}; null where nobody is known, or the server itself
 *     did it
 * @param address of the client; null where another did it
 * @param device what the client called itself; null where another did it
 */
record EventView(
        UUID id,
        Instant at,
        String action,
        String outcome,
        @Nullable String by,
        @Nullable String sessionId,
        @Nullable String address,
        @Nullable String device,
        @Nullable String deviceName,
        Map<String, String> detail) {
    static EventView of(Recorded recorded, UUID account) {
        AuditEvent event = recorded.event();
        Origin from = recorded.originFor(account);
        return new EventView(
                recorded.id(),
                recorded.at(),
                event.action(),
                event.outcome().name().toLowerCase(Locale.ROOT),
                by(event.actor(), account),
                event.sessionId(),
                from.address(),
                from.userAgent(),
                ProgramName.of(from.userAgent()),
                new TreeMap<>(event.detail()));
    }

    /** Which administrator it was is for other administrators to see. */
    private static @Nullable String by(@Nullable String actor, UUID account) {
        if (actor == null) {
            return null;
        }
        return actor.equals(account.toString()) ? "self" : actor.equals("command-line") ? actor : "administrator";
    }
}
