package dev.gatehouse.platform.sql;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file: one thread that writes in groups, readers beside it, and a socket to hear of other processes' changes. */
final class SqliteDatabase extends Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);

    private final Path directory;
    private final AutoCloseable lock;
    private final SqliteWriter writer;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SqliteReaders readers;
    private final @Nullable SqliteSocket socket;

    private SqliteDatabase(DatabaseSettings settings, SqliteFile file, AutoCloseable lock, Connection connection)
            throws SQLException, IOException {
        this.directory = file.directory();
        this.lock = lock;
        this.writer = new SqliteWriter(connection, file.walPath(), settings.queueSize(), settings.maxWait());
        this.readers = new SqliteReaders(file, settings.poolSize(), settings.maxWait());
        this.socket = settings.serving() ? SqliteSocket.listen(directory, announcements()) : null;
    }

    static SqliteDatabase openFile(DatabaseSettings settings) {
        SqliteFile file = SqliteFile.in(settings.dataDirectory().toAbsolutePath(), settings.statementTimeout());
        AutoCloseable lock = null;
        Connection connection = null;
        try {
            lock = settings.serving() ? SqliteLock.serve(file.directory()) : () -> {};
            connection = file.openWriter();
            Migrations.apply(connection, new Target(file));
            SqliteDatabase database = new SqliteDatabase(settings, file, lock, connection);
            database.writer.start();
            return database;
        } catch (SQLException | IOException | RuntimeException failure) {
            release(connection);
            release(lock);
            throw failure instanceof DatabaseRefused refused
                    ? refused
                    : new DatabaseRefused(file.path() + " cannot be opened: " + failure.getMessage(), failure);
        }
    }

    private record Target(SqliteFile file) implements Migrations.Target {
        @Override
        public String url() {
            return file.url();
        }

        @Override
        public @Nullable String user() {
            return null;
        }

        @Override
        public @Nullable String password() {
            return null;
        }

        @Override
        public String orderedText() {
            return "TEXT";
        }

        @Override
        public AutoCloseable lock() throws IOException {
            return SqliteLock.migrate(file.directory());
        }
    }

    @Override
    <T extends @Nullable Object> T doRead(Function<? super Sql, T> work) {
        return readers.read(work);
    }

    @Override
    <T extends @Nullable Object> T doWrite(Function<? super Transaction, T> work) {
        SqlitePiece<T> piece = writer.submit(JdbcSql.Use.WRITE, work);
        List<Announcement> announced = piece.announcements();
        announced.forEach(announcements()::deliver);
        if (socket == null) {
            SqliteSocket.send(directory, announced);
        }
        piece.afterwards().forEach(Runnable::run);
        return piece.value();
    }

    @Override
    <T extends @Nullable Object> T doSingle(Function<? super Sql, T> work) {
        return writer.<T>submit(JdbcSql.Use.SINGLE, work).value();
    }

    @Override
    public int waiting() {
        return writer.waiting();
    }

    @Override
    public void ping() {
        if (!writer.alive()) {
            throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)).because("the writer has ended");
        }
        readers.read(sql -> sql.one(Migrations.PROBE, row -> row.text("version")));
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (socket != null) {
            socket.close();
        }
        // The readers first: the last connection to close folds the log into the file and removes it.
        readers.close();
        writer.close();
        release(lock);
    }

    private static void release(@Nullable AutoCloseable resource) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception failure) {
            LOG.warn("The database file was not let go of cleanly", failure);
        }
    }
}
