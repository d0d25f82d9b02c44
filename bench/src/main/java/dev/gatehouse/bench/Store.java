package dev.gatehouse.bench;

import dev.gatehouse.platform.sql.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a measured server keeps its data: a directory of its own, and a PostgreSQL of its own where that is wanted. */
final class Store implements AutoCloseable {
    /** Which database. */
    enum Kind {
        SQLITE,
        POSTGRES
    }

    private final Path directory;
    private final @Nullable PostgresCluster cluster;

    private Store(Path directory, @Nullable PostgresCluster cluster) {
        this.directory = directory;
        this.cluster = cluster;
    }

    static Store make(Kind kind) throws IOException {
        Path directory = Files.createTempDirectory("gatehouse-bench");
        return new Store(
                directory, kind == Kind.POSTGRES ? PostgresCluster.start(directory.resolve("postgres")) : null);
    }

    /** An empty directory for the process itself. */
    Path directory() {
        return directory;
    }

    /** The settings that lead a server here. */
    Map<String, String> settings() {
        String data = directory.resolve("data").toString();
        return cluster == null
                ? Map.of("data", data)
                : Map.of("data", data, "database.url", cluster.url(), "database.user", "postgres");
    }

    /** The same for a connection beside the server's. */
    DatabaseSettings visiting() {
        Path data = directory.resolve("data");
        DatabaseSettings serving = cluster == null
                ? DatabaseSettings.sqlite(data)
                : DatabaseSettings.postgres(cluster.url(), data, "postgres", null);
        return serving.visiting();
    }

    /** Null where the database is a file. */
    @Nullable
    PostgresCluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
