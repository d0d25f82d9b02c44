package dev.gatehouse.platform.sql;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One piece of work for the writer, and its way back to the one who waits for it. */
final class SqlitePiece<T extends @Nullable Object> {
    private enum State {
        WAITING,
        BEGUN,
        GIVEN_UP
    }

    private final JdbcSql.Use use;
    private final Function<? super Transaction, T> work;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CountDownLatch answered = new CountDownLatch(1);
    private @Nullable T value;
    private List<Announcement> announcements = List.of();
    private List<Runnable> afterwards = List.of();
    private @Nullable Throwable failure;

    SqlitePiece(JdbcSql.Use use, Function<? super Transaction, T> work) {
        this.use = use;
        this.work = work;
    }

    /** Called by the writer: false where nobody waits any more. */
    boolean begin() {
        return state.compareAndSet(State.WAITING, State.BEGUN);
    }

    /** Called by the writer inside the piece's savepoint: false where that has to be rolled back. */
    boolean run(Statements statements) {
        try {
            JdbcSql sql = new JdbcSql(statements, SqliteFile::translate, use);
            value = sql.run(work);
            announcements = sql.announcements();
            afterwards = sql.afterwards();
            return true;
        } catch (Throwable thrown) {
            failure = thrown;
            return false;
        }
    }

    /** Called by the writer after the commit. */
    void succeed() {
        answered.countDown();
    }

    /** Called by the writer where the whole group had no effect. */
    void fail(RuntimeException reason) {
        if (failure == null) {
            failure = reason;
        }
        answered.countDown();
    }

    /** Waits for the commit. Gives up after the wait, but never once the work has begun. */
    void await(Duration wait) {
        boolean interrupted = false;
        try {
            if (!answered.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                giveUp("the queue of changes is too slow");
            }
        } catch (InterruptedException _) {
            interrupted = true;
            giveUp("interrupted while waiting for the writer");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        if (failure != null) {
            throw thrown(failure);
        }
    }

    private void giveUp(String why) {
        if (state.compareAndSet(State.WAITING, State.GIVEN_UP)) {
            throw Problem.retryLater(ErrorCode.BUSY, Duration.ofSeconds(1)).because(why);
        }
        while (true) {
            try {
                answered.await();
                return;
            } catch (InterruptedException _) {
                // The change is being made: its outcome is what the caller needs to know first.
            }
        }
    }

    @SuppressWarnings("NullAway") // null only where T allows it
    T value() {
        return value;
    }

    List<Announcement> announcements() {
        return announcements;
    }

    List<Runnable> afterwards() {
        return afterwards;
    }

    private static RuntimeException thrown(Throwable failure) {
        return switch (failure) {
            case RuntimeException expected -> expected;
            case Error error -> throw error;
            default -> new IllegalStateException(failure);
        };
    }
}
