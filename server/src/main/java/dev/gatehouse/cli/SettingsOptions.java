package dev.gatehouse.cli;

import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that give settings; every command that reads settings mixes them in. */
public final class SettingsOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "A file of name=value lines.")
    private @Nullable String config;

    @Option(names = "--port", paramLabel = "PORT", description = "The server's port (default: 8000).")
    private @Nullable String port;

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: ./data).")
    private @Nullable String data;

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "Any setting, by its name. May be repeated.")
    private Map<String, String> others = new LinkedHashMap<>();

    /**
     * Reads all settings.
     *
     * @param defaults what this command has instead of the usual ones, by dotted name
     * @throws CommandFailed with a line for each problem
     */
    public Values load(Shell shell, Map<String, String> defaults) {
        return load(shell, defaults, Map.of());
    }

    /**
     * The same with flags that go before those of the command line.
     *
     * @throws CommandFailed with a line for each problem
     */
    public Values load(Shell shell, Map<String, String> defaults, Map<String, String> stronger) {
        Map<String, String> flags = new LinkedHashMap<>(others);
        put(flags, "config", config);
        put(flags, "port", port);
        put(flags, "data", data);
        flags.putAll(stronger);
        return switch (Settings.load(shell.catalogue(), flags, shell.environment(), shell.directory(), defaults)) {
            case Values values -> values;
            case SettingsProblems problems -> throw CommandFailed.misfit(problems.lines());
        };
    }

    /** Opens what a command works with, on data that is there. */
    Workplace visit(Shell shell) {
        return shell.visits().open(load(shell, Map.of()), false);
    }

    /** The same, and begins it where there is none yet. */
    Workplace visitOrBegin(Shell shell) {
        return shell.visits().open(load(shell, Map.of()), true);
    }

    private static void put(Map<String, String> flags, String name, @Nullable String value) {
        if (value != null) {
            flags.put(name, value);
        }
    }
}
