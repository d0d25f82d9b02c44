package dev.gatehouse.domain.tokens;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import dev.gatehouse.platform.config.SettingFamily;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long tokens live.
 *
 * @param accessTtl where nothing more exact is set
 * @param accessTtlBy by authentication method or provider
 * @param refreshTtl a refresh token that is not used for this long is no good; never beyond the session's absolute end
 * @param refreshGrace how long after its use a refresh token still leads to its successor; 0 to 60 s
 */
public record TokenSettings(
        Duration accessTtl, Map<String, Duration> accessTtlBy, Duration refreshTtl, Duration refreshGrace) {
    private static final Duration SHORTEST_ACCESS = Duration.ofSeconds(10);
    private static final Duration LONGEST_ACCESS = Duration.ofDays(30);

    private static final Setting<Duration> ACCESS_TTL = Setting.duration(
            "tokens.access.ttl", "15m", SHORTEST_ACCESS, LONGEST_ACCESS, "How long an access token lives.");
    private static final SettingFamily<Duration> ACCESS_TTL_BY = SettingFamily.of(Setting.duration(
            "tokens.access.ttl.<method>",
            "15m",
            SHORTEST_ACCESS,
            LONGEST_ACCESS,
            "The same by how somebody signed in: `password`, `passkey`, `email`, `oauth`, or a provider's name, which goes"
                    + " before `oauth`."));
    private static final Setting<Duration> REFRESH_TTL = Setting.duration(
            "tokens.refresh.ttl",
            "7d",
            Duration.ofMinutes(1),
            Duration.ofDays(365),
            "How long a refresh token waits for its use.");
    private static final Setting<Duration> REFRESH_GRACE = Setting.duration(
            "tokens.refresh.grace",
            "10s",
            Duration.ZERO,
            Duration.ofSeconds(60),
            "How long after its use a refresh token answers a retry or another tab with the same successor. Later use"
                    + " ends the session.");

    /** The settings of this room. */
    public static final RoomSettings<TokenSettings> SETTINGS = RoomSettings.of(
            "Tokens",
            List.of(ACCESS_TTL, ACCESS_TTL_BY, REFRESH_TTL, REFRESH_GRACE),
            values -> new TokenSettings(
                    values.get(ACCESS_TTL),
                    values.all(ACCESS_TTL_BY),
                    values.get(REFRESH_TTL),
                    values.get(REFRESH_GRACE)));

    public TokenSettings {
        accessTtlBy = Map.copyOf(accessTtlBy);
        if (refreshTtl.compareTo(refreshGrace) <= 0) {
            throw new IllegalArgumentException("tokens.refresh.ttl is longer than tokens.refresh.grace.");
        }
    }

    /** How long an access token lives: the provider's time goes before the method's, and that before the general one. */
    public Duration accessTtl(String method, String provider) {
        Duration byProvider = accessTtlBy.get(provider);
        return byProvider != null ? byProvider : accessTtlBy.getOrDefault(method, accessTtl);
    }

    /** The longest life of any access token: for that long a revocation is kept and a retired key published. */
    public Duration longestAccess() {
        return Stream.concat(Stream.of(accessTtl), accessTtlBy.values().stream())
                .max(Duration::compareTo)
                .orElseThrow();
    }
}
