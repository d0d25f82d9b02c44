package dev.gatehouse;

import dev.gatehouse.cli.CommandFailed;
import dev.gatehouse.cli.ExitCode;
import dev.gatehouse.cli.Shell;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.logging.LogSettings;
import dev.gatehouse.platform.logging.Logging;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Does once what a start, a stop and the usual requests do, so that the JVM can note which classes and profiles they need
 * (the AOT cache). The build runs it after packaging, in a directory of its own; what it leaves out works all the same,
 * only slower at first.
 */
@Command(name = "train", hidden = true, description = "Runs what the AOT cache is made from.")
final class TrainCommand implements Callable<Integer> {
    static final String PASSWORD = "seven brown otters";

    private final Shell shell;

    TrainCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("gatehouse-training");
        try {
            Values settings = settings(directory);
            Logging.start(settings.room(LogSettings.SETTINGS));
            command(directory, "admin", "create", "--username", "admin", "--password-stdin");
            try (Server server = start(settings)) {
                new TrainingRequests(server.port()).run();
                new TrainingVisits(server.port()).run();
                command(directory, "user", "show", "admin");
                command(directory, "keys", "list");
                command(directory, "token", "inspect", "-");
            }
            return ExitCode.DONE;
        } finally {
            delete(directory);
        }
    }

    /** Nothing of the environment counts: whoever builds may have settings of their own. */
    private Values settings(Path directory) {
        Map<String, String> flags = Map.of(
                "data",
                directory.toString(),
                // Known before the start, as the mock providers are asked by the server's own address.
                "port",
                Integer.toString(Running.freePort()),
                "log.level",
                "warn",
                "metrics.open",
                "true");
        return settings(directory, flags, MockProvidersAddition.defaults(settings(directory, flags, Map.of())));
    }

    private Values settings(Path directory, Map<String, String> flags, Map<String, String> defaults) {
        return switch (Settings.load(shell.catalogue(), flags, Map.of(), directory, defaults)) {
            case Values values -> values;
            case SettingsProblems problems -> throw CommandFailed.misfit(problems.lines());
        };
    }

    private static Server start(Values settings) throws IOException {
        return Server.start(settings, InstantSource.system(), DevCommand.additions(settings));
    }

    private void command(Path directory, String... arguments) {
        InputStream input = new ByteArrayInputStream(PASSWORD.getBytes(StandardCharsets.UTF_8));
        Shell inside = new Shell(
                shell.catalogue(),
                Map.of("GATEHOUSE_DATA", directory.toString()),
                directory,
                input,
                (settings, mayBegin) -> Visit.open(settings, mayBegin, InstantSource.system()));
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Main.commandLine(inside, arguments).setOut(nowhere).setErr(nowhere).execute(arguments);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
