package dev.gatehouse;

import dev.gatehouse.cli.CommandFailed;
import dev.gatehouse.cli.SettingsOptions;
import dev.gatehouse.cli.Shell;
import dev.gatehouse.platform.config.Values;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the server alone, for production. */
@Command(
        name = "serve",
        description = {
            "Runs the server, for production: nothing but the server, and no insecure settings.",
            "SIGTERM ends it once it has finished what it began."
        },
        footer = {
            "",
            "Examples:",
            "  gatehouse serve --config production.settings",
            "  GATEHOUSE_PUBLIC_URL=https://id.example.com gatehouse serve --data /srv/gatehouse"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Shell shell;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    ServeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Values settings = Running.settings(options, shell, Map.of());
        List<String> insecure = Production.refusals(settings);
        if (!insecure.isEmpty()) {
            throw CommandFailed.misfit(insecure);
        }
        return Running.until(settings, List.of(), spec.commandLine(), address -> Production.warnings(settings)
                .forEach(LOG::warn));
    }
}
