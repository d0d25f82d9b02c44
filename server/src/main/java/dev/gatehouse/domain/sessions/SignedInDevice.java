package dev.gatehouse.domain.sessions;

import dev.gatehouse.domain.sessions.Sessions.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where somebody is signed in, as people think of it: a browser with the applications that it came to from our pages, or a
 * program by itself.
 *
 * @param id the browser's session, or the program's
 * @param sessions not empty; the browser's own first, where it lives
 */
public record SignedInDevice(UUID id, List<Seen> sessions) {
    public SignedInDevice {
        sessions = List.copyOf(sessions);
    }

    /** Puts together what belongs together; in the order of their last use, the newest first. */
    public static List<SignedInDevice> of(List<Seen> live) {
        Map<UUID, List<Seen>> grouped = new LinkedHashMap<>();
        for (Seen seen : live) {
            UUID device = seen.parent() == null ? seen.session().id() : seen.parent();
            List<Seen> group = grouped.computeIfAbsent(device, missing -> new ArrayList<>());
            group.add(seen.session().id().equals(device) ? 0 : group.size(), seen);
        }
        return grouped.entrySet().stream()
                .map(group -> new SignedInDevice(group.getKey(), group.getValue()))
                .sorted(Comparator.comparing(SignedInDevice::lastUsedAt).reversed())
                .toList();
    }

    /** The session that the others stand under; where that has ended, the newest. */
    public Session main() {
        return sessions.getFirst().session();
    }

    public Instant firstUsedAt() {
        return sessions.stream()
                .map(seen -> seen.session().createdAt())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    public Instant lastUsedAt() {
        return sessions.stream()
                .map(Seen::lastUsedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** When it is signed out unless it is used before. */
    public Instant idleEndsAt() {
        return sessions.stream()
                .map(Seen::idleEndsAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** When it is signed out however much it is used. */
    public Instant endsAt() {
        return sessions.stream()
                .map(seen -> seen.session().endsAt())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether this session is one of the device's. */
    public boolean has(UUID session) {
        return sessions.stream().anyMatch(seen -> seen.session().id().equals(session));
    }

    /** The clients that it is signed in at, our own pages left out. */
    public List<String> clients() {
        return sessions.stream()
                .map(seen -> seen.session().clientId())
                .filter(client -> !client.equals(BrowserSessions.CLIENT))
                .distinct()
                .toList();
    }
}
