package dev.gatehouse;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * Waits for SIGTERM or SIGINT (Ctrl-C). Left to the JVM, either would end the process with a code that says failure while
 * the server still finishes its work. A second signal ends at once what the first one waits for.
 */
final class StopSignal {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);
    private static final int ENDED_AT_ONCE = 130;

    private final CountDownLatch told = new CountDownLatch(1);

    private StopSignal() {}

    /** Begins to listen. */
    static StopSignal await() {
        StopSignal stop = new StopSignal();
        for (String name : new String[] {"TERM", "INT"}) {
            try {
                Signal.handle(new Signal(name), signal -> stop.tell());
            } catch (IllegalArgumentException theJvmKeepsIt) {
                LOG.debug("SIG{} ends the process without further ado", name, theJvmKeepsIt);
            }
        }
        return stop;
    }

    /** Returns once the process is told to end. */
    void hold() {
        try {
            told.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        if (told.getCount() == 0) {
            Runtime.getRuntime().halt(ENDED_AT_ONCE);
        }
        told.countDown();
    }
}
