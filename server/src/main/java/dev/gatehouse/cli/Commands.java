package dev.gatehouse.cli;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The commands of this room, and what holds for every command line. */
public final class Commands {
    private static final int WIDTH = 100;

    private Commands() {}

    /** Adds the commands that work beside a server. */
    public static void addTo(CommandLine root, Shell shell) {
        root.addSubcommand(new CommandLine(new AdminCommand()).addSubcommand(new AdminCommand.Create(shell)));
        root.addSubcommand(new CommandLine(new UserCommand())
                .addSubcommand(new UserCommand.Create(shell))
                .addSubcommand(new UserCommand.Show(shell))
                .addSubcommand(new UserCommand.Disable(shell))
                .addSubcommand(new UserCommand.Enable(shell))
                .addSubcommand(new UserCommand.Delete(shell)));
        root.addSubcommand(new CommandLine(new KeysCommand())
                .addSubcommand(new KeysCommand.Listing(shell))
                .addSubcommand(new KeysCommand.Rotate(shell)));
        root.addSubcommand(new CommandLine(new TokenCommand()).addSubcommand(new TokenCommand.Inspect(shell)));
        root.addSubcommand(new SettingsCommand(shell));
    }

    /** Gives every command of the tree, however deep, its exit codes and one way to fail. Call it last. */
    public static CommandLine finish(CommandLine root) {
        Failures failures = new Failures();
        root.setParameterExceptionHandler(failures);
        root.setExecutionExceptionHandler(failures);
        root.setUsageHelpWidth(WIDTH);
        nameExitCodes(root);
        return root;
    }

    private static void nameExitCodes(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        if (usage.exitCodeList().isEmpty()) {
            usage.exitCodeListHeading("%nExit codes:%n");
            usage.exitCodeList(new TreeMap<>(
                    Map.of("0", "done", "1", "it failed", "2", "the command or the settings do not fit")));
        }
        command.getSubcommands().values().forEach(Commands::nameExitCodes);
    }
}
