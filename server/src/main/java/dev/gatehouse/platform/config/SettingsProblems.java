package dev.gatehouse.platform.config;

import java.util.List;

/**
 * What is wrong with the settings.
 *
 * @param lines one sentence each; never empty, and without any secret
 */
public record SettingsProblems(List<String> lines) implements Settings.Loaded {
    public SettingsProblems {
        lines = List.copyOf(lines);
    }
}
