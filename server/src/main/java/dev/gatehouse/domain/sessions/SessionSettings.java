package dev.gatehouse.domain.sessions;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How long somebody stays signed in.
 *
 * @param life from the sign-in to the session's absolute end
 */
public record SessionSettings(Duration life) {
    private static final Setting<Duration> LIFE = Setting.duration(
            "sessions.life",
            "30d",
            Duration.ofMinutes(5),
            Duration.ofDays(400),
            "How long after the sign-in a session ends, however often its tokens are renewed.");

    /** What an operator may set. */
    public static final RoomSettings<SessionSettings> SETTINGS =
            RoomSettings.of("Sessions", List.of(LIFE), values -> new SessionSettings(values.get(LIFE)));
}
