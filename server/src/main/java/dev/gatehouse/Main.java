package dev.gatehouse;

import dev.gatehouse.cli.Commands;
import dev.gatehouse.cli.Shell;
import java.nio.file.Path;
import java.time.InstantSource;
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
        System.exit(commandLine(shell).execute(arguments));
    }

    /** Every command, working with this shell. */
    static CommandLine commandLine(Shell shell) {
        CommandLine line =
                new CommandLine(new Main()).addSubcommand(new DevCommand(shell)).addSubcommand(new ServeCommand(shell));
        Commands.addTo(line, shell);
        return Commands.finish(line.addSubcommand(new TrainCommand(shell)));
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
