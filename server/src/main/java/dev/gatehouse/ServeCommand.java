package dev.gatehouse;

import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the server alone, for production. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Runs the server, for production: nothing but the server, and no insecure settings.")
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        return switch (options.load(Map.of())) {
            case SettingsProblems problems -> {
                problems.lines().forEach(err::println);
                yield Main.DOES_NOT_FIT;
            }
            case Values values -> {
                List<String> insecure = values.room(ServerSettings.SETTINGS).insecure();
                insecure.forEach(err::println);
                yield insecure.isEmpty()
                        ? Running.until(values, List.of(), spec.commandLine(), server -> {})
                        : Main.DOES_NOT_FIT;
            }
        };
    }
}
