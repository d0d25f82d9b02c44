package dev.gatehouse.domain.sessions;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How long somebody stays signed in.
 *
 * @param life from the sign-in to the session's absolute end
 * @param browserIdle how long a browser that is not used stays signed in on our own pages
 * @param browserLife from the sign-in on our pages to its absolute end
 * @param fresh how long after a sign-in nobody is asked again before a sensitive act
 * @param limit how many sessions an account may have at once
 * @param freshToEndAll whether ending all of one's sessions at once needs a fresh sign-in too
 */
public record SessionSettings(
        Duration life, Duration browserIdle, Duration browserLife, Duration fresh, int limit, boolean freshToEndAll) {
    private static final Setting<Duration> LIFE = Setting.duration(
            "sessions.life",
            "30d",
            Duration.ofMinutes(5),
            Duration.ofDays(400),
            "How long after the sign-in a session ends, however often its tokens are renewed.");

    private static final Setting<Duration> BROWSER_IDLE = Setting.duration(
            "sessions.browser.idle",
            "7d",
            Duration.ofMinutes(1),
            Duration.ofDays(400),
            "How long a browser stays signed in on Gatehouse's own pages without being used there.");
    private static final Setting<Duration> BROWSER_LIFE = Setting.duration(
            "sessions.browser.life",
            "30d",
            Duration.ofMinutes(5),
            Duration.ofDays(400),
            "How long after the sign-in a browser stays signed in on Gatehouse's own pages, however often it is used.");
    private static final Setting<Duration> FRESH = Setting.duration(
            "sessions.fresh",
            "5m",
            Duration.ofSeconds(10),
            Duration.ofDays(1),
            "How long after a sign-in nobody is asked to prove again who they are, before a way in is added or removed.");
    private static final Setting<Integer> LIMIT = Setting.integer(
            "sessions.limit",
            100,
            2,
            10_000,
            "How many sessions an account may have at once, those of browsers and of clients together. Where a sign-in makes it"
                    + " one too many, the one that was not used for longest ends.");
    private static final Setting<Boolean> FRESH_TO_END_ALL = Setting.flag(
            "sessions.fresh_to_end_all",
            false,
            "Whether `POST /auth/logout` with `all` needs a sign-in within `sessions.fresh`, as ending others of one's sessions"
                    + " does (OWASP ASVS 5.0, 7.5.2). Without, whoever holds one session can sign its account out everywhere.");

    /** What an operator may set. */
    public static final RoomSettings<SessionSettings> SETTINGS = RoomSettings.of(
            "Sessions",
            List.of(LIFE, BROWSER_IDLE, BROWSER_LIFE, FRESH, LIMIT, FRESH_TO_END_ALL),
            values -> new SessionSettings(
                    values.get(LIFE),
                    values.get(BROWSER_IDLE),
                    values.get(BROWSER_LIFE),
                    values.get(FRESH),
                    values.get(LIMIT),
                    values.get(FRESH_TO_END_ALL)));
}
