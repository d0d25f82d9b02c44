package dev.gatehouse.platform.logging;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.util.List;

/** How much is logged, and in which form. */
public record LogSettings(LogFormat format, LogLevel level) {
    private static final Setting<LogFormat> FORMAT = Setting.choice(
            "log.format", LogFormat.JSON, "One JSON object a line, or text for reading (the default of `dev`).");
    private static final Setting<LogLevel> LEVEL = Setting.choice(
            "log.level",
            LogLevel.INFO,
            "The least that is logged. Of libraries only warnings and errors are, whatever is set here.");

    /** What the catalogue takes up. */
    public static final RoomSettings<LogSettings> SETTINGS = RoomSettings.of(
            "Logs", List.of(FORMAT, LEVEL), values -> new LogSettings(values.get(FORMAT), values.get(LEVEL)));
}
