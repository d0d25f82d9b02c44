package dev.gatehouse.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** A PostgreSQL from packaged binaries that waits for the disk at each commit, and can be killed and started again. */
final class PostgresCluster implements AutoCloseable {
    private final Path directory;
    private EmbeddedPostgres running;

    private PostgresCluster(Path directory, EmbeddedPostgres running) {
        this.directory = directory;
        this.running = running;
    }

    static PostgresCluster start(Path directory) throws IOException {
        if (LoggerFactory.getLogger("io.zonky.test") instanceof Logger chatter) {
            chatter.setLevel(Level.OFF); // that a killed server does not stop cleanly is no news here
        }
        return new PostgresCluster(directory, open(directory));
    }

    String url() {
        return "jdbc:postgresql://localhost:" + running.getPort() + "/postgres";
    }

    /** Ends all its processes as {@code kill -9} does, and returns when they are gone. */
    void kill() throws IOException {
        long pid = Long.parseLong(Files.readAllLines(directory.resolve("postmaster.pid"))
                .getFirst()
                .strip());
        ProcessHandle postmaster = ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("there is no postmaster " + pid + " to kill"));
        List<ProcessHandle> all =
                Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
    }

    /** Starts it on what the killed one left: it recovers from its log. */
    void restart() throws IOException {
        running.close();
        running = open(directory);
    }

    @Override
    public void close() {
        try {
            running.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The packaged defaults do not wait for the disk; what production has is put back. */
    private static EmbeddedPostgres open(Path directory) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setLocaleConfig("locale", "C")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "100")
                .start();
    }
}
