package dev.gatehouse.platform.sql;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few connections that read beside the writer, opened when first needed; the one used last is used next. */
final class SqliteReaders {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteReaders.class);

    private record Reader(Connection connection, Statements statements) {}

    private final SqliteFile file;
    private final int most;
    private final Duration wait;
    private final Semaphore free;
    private volatile boolean closed;
    private final ConcurrentLinkedDeque<Reader> idle = new ConcurrentLinkedDeque<>();

    SqliteReaders(SqliteFile file, int most, Duration wait) {
        this.file = file;
        this.most = most;
        this.wait = wait;
        this.free = new Semaphore(most);
    }

    <T extends @Nullable Object> T read(Function<? super Sql, T> work) {
        take();
        try {
            Reader reader = idle.pollFirst();
            if (reader == null) {
                reader = open();
            }
            try {
                return new JdbcSql(reader.statements, SqliteFile::translate, JdbcSql.Use.READ).run(work);
            } finally {
                idle.addFirst(reader);
            }
        } finally {
            free.release();
        }
    }

    /** Waits for the reads under way, for so long as one may wait, and closes what there is. */
    void close() {
        closed = true;
        try {
            if (!free.tryAcquire(most, wait.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Some reads had not ended when the database was closed");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (Reader reader = idle.pollFirst(); reader != null; reader = idle.pollFirst()) {
            try {
                reader.connection.close();
            } catch (SQLException failure) {
                LOG.warn("A reading connection did not close", failure);
            }
        }
    }

    private void take() {
        if (closed) {
            throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)).because("the database is closed");
        }
        try {
            if (free.tryAcquire() || free.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)).because("no reading connection came free");
    }

    private Reader open() {
        try {
            Connection connection = file.openReader();
            return new Reader(connection, SqliteFile.statements(connection));
        } catch (SQLException failure) {
            throw SqliteFile.translate("opening a reading connection", failure);
        }
    }
}
