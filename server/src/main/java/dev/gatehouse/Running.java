package dev.gatehouse;

import dev.gatehouse.domain.keys.KeysUnusable;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.logging.LogSettings;
import dev.gatehouse.platform.logging.Logging;
import dev.gatehouse.platform.sql.DatabaseRefused;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** A server from its start until the process is told to end. */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final Duration SETUP_LINK_LIFE = Duration.ofHours(1);

    private Running() {}

    /**
     * Starts a server and returns once it has stopped.
     *
     * @param additions what this run serves beside the server itself
     * @param ready told the server's address once it answers
     * @return the exit code
     */
    static int until(Values settings, List<Addition> additions, CommandLine console, Consumer<String> ready) {
        long begun = System.nanoTime();
        Logging.start(settings.room(LogSettings.SETTINGS));
        PrintWriter err = console.getErr();
        Server server;
        try {
            server = Server.start(settings, InstantSource.system(), additions);
        } catch (IOException | DatabaseRefused | KeysUnusable refused) {
            err.println(refused.getMessage());
            return Main.FAILED;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, stopped), "shutdown"));
        String address = settings.room(ServerSettings.SETTINGS).publicUrl().toString();
        LOG.info(
                "listening on port {} as {} after {} ms",
                server.port(),
                address,
                (System.nanoTime() - begun) / 1_000_000);
        ready.accept(address);
        setupLink(server.rooms()).ifPresent(secret -> announceSetup(console, address, secret));
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    /** The secret of a link that makes the first administrator; empty where there is one. */
    private static Optional<String> setupLink(Rooms rooms) {
        return rooms.database.write(transaction -> rooms.roles.somebodyAdministers(transaction)
                ? Optional.empty()
                : Optional.of(
                        rooms.links.issue(transaction, OneTimeLinks.Purpose.FIRST_ADMINISTRATOR, SETUP_LINK_LIFE)));
    }

    private static void announceSetup(CommandLine console, String address, String secret) {
        PrintWriter out = console.getOut();
        out.println("There is no administrator yet. This link makes the first one; it works once, for an hour:");
        out.println("  " + address + "/setup/" + secret);
        out.flush();
    }

    private static void stop(Server server, CountDownLatch stopped) {
        LOG.info("stopping: finishing what has begun");
        server.close();
        LOG.info("stopped");
        stopped.countDown();
    }
}
