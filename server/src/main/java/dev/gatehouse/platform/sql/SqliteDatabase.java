package dev.gatehouse.platform.sql;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One file: one thread that writes in groups, readers beside it, and a socket to hear of other processes' changes. */
final class SqliteDatabase extends Database {
    private final SqliteWriter writer;
    private final SqliteReaders readers;

    private SqliteDatabase(SqliteWriter writer, SqliteReaders readers) {
        this.writer = writer;
        this.readers = readers;
    }

    static SqliteDatabase openFile(DatabaseSettings settings) {
        SqliteFile file = SqliteFile.in(settings.dataDirectory(), settings.statementTimeout());
        try {
            SqliteWriter writer = new SqliteWriter(file, settings.queueSize(), settings.maxWait());
            writer.start();
            return new SqliteDatabase(writer, new SqliteReaders(file, settings.poolSize(), settings.maxWait()));
        } catch (SQLException failure) {
            throw new DatabaseRefused(file.path() + " cannot be opened: " + failure.getMessage(), failure);
        }
    }

    @Override
    <T extends @Nullable Object> T doRead(Function<? super Sql, T> work) {
        return readers.read(work);
    }

    @Override
    <T extends @Nullable Object> T doWrite(Function<? super Transaction, T> work) {
        SqlitePiece<T> piece = writer.submit(JdbcSql.Use.WRITE, work);
        piece.announcements().forEach(announcements()::deliver);
        return piece.value();
    }

    @Override
    <T extends @Nullable Object> T doSingle(Function<? super Sql, T> work) {
        return writer.<T>submit(JdbcSql.Use.SINGLE, work).value();
    }

    @Override
    public void ping() {
        if (!writer.alive()) {
            throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)).because("the writer has ended");
        }
        readers.read(sql -> sql.one("SELECT 1 AS one", row -> row.number("one")));
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
