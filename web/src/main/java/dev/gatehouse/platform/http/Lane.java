package dev.gatehouse.platform.http;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs requests on virtual threads, each on its own, and at most so many at once. */
final class Lane {
    /** What became of a request at the entrance. */
    enum Entry {
        BEGUN,
        FULL,
        CLOSED
    }

    private final int bound;
    private final Semaphore free;
    private final ExecutorService threads;

    Lane(String name, int bound) {
        this.bound = bound;
        this.free = new Semaphore(bound);
        this.threads =
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name).factory());
    }

    Entry run(Runnable request) {
        if (threads.isShutdown()) {
            return Entry.CLOSED;
        }
        if (!free.tryAcquire()) {
            return Entry.FULL;
        }
        try {
            threads.execute(() -> {
                try {
                    request.run();
                } finally {
                    free.release();
                }
            });
            return Entry.BEGUN;
        } catch (RejectedExecutionException e) {
            free.release();
            return Entry.CLOSED;
        }
    }

    /** How many run. */
    int taken() {
        return bound - free.availablePermits();
    }

    boolean closed() {
        return threads.isShutdown();
    }

    /** Takes no more. */
    void close() {
        threads.shutdown();
    }

    /** Wakes all that wait. */
    void interrupt() {
        threads.shutdownNow();
    }

    /** Whether all that began has ended within that time. */
    boolean drained(Duration within) throws InterruptedException {
        return threads.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS);
    }
}
