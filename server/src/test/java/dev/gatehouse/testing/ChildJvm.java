package dev.gatehouse.testing;

import dev.gatehouse.platform.sql.DatabaseSettings;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A program of the tests in a process of its own, so that it can be killed. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private ChildJvm(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a class with a main method, which gets its settings by {@link #settings(String[])}. */
    public static ChildJvm start(Class<?> program, DatabaseSettings settings) throws IOException {
        return start(System.getProperty("java.class.path"), program, settings);
    }

    /** The same without those parts of the classpath whose path contains a word. */
    public static ChildJvm startWithout(String word, Class<?> program, DatabaseSettings settings) throws IOException {
        String[] parts = System.getProperty("java.class.path").split(File.pathSeparator);
        String rest = Arrays.stream(parts)
                .filter(part -> !part.contains(word))
                .collect(Collectors.joining(File.pathSeparator));
        return start(rest, program, settings);
    }

    private static ChildJvm start(String classpath, Class<?> program, DatabaseSettings settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classpath,
                program.getName(),
                settings.dataDirectory().toString()));
        if (settings.url() != null) {
            command.addAll(List.of(settings.url(), text(settings.user()), text(settings.password())));
        }
        return new ChildJvm(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Called in the child. */
    public static DatabaseSettings settings(String[] arguments) {
        Path directory = Path.of(arguments[0]);
        return arguments.length == 1
                ? DatabaseSettings.sqlite(directory)
                : DatabaseSettings.postgres(arguments[1], directory, arguments[2], arguments[3]);
    }

    /** The next line that the child printed; null at its end. Lines of its log are passed over. */
    public @Nullable String readLine() throws IOException {
        String line = output.readLine();
        while (line != null && line.contains(" -- ")) {
            line = output.readLine();
        }
        return line;
    }

    /** Ends it as {@code kill -9} does and waits until it is gone; what it has printed can still be read. */
    public void kill() throws InterruptedException {
        // By its handle: the process itself would close the stream of what it printed.
        process.toHandle().destroyForcibly();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a killed process lives on");
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
