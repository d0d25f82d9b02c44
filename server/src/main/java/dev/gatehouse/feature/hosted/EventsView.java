package dev.gatehouse.feature.hosted;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an account lately, the newest first.
 *
 * @param olderHref where those before are; null where there are none
 * @param newestHref back to the first page; null on it
 */
public record EventsView(
        List<Row> events,
        @Nullable String olderHref,
        @Nullable String newestHref) {
    /**
     * One event.
     *
     * @param key of its text
     * @param value what stands in the text's place: a provider, a number, or the event's own name
     * @param byOther the key of who did it, where that is not the person; null where it is
     * @param alarming whether it failed, or was refused
     */
    public record Row(
            Instant at,
            String key,
            String value,
            @Nullable String byOther,
            @Nullable String device,
            @Nullable String address,
            boolean alarming) {}

    public EventsView {
        events = List.copyOf(events);
    }
}
