package dev.gatehouse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The program in a process of its own, as {@code ./gatehouse} starts it; all that it prints is read by lines. */
public final class ChildServer implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on [^ ]+:(\\d+) as ");

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private ChildServer(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a command in a directory that has no settings of its own. */
    public static ChildServer start(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.gatehouse.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GATEHOUSE_"));
        return new ChildServer(builder.start());
    }

    /** Waits until it listens; fails with what it printed where it ends instead. */
    public Api awaitListening() throws IOException {
        for (String line = next(); line != null; line = next()) {
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return new Api(Integer.parseInt(listening.group(1)));
            }
        }
        throw new IllegalStateException("it ended: " + lines);
    }

    /** Tells it to end, as a supervisor does; returns at once. */
    public void terminate() {
        // By its handle: the process itself would close the stream of what it printed.
        process.toHandle().destroy();
    }

    /** Its exit code, once it has ended and all that it printed is read. */
    public int awaitEnd() throws IOException, InterruptedException {
        while (next() != null) {
            // kept by next()
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it has closed its output and lives on");
        }
        return process.exitValue();
    }

    /** Every line that was read so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }

    private @Nullable String next() throws IOException {
        String line = output.readLine();
        if (line != null) {
            lines.add(line);
        }
        return line;
    }
}
