package dev.gatehouse;

import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.logging.LogSettings;
import java.util.List;

/** Every room's settings, in the order in which the documentation lists them. */
final class AllSettings {
    private AllSettings() {}

    static Catalogue catalogue() {
        return new Catalogue(List.of(LogSettings.SETTINGS));
    }
}
