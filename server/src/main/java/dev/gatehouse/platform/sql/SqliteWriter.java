package dev.gatehouse.platform.sql;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the file. What waits is done as a group: one transaction, one sync of the disk, and each
 * piece in a savepoint of its own, so that one that fails leaves alone. Nobody gets an answer before the commit.
 */
final class SqliteWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);
    private static final int LARGEST_GROUP = 128;
    private static final int GROUPS_BETWEEN_LOOKS = 256;
    private static final long LARGEST_LOG_BYTES = 64L << 20;
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Connection connection;
    private final Statements statements;
    private final PreparedStatement begin;
    private final PreparedStatement commit;
    private final PreparedStatement rollback;
    private final PreparedStatement savepoint;
    private final PreparedStatement release;
    private final PreparedStatement rollbackPiece;
    private final Path log;
    private final Duration wait;
    private final BlockingQueue<SqlitePiece<?>> queue;
    private final Thread thread;
    private volatile boolean closing;
    private int groups;

    SqliteWriter(Connection connection, Path log, int queueSize, Duration wait) throws SQLException {
        this.connection = connection;
        this.statements = SqliteFile.statements(connection);
        this.begin = connection.prepareStatement("BEGIN IMMEDIATE");
        this.commit = connection.prepareStatement("COMMIT");
        this.rollback = connection.prepareStatement("ROLLBACK");
        this.savepoint = connection.prepareStatement("SAVEPOINT piece");
        this.release = connection.prepareStatement("RELEASE piece");
        this.rollbackPiece = connection.prepareStatement("ROLLBACK TO piece");
        this.log = log;
        this.wait = wait;
        this.queue = new ArrayBlockingQueue<>(queueSize);
        this.thread = Thread.ofPlatform().name("sqlite-writer").daemon().unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Does the work with the next group and returns its value and announcements once they are committed. */
    <T extends @Nullable Object> SqlitePiece<T> submit(JdbcSql.Use use, Function<? super Transaction, T> work) {
        SqlitePiece<T> piece = new SqlitePiece<>(use, work);
        if (closing || !queue.offer(piece)) {
            throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1))
                    .because(closing ? "the database is closing" : "the queue of changes is full");
        }
        piece.await(wait);
        return piece;
    }

    int waiting() {
        return queue.size();
    }

    boolean alive() {
        return thread.isAlive();
    }

    /** Does what waits, folds the log into the file and ends. */
    void close() {
        closing = true;
        // Wakes the thread; what was queued before is done first.
        queue.offer(new SqlitePiece<>(JdbcSql.Use.WRITE, _ -> ""));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            SqliteFile.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            connection.close();
        } catch (SQLException failure) {
            LOG.warn("The database file did not close cleanly; the next start mends that", failure);
        }
    }

    private void work() {
        List<SqlitePiece<?>> group = new ArrayList<>();
        while (!closing || !queue.isEmpty()) {
            try {
                group.add(queue.take());
                queue.drainTo(group, LARGEST_GROUP - 1);
                runGroup(group);
                watchLog();
            } catch (InterruptedException _) {
                LOG.warn("Somebody interrupted the writer; it goes on");
            } finally {
                group.clear();
            }
        }
    }

    private void runGroup(List<SqlitePiece<?>> group) {
        group.removeIf(piece -> !piece.begin());
        if (group.isEmpty()) {
            return;
        }
        try {
            begin.execute();
            for (SqlitePiece<?> piece : group) {
                savepoint.execute();
                if (!runTimed(piece)) {
                    rollbackPiece.execute();
                }
                release.execute();
            }
            commit.execute();
            group.forEach(SqlitePiece::succeed);
        } catch (SQLException | RuntimeException | Error failure) {
            undo();
            RuntimeException meaning = failure instanceof SQLException sql
                    ? SqliteFile.translate("a group of changes", sql)
                    : new DatabaseFailure("a group of changes", failure);
            group.forEach(piece -> piece.fail(meaning));
        }
    }

    private boolean runTimed(SqlitePiece<?> piece) {
        long start = System.nanoTime();
        boolean done = piece.run(statements);
        long took = System.nanoTime() - start;
        if (took > SLOW_NANOS) {
            LOG.warn("One change held up all others for {} ms", TimeUnit.NANOSECONDS.toMillis(took));
        }
        return done;
    }

    /** SQLite has ended the transaction by itself after some failures (a full disk); then there is nothing to undo. */
    private void undo() {
        try {
            rollback.execute();
        } catch (SQLException failure) {
            LOG.debug("Nothing to roll back", failure);
        }
    }

    /** Under readers that never pause the usual folding cannot start the log anew; then they wait for it once. */
    private void watchLog() {
        if (++groups % GROUPS_BETWEEN_LOOKS != 0) {
            return;
        }
        try {
            if (Files.size(log) > LARGEST_LOG_BYTES) {
                SqliteFile.run(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            }
        } catch (IOException | SQLException failure) {
            LOG.warn("The write-ahead log could not be folded into the file", failure);
        }
    }
}
