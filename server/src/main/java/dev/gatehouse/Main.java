package dev.gatehouse;

import dev.gatehouse.cli.Commands;
import dev.gatehouse.cli.Shell;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line; {@link dev.gatehouse.cli.ExitCode} says what it tells the shell. */
@Command(
        name = "gatehouse",
        versionProvider = Main.Version.class,
        description = "Signs people in and tells APIs who they are and what they may do.",
        footer = {"", "Start with `gatehouse dev`. `gatehouse COMMAND --help` says more about each command."})
public final class Main implements Runnable {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Says how it is used.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Prints the version.")
    private boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        InstantSource clock = InstantSource.system();
        Shell shell = new Shell(
                AllSettings.catalogue(),
                System.getenv(),
                Path.of(""),
                System.in,
                (settings, mayBegin) -> Visit.open(settings, mayBegin, clock));
        System.exit(commandLine(shell, arguments).execute(arguments));
    }

    /** As much of the command line as these arguments need: to describe every command takes as long as opening a database. */
    static CommandLine commandLine(Shell shell, String... arguments) {
        Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
        commands.put("dev", () -> new CommandLine(new DevCommand(shell)));
        commands.put("serve", () -> new CommandLine(new ServeCommand(shell)));
        commands.putAll(Commands.beside(shell));
        commands.put("train", () -> new CommandLine(new TrainCommand(shell)));
        if (arguments.length > 0) {
            Supplier<CommandLine> wanted = commands.get(arguments[0]);
            commands = wanted == null ? commands : Map.of(arguments[0], wanted);
        }
        CommandLine line = new CommandLine(new Main());
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        return Commands.finish(line);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The version that the archive's manifest states. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"gatehouse " + (version == null ? "(not packaged)" : version)};
        }
    }
}
