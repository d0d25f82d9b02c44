package dev.gatehouse.feature.metrics;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.config.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Who may see what the server measures.
 *
 * @param token what a caller shows as a bearer token; 32 characters or more
 * @param open whether anybody may
 */
public record MetricsSettings(Optional<Secret> token, boolean open) {
    private static final int SHORTEST = 32;

    private static final Setting<Optional<Secret>> TOKEN = Setting.secret(
            "metrics.token",
            "What Prometheus sends as a bearer token to read /metrics, at least 32 characters. Without it there is no"
                    + " /metrics.");
    private static final Setting<Boolean> OPEN =
            Setting.flag("metrics.open", false, "Whether /metrics asks for no token. On in dev; serve refuses it.");

    /** What an operator may set. */
    public static final RoomSettings<MetricsSettings> SETTINGS = RoomSettings.of(
            "Metrics", List.of(TOKEN, OPEN), values -> new MetricsSettings(values.get(TOKEN), values.get(OPEN)));

    /** @throws IllegalArgumentException with a sentence for the operator */
    public MetricsSettings {
        if (token.isPresent() && token.get().reveal().length() < SHORTEST) {
            throw new IllegalArgumentException("metrics.token: shorter than " + SHORTEST + " characters");
        }
    }
}
