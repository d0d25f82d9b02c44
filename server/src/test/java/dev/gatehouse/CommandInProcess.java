package dev.gatehouse;

import dev.gatehouse.cli.Shell;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A command as a shell runs it, in this process. */
public final class CommandInProcess {
    /** What came of a command. */
    public record Ran(int exitCode, String out, String err) {}

    private CommandInProcess() {}

    /**
     * Runs one command.
     *
     * @param settings by dotted name; the command gets them from its environment
     * @param directory its working directory
     * @param input what it reads from standard input
     */
    public static Ran run(
            Map<String, String> settings, Path directory, InstantSource clock, String input, String... arguments) {
        return run(settings, directory, clock, input, new StringWriter(), arguments);
    }

    /**
     * The same with its output where a test can read it while the command runs.
     *
     * @param out what it has printed so far
     */
    public static Ran run(
            Map<String, String> settings,
            Path directory,
            InstantSource clock,
            String input,
            StringWriter out,
            String... arguments) {
        Map<String, String> environment = new LinkedHashMap<>();
        settings.forEach((name, value) ->
                environment.put("GATEHOUSE_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
        Shell shell = new Shell(
                AllSettings.catalogue(),
                environment,
                directory,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                (values, mayBegin) -> Visit.open(values, mayBegin, clock));
        StringWriter err = new StringWriter();
        int exitCode = Main.commandLine(shell, arguments)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Ran(exitCode, out.toString(), err.toString());
    }
}
