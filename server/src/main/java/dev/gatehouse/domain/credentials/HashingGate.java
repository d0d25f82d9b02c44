package dev.gatehouse.domain.credentials;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets as many hashes run at once as the processors and the memory allow; the others wait in the order in which they came.
 * They run on platform threads, so that virtual ones wait without holding a carrier.
 */
final class HashingGate implements AutoCloseable {
    private final ThreadPoolExecutor threads;
    private final Semaphore memory;
    private final int total;
    private final Duration wait;

    /**
     * @param slots how many hashes run at once
     * @param memory KiB that those running may use together
     * @param queue how many may wait
     * @param wait how long one may wait for its turn
     */
    HashingGate(int slots, int memory, int queue, Duration wait) {
        this.threads = new ThreadPoolExecutor(
                slots,
                slots,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queue),
                Thread.ofPlatform().daemon().name("hashing-", 1).factory());
        this.threads.allowCoreThreadTimeOut(true);
        this.memory = new Semaphore(memory, true);
        this.total = memory;
        this.wait = wait;
    }

    /**
     * Runs the work when its turn comes.
     *
     * @param kib memory that the work needs; work that needs more than there is runs alone
     * @throws Problem {@code busy} where the queue is full or the turn does not come in time
     */
    <T> T run(long kib, Callable<T> work) {
        int share = (int) Math.min(kib, total);
        FutureTask<T> task = new FutureTask<>(() -> {
            memory.acquireUninterruptibly(share);
            try {
                return work.call();
            } finally {
                memory.release(share);
            }
        });
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            throw busy("the queue for password hashes is full");
        }
        return await(task);
    }

    /** How many wait for their turn. */
    int waiting() {
        return threads.getQueue().size();
    }

    /** How many run. */
    int running() {
        return threads.getActiveCount();
    }

    /** Takes no more work; what has been taken is finished. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private <T> T await(FutureTask<T> task) {
        try {
            try {
                return task.get(wait.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (threads.remove(task)) {
                    throw busy("no turn for a password hash within " + wait);
                }
                return task.get();
            }
        } catch (InterruptedException e) {
            threads.remove(task);
            Thread.currentThread().interrupt();
            throw busy("interrupted while waiting for a password hash");
        } catch (ExecutionException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        }
    }

    private RuntimeException failure(Throwable cause) {
        return switch (cause) {
            case OutOfMemoryError e ->
                busy("no memory for a password hash").because("no memory for a password hash", e);
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }

    private Problem busy(String note) {
        return Problem.retryLater(ErrorCode.BUSY, wait).because(note);
    }
}
