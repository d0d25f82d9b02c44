package dev.gatehouse.platform.sql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and how long to wait for it.
 *
 * @param url {@code jdbc:postgresql://…}, without the password; null for the embedded SQLite file. Parameters of the
 *     PostgreSQL driver in it ({@code sslmode}, {@code sslrootcert}, {@code prepareThreshold}, …) win over ours
 * @param dataDirectory holds {@code gatehouse.db} where there is no url; made with mode 0700 where it is missing
 * @param user PostgreSQL only
 * @param password PostgreSQL only
 * @param poolSize connections at once, 1 to 1,000: to PostgreSQL, or reading the SQLite file
 * @param queueSize changes that may wait for the SQLite file's one writer, 1 to 100,000
 * @param maxWait how long a request waits for a connection or the writer before it is answered with {@code BUSY}
 * @param statementTimeout how long one statement may take on PostgreSQL, or another process may hold the SQLite file
 * @param serving whether this process is the server of its data directory: of those there is one for an SQLite file,
 *     and it hears what other processes (the command line) announce
 */
public record DatabaseSettings(
        @Nullable String url,
        Path dataDirectory,
        @Nullable String user,
        @Nullable String password,
        int poolSize,
        int queueSize,
        Duration maxWait,
        Duration statementTimeout,
        boolean serving) {
    public DatabaseSettings {
        if (url != null && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException("database.url must start with jdbc:postgresql:// or be left out");
        }
        if (url != null && (url.contains("@") || url.toLowerCase(Locale.ROOT).contains("password="))) {
            throw new IllegalArgumentException(
                    "database.url carries a password, and URLs end up in logs:" + " give it as database.password");
        }
        within("database.connections", poolSize, 1, 1_000);
        within("queueSize", queueSize, 1, 100_000);
        within("maxWait in ms", maxWait.toMillis(), 1, 600_000);
        within("statementTimeout in ms", statementTimeout.toMillis(), 1, 600_000);
    }

    /** The SQLite file in this directory with sensible bounds, for the one process that serves it. */
    public static DatabaseSettings sqlite(Path dataDirectory) {
        return new DatabaseSettings(
                null, dataDirectory, null, null, 4, 4_096, Duration.ofSeconds(5), Duration.ofSeconds(10), true);
    }

    /** This PostgreSQL database with sensible bounds. */
    public static DatabaseSettings postgres(
            String url, Path dataDirectory, @Nullable String user, @Nullable String password) {
        return new DatabaseSettings(
                url, dataDirectory, user, password, 10, 4_096, Duration.ofSeconds(5), Duration.ofSeconds(10), true);
    }

    /** The same for a process that only visits, such as a command beside a running server. */
    public DatabaseSettings visiting() {
        return new DatabaseSettings(
                url, dataDirectory, user, password, poolSize, queueSize, maxWait, statementTimeout, false);
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + ", allowed is " + least + " to " + most);
        }
    }

    /** Says nothing of the password. */
    @Override
    public String toString() {
        return url == null ? "SQLite in " + dataDirectory : "PostgreSQL at " + url;
    }
}
