package dev.gatehouse.testing;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Makes fresh databases. The schema is migrated once a JVM for each kind and copied from then on. */
public final class TestDatabases {
    private static @Nullable Path sqliteTemplate;

    private TestDatabases() {}

    /** A fresh, migrated SQLite file in a directory of its own. */
    public static TestDatabase sqlite() {
        try {
            Path directory = emptyDirectory();
            Files.copy(sqliteTemplate().resolve("gatehouse.db"), directory.resolve("gatehouse.db"));
            return new TestDatabase("SQLite", DatabaseSettings.sqlite(directory), () -> delete(directory));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A fresh, migrated PostgreSQL database that sorts as English does, so that a forgotten collation shows. */
    public static TestDatabase postgres() {
        return TestPostgres.cluster().copyOfTemplate();
    }

    /** An SQLite directory without a file. */
    public static TestDatabase emptySqlite() {
        Path directory = emptyDirectory();
        return new TestDatabase("SQLite", DatabaseSettings.sqlite(directory), () -> delete(directory));
    }

    /** A PostgreSQL database without a table. */
    public static TestDatabase emptyPostgres() {
        return TestPostgres.cluster().empty();
    }

    /** A private directory under the system's temporary one. */
    public static Path emptyDirectory() {
        try {
            return Files.createTempDirectory("gatehouse-test");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** For {@link OnEveryDatabase}. */
    static final class Each implements ArgumentsProvider {
        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return Stream.<Supplier<TestDatabase>>of(TestDatabases::sqlite, TestDatabases::postgres)
                    .map(Supplier::get)
                    .map(database -> Arguments.of(Named.of(database.toString(), database)));
        }
    }

    private static synchronized Path sqliteTemplate() {
        if (sqliteTemplate == null) {
            Path directory = emptyDirectory();
            Database.open(DatabaseSettings.sqlite(directory)).close();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            sqliteTemplate = directory;
        }
        return sqliteTemplate;
    }

    /** Removes a directory with all that is in it. */
    public static void delete(Path directory) {
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
