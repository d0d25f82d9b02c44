package dev.gatehouse.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The commands of this room, and what holds for every command line. */
public final class Commands {
    private static final int WIDTH = 100;

    private Commands() {}

    /** The commands that work beside a server, by their names; each is made only when asked for. */
    public static Map<String, Supplier<CommandLine>> beside(Shell shell) {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("admin", () -> new CommandLine(new AdminCommand()).addSubcommand(new AdminCommand.Create(shell)));
        commands.put("user", () -> new CommandLine(new UserCommand())
                .addSubcommand(new UserCommand.Create(shell))
                .addSubcommand(new UserCommand.Show(shell))
                .addSubcommand(new UserCommand.Disable(shell))
                .addSubcommand(new UserCommand.Enable(shell))
                .addSubcommand(new UserCommand.Delete(shell))
                .addSubcommand(new RecoverCommand(shell))
                .addSubcommand(new SignOutCommand(shell)));
        commands.put("provider", () -> new CommandLine(new ProviderCommand())
                .addSubcommand(new ProviderCommand.Add(shell))
                .addSubcommand(new ProviderCommand.Listing(shell))
                .addSubcommand(new ProviderCommand.Show(shell))
                .addSubcommand(new ProviderCommand.Change(shell))
                .addSubcommand(new ProviderCommand.Enable(shell))
                .addSubcommand(new ProviderCommand.Disable(shell))
                .addSubcommand(new ProviderCommand.Remove(shell))
                .addSubcommand(new ProviderCommand.Check(shell))
                .addSubcommand(new ProviderCommand.PresetList()));
        commands.put("keys", () -> new CommandLine(new KeysCommand())
                .addSubcommand(new KeysCommand.Listing(shell))
                .addSubcommand(new KeysCommand.Rotate(shell)));
        commands.put("passwords", () -> new CommandLine(new PasswordsCommand())
                .addSubcommand(new PasswordsCommand.BuildFilter(shell))
                .addSubcommand(new PasswordsCommand.Check(shell)));
        commands.put("audit", () -> new CommandLine(new AuditCommand())
                .addSubcommand(new AuditCommand.Verify(shell))
                .addSubcommand(new AuditExport(shell))
                .addSubcommand(new AuditTail(shell))
                .addSubcommand(new AuditCommand.NewestHead(shell)));
        commands.put(
                "webhooks", () -> new CommandLine(new WebhookCommand()).addSubcommand(new WebhookCommand.Test(shell)));
        commands.put("token", () -> new CommandLine(new TokenCommand()).addSubcommand(new TokenCommand.Inspect(shell)));
        commands.put("settings", () -> new CommandLine(new SettingsCommand(shell)));
        return commands;
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
