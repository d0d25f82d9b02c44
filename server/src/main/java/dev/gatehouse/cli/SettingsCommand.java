package dev.gatehouse.cli;

import dev.gatehouse.platform.config.Values;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints every setting, its value and where that came from. */
@Command(
        name = "settings",
        description = "Prints every setting, its value and where that came from. Secrets stay hidden.",
        footer = {"", "Examples:", "  gatehouse settings", "  gatehouse settings --config production.settings"})
public final class SettingsCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public SettingsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Table table = new Table();
        for (Values.Listed one : options.load(shell, Map.of()).listing()) {
            table.row(one.name(), one.value(), one.origin());
        }
        table.print(spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
