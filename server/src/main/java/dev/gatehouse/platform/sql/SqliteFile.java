package dev.gatehouse.platform.sql;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.JDBC;
import org.sqlite.SQLiteException;

/** The database file: how it is made, opened and what its failures mean. */
final class SqliteFile {
    private static final int KEPT_STATEMENTS = 200;
    private static final long BETWEEN_TRIES = TimeUnit.MILLISECONDS.toNanos(5);

    private final Path path;
    private final Duration busyTimeout;

    private SqliteFile(Path path, Duration busyTimeout) {
        this.path = path;
        this.busyTimeout = busyTimeout;
    }

    /** Makes the directory (0700) and an empty file (0600) where they are missing. */
    static SqliteFile in(Path directory, Duration busyTimeout) {
        Path path = directory.toAbsolutePath().resolve("gatehouse.db");
        try {
            Files.createDirectories(directory, ownerOnly("rwx------"));
            Files.createFile(path, ownerOnly("rw-------"));
        } catch (FileAlreadyExistsException _) {
            // The usual case. The file is not opened here: closing it would drop the locks that SQLite holds on it.
        } catch (IOException failure) {
            throw new DatabaseRefused("The data directory " + directory + " cannot be used: " + failure, failure);
        }
        return new SqliteFile(path, busyTimeout);
    }

    static FileAttribute<?>[] ownerOnly(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Takes from everybody but the owner what they might do with the file. */
    static void keepPrivate(Path path) throws IOException {
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
    }

    /** Where the file and what stands beside it are. */
    Path directory() {
        return path.resolveSibling("");
    }

    Path path() {
        return path;
    }

    Path walPath() {
        return path.resolveSibling(path.getFileName() + "-wal");
    }

    String url() {
        return JDBC.PREFIX + path;
    }

    static Statements statements(Connection connection) {
        return new Statements(connection, KEPT_STATEMENTS);
    }

    /** The connection that writes: a commit is on the disk before it is answered. */
    Connection openWriter() throws SQLException {
        Connection connection = open();
        writeAhead(connection);
        // The log is folded into the file every 1,000 pages, and cut back to 16 MiB where it had to grow.
        run(
                connection,
                "PRAGMA synchronous = FULL",
                "PRAGMA fullfsync = ON", // macOS: a plain sync there stops at the disk's own cache
                "PRAGMA foreign_keys = ON",
                "PRAGMA cache_size = -16384",
                "PRAGMA wal_autocheckpoint = 1000",
                "PRAGMA journal_size_limit = 16777216");
        return connection;
    }

    /**
     * SQLite's own wait does not cover this change of mode: of several processes that open a new file at once, it lets the
     * later ones fail right away.
     */
    private void writeAhead(Connection connection) throws SQLException {
        long end = System.nanoTime() + busyTimeout.toNanos();
        while (true) {
            try {
                run(connection, "PRAGMA journal_mode = WAL");
                return;
            } catch (SQLException failure) {
                if (!isBusy(failure) || System.nanoTime() - end > 0) {
                    throw failure;
                }
                LockSupport.parkNanos(BETWEEN_TRIES);
            }
        }
    }

    private static boolean isBusy(SQLException failure) {
        return failure instanceof SQLiteException sqlite
                && switch (sqlite.getResultCode()) {
                    case SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_BUSY_RECOVERY, SQLITE_BUSY_TIMEOUT -> true;
                    default -> false;
                };
    }

    /** A connection that reads and cannot change anything. */
    Connection openReader() throws SQLException {
        Connection connection = open();
        run(connection, "PRAGMA query_only = ON", "PRAGMA cache_size = -4096");
        return connection;
    }

    private Connection open() throws SQLException {
        Connection connection = JDBC.createConnection(url(), new Properties());
        run(
                connection,
                "PRAGMA busy_timeout = " + busyTimeout.toMillis(),
                "PRAGMA trusted_schema = OFF",
                "PRAGMA temp_store = MEMORY",
                "PRAGMA mmap_size = 134217728");
        return connection;
    }

    static void run(Connection connection, String... sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : sql) {
                statement.execute(each);
            }
        }
    }

    static RuntimeException translate(String what, SQLException failure) {
        if (isBusy(failure)) {
            return Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1))
                    .because("another process holds the database file: " + what, failure);
        }
        if (failure instanceof SQLiteException sqlite) {
            switch (sqlite.getResultCode()) {
                case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID -> {
                    return new UniqueViolation(what, failure);
                }
                default -> {}
            }
        }
        return new DatabaseFailure(what, failure);
    }
}
