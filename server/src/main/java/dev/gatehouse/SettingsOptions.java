package dev.gatehouse;

import dev.gatehouse.platform.config.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that give settings; every command that reads settings mixes them in. */
final class SettingsOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "A file of name=value lines.")
    private @Nullable String config;

    @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on.")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: ./data).")
    private @Nullable String data;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Any setting, by its name. May be repeated.")
    private Map<String, String> others = new LinkedHashMap<>();

    /** Reads all settings, with other defaults where the command has its own. */
    Settings.Loaded load(Map<String, String> defaults) {
        Map<String, String> flags = new LinkedHashMap<>(others);
        if (config != null) {
            flags.put("config", config);
        }
        if (port != null) {
            flags.put("port", port);
        }
        if (data != null) {
            flags.put("data", data);
        }
        return Settings.load(AllSettings.catalogue(), flags, System.getenv(), Path.of(""), defaults);
    }
}
