package dev.gatehouse.feature.hosted;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody is signed in. Forms: {@code POST /account/sessions/{id}/end} and {@code POST /account/sessions/end-others}.
 *
 * @param devices this one first, then by their last use
 */
public record DevicesView(List<Row> devices, @Nullable Notice notice) {
    /**
     * A browser, or a program.
     *
     * @param name for a person to recognise; null where it says nothing of itself
     * @param icon which picture stands beside it
     * @param clients the applications that it is signed in at
     * @param idleEndsAt when it is signed out unless it is used
     * @param endsAt when it is signed out in any case
     */
    public record Row(
            UUID id,
            @Nullable String name,
            String icon,
            @Nullable String address,
            List<String> clients,
            Instant firstUsedAt,
            Instant lastUsedAt,
            Instant idleEndsAt,
            Instant endsAt,
            boolean current) {
        public Row {
            clients = List.copyOf(clients);
        }
    }

    public DevicesView {
        devices = List.copyOf(devices);
    }

    /** Whether there is any but this one. */
    public boolean others() {
        return devices.stream().anyMatch(device -> !device.current());
    }
}
