package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** When a whole request is over, whatever it still does. */
final class Deadline {
    private final String host;
    private final long end;

    Deadline(String host, Duration time) {
        this.host = host;
        this.end = System.nanoTime() + time.toNanos();
    }

    private long left() {
        return Math.max(0, end - System.nanoTime());
    }

    /**
     * Waits for what is done elsewhere, no longer than there is time.
     *
     * @throws OutgoingFailure where it is not done in time, or the caller is told to stop
     * @throws ExecutionException where it failed
     */
    <T> T await(CompletableFuture<T> done) throws OutgoingFailure, ExecutionException {
        try {
            return done.get(left(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw over();
        } catch (InterruptedException stop) {
            throw stopped(stop);
        }
    }

    /** Waits for a place, no longer than there is time. */
    void acquire(Semaphore places) throws OutgoingFailure {
        try {
            if (!places.tryAcquire(left(), TimeUnit.NANOSECONDS)) {
                throw over();
            }
        } catch (InterruptedException stop) {
            throw stopped(stop);
        }
    }

    private OutgoingFailure over() {
        return new OutgoingFailure(Reason.TIMEOUT, host + ": did not answer in time", null);
    }

    private OutgoingFailure stopped(InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new OutgoingFailure(Reason.UNREACHABLE, host + ": the server stops", stop);
    }
}
