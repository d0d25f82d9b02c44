package dev.gatehouse.testing;

import dev.gatehouse.ServerInProcess;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.DatabaseSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** One PostgreSQL cluster a JVM, from packaged binaries, started when first asked for; also as root. */
public final class TestPostgres {
    private static @Nullable TestPostgres cluster;

    private final EmbeddedPostgres server;
    private final Path directory = TestDatabases.emptyDirectory();
    private final AtomicInteger names = new AtomicInteger();

    private TestPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** @throws IllegalStateException where it cannot be started on Linux on amd64: there it always can */
    public static synchronized TestPostgres cluster() {
        if (cluster == null) {
            TestPostgres started = new TestPostgres(start());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> TestDatabases.delete(started.directory)));
            started.makeTemplate();
            cluster = started;
        }
        return cluster;
    }

    TestDatabase copyOfTemplate() {
        return database("TEMPLATE migrated");
    }

    TestDatabase empty() {
        return database("TEMPLATE template0");
    }

    /** Runs a statement as the cluster's superuser, outside of any test's database. */
    public void execute(String sql) {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private TestDatabase database(String how) {
        String name = "test_" + names.incrementAndGet();
        execute("CREATE DATABASE " + name + " " + how);
        return new TestDatabase("PostgreSQL", settings(name), () -> execute("DROP DATABASE " + name + " WITH (FORCE)"));
    }

    private DatabaseSettings settings(String name) {
        String url = "jdbc:postgresql://localhost:" + server.getPort() + "/" + name;
        return DatabaseSettings.postgres(url, directory, "postgres", "postgres");
    }

    private void makeTemplate() {
        execute("CREATE DATABASE migrated TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
                + " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        Database.open(settings("migrated")).close();
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setPort(ServerInProcess.freePort())
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("max_connections", "400")
                    // Nobody needs it after a loss of power, and every database that goes asks for a checkpoint.
                    .setServerConfig("fsync", "off")
                    .setServerConfig("full_page_writes", "off")
                    .start();
        } catch (IOException | RuntimeException failure) {
            String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
            if (platform.equals("Linux amd64")) {
                throw new IllegalStateException("PostgreSQL does not start on " + platform, failure);
            }
            throw new TestAbortedException("There are no PostgreSQL binaries for " + platform, failure);
        }
    }
}
