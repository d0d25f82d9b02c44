package dev.gatehouse.domain.audit;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long the trail is kept, and how often its newest state is signed.
 *
 * @param headsEvery how long at most an event waits for a signed head over it; a minute to a day
 * @param keep how long events are kept, at least a day; empty for ever
 */
public record AuditSettings(Duration headsEvery, Optional<Duration> keep) {
    /** The longest that a number says; beyond it, it is for ever. */
    static final Duration LONGEST = Duration.ofDays(3650);

    private static final Setting<Duration> HEADS_EVERY = Setting.duration(
            "audit.heads.every",
            "1h",
            Duration.ofMinutes(1),
            Duration.ofDays(1),
            "How often the newest state of the audit trail is signed, while something happens; at shutdown too.");
    private static final Setting<Optional<Duration>> KEEP = Setting.duration(
                    "audit.keep",
                    "400d",
                    Duration.ofDays(1),
                    LONGEST,
                    "How long audit events are kept; the oldest leave in small batches, up to a signed head.")
            .orNoneFor("forever", "0");

    /** What an operator may set. */
    public static final RoomSettings<AuditSettings> SETTINGS = RoomSettings.of(
            "Audit trail",
            List.of(HEADS_EVERY, KEEP),
            values -> new AuditSettings(values.get(HEADS_EVERY), values.get(KEEP)));
}
