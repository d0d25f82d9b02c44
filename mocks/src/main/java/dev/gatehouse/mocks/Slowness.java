package dev.gatehouse.mocks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds answers back until it is taken off. */
final class Slowness {
    private static final long MOST_SECONDS = 60;

    private CountDownLatch latch = new CountDownLatch(0);

    synchronized void set(boolean slow) {
        latch.countDown();
        latch = new CountDownLatch(slow ? 1 : 0);
    }

    /** Waits until it is taken off, for a minute at most. */
    void await() throws InterruptedException {
        CountDownLatch now;
        synchronized (this) {
            now = latch;
        }
        if (!now.await(MOST_SECONDS, TimeUnit.SECONDS)) {
            set(false);
        }
    }
}
