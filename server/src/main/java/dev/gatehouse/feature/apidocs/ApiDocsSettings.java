package dev.gatehouse.feature.apidocs;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.util.List;

/**
 * What developers get to see.
 *
 * @param enabled whether {@code /docs} is served, and {@code /} tells what runs here
 */
public record ApiDocsSettings(boolean enabled) {
    private static final Setting<Boolean> ENABLED = Setting.flag(
            "docs.enabled",
            false,
            "Whether /docs lets a browser try the API and / tells developers what runs here. On in dev."
                    + " The description itself, /openapi.json, is always there.");

    public static final RoomSettings<ApiDocsSettings> SETTINGS =
            RoomSettings.of("API documentation", List.of(ENABLED), values -> new ApiDocsSettings(values.get(ENABLED)));
}
