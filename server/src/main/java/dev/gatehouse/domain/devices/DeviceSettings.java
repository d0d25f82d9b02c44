package dev.gatehouse.domain.devices;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * For how long a device is known.
 *
 * @param keep after the last sign-in from it
 */
public record DeviceSettings(Duration keep) {
    private static final Setting<Duration> KEEP = Setting.duration(
            "devices.keep",
            "400d",
            Duration.ofDays(1),
            Duration.ofDays(3650),
            "How long after the last sign-in from it a browser or program is known, so that the next one from there is no"
                    + " reason for a notice.");

    /** What an operator may set. */
    public static final RoomSettings<DeviceSettings> SETTINGS =
            RoomSettings.of("Known devices", List.of(KEEP), values -> new DeviceSettings(values.get(KEEP)));
}
