package dev.gatehouse.domain.credentials;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a wrong password take the same time whatever hash is stored. A comparison with a hash of another system is followed
 * by one at the present cost, and so takes longer than that alone; as soon as such hashes are about, every refusal waits
 * until the slower of the two would be over. Where there are none, nobody waits.
 */
final class EvenTime {
    /** Room for the usual differences between two runs of the same work. */
    private static final double MARGIN = 1.25;

    /** Nanoseconds for which one stall of the machine may hold refusals back. */
    static final long LONGEST = TimeUnit.SECONDS.toNanos(2);

    /** Nanoseconds that a hash of the present cost lately took; 0 before the first. */
    private volatile double present;

    /** Nanoseconds that the dearest foreign hash lately took; 0 before the first. */
    private volatile double foreign;

    void presentTook(long nanos) {
        present = present == 0 ? nanos : present + (nanos - present) / 8;
    }

    void foreignTook(long nanos) {
        foreign = nanos > foreign ? nanos : foreign - (foreign - nanos) / 64;
    }

    /** Nanoseconds that a refusal takes in all; 0 where nobody waits. */
    long whole() {
        return foreign == 0 ? 0 : Math.min(LONGEST, (long) (MARGIN * (present + foreign)));
    }

    /** Waits out what is left, for somebody whose comparison took that many nanoseconds. */
    void waitOut(long spent) {
        if (foreign == 0) {
            return;
        }
        long end = System.nanoTime() - spent + whole();
        for (long rest = end - System.nanoTime(); rest > 0; rest = end - System.nanoTime()) {
            LockSupport.parkNanos(this, rest);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }
}
