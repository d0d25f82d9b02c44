package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** That a server has heard what a command did. */
final class Heard {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private Heard() {}

    /**
     * On SQLite the command has waited until the server heard, so this must hold at the first look. PostgreSQL delivers
     * notifications after the commit, in about a millisecond: there it may take a few looks.
     */
    static void by(TestServer server, BooleanSupplier holds) {
        if (server.toString().equals("SQLite")) {
            assertThat(holds.getAsBoolean()).isTrue();
            return;
        }
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("heard in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}
