package dev.gatehouse.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real server in a process of its own, started as {@code gatehouse serve} is, on a free port of this machine. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on (?:port |\\S+:)(\\d+)");
    private static final int KEPT_LINES = 40;
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final int port;
    private final Duration startUp;

    private ServerProcess(Process process, int port, Duration startUp) {
        this.process = process;
        this.port = port;
        this.startUp = startUp;
    }

    /**
     * Starts a build of the server and returns once it answers.
     *
     * @throws IOException where it ends instead, with what it said
     */
    static ServerProcess start(Build build, Store store, Map<String, String> settings) throws IOException {
        List<String> command = new ArrayList<>(build.command());
        command.add("serve");
        command.addAll(List.of("--port", "0"));
        Stream.concat(store.settings().entrySet().stream(), settings.entrySet().stream())
                .forEach(each -> command.addAll(List.of("--set", each.getKey() + "=" + each.getValue())));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(store.directory().toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GATEHOUSE_"));
        long begun = System.nanoTime();
        Process process = builder.start();
        // Whoever ends this program in its midst ends the server too.
        Runtime.getRuntime().addShutdownHook(new Thread(process.toHandle()::destroyForcibly));
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("server-output").start(() -> listen(process, port));
        try {
            int listening = port.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            try (Wire wire = new Wire(listening)) {
                wire.send(Wire.get("/health/ready", null)).expect(200);
            }
            return new ServerProcess(process, listening, Duration.ofNanos(System.nanoTime() - begun));
        } catch (InterruptedException | ExecutionException | TimeoutException | IOException failure) {
            process.toHandle().destroyForcibly();
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IOException("the server did not start: " + failure, failure);
        }
    }

    private static void listen(Process process, CompletableFuture<Integer> port) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher matcher = LISTENING.matcher(line);
                if (!port.isDone() && matcher.find()) {
                    port.complete(Integer.valueOf(matcher.group(1)));
                }
                last.add(line);
                if (last.size() > KEPT_LINES) {
                    last.remove();
                }
            }
        } catch (IOException killed) {
            last.add(killed.toString());
        }
        port.completeExceptionally(new IOException(String.join("\n", last)));
    }

    int port() {
        return port;
    }

    /** From the start of the process to its first answer. */
    Duration startUp() {
        return startUp;
    }

    /** User and system time so far, in steps of 10 ms. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory in MiB; 0 where the system has no {@code /proc}. */
    long residentMebibytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        }
    }

    /** Ends it as {@code kill -9} does, and returns when it is gone. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Ends it as a service manager does. */
    @Override
    public void close() {
        process.toHandle().destroy();
        process.onExit().join();
    }
}
