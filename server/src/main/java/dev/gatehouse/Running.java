package dev.gatehouse;

import dev.gatehouse.cli.CommandFailed;
import dev.gatehouse.cli.ExitCode;
import dev.gatehouse.cli.SettingsOptions;
import dev.gatehouse.cli.Shell;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.logging.LogSettings;
import dev.gatehouse.platform.logging.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** A server from its start until the process is told to end. */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final Duration SETUP_LINK_LIFE = Duration.ofHours(1);

    private Running() {}

    /**
     * Reads the settings of a server. Port 0 becomes a free port here and now, because the server's address stands in
     * everything that it issues.
     *
     * @param defaults what this command has instead of the usual ones
     */
    static Values settings(SettingsOptions options, Shell shell, Map<String, String> defaults) {
        return settings(options, shell, defaults, given -> Map.of());
    }

    /**
     * The same with defaults that depend on other settings, such as the server's address.
     *
     * @param further more defaults, from the settings without them
     */
    static Values settings(
            SettingsOptions options,
            Shell shell,
            Map<String, String> defaults,
            Function<Values, Map<String, String>> further) {
        Values given = options.load(shell, defaults);
        Map<String, String> port = Map.of();
        if (given.room(ServerSettings.SETTINGS).port() == 0) {
            port = Map.of("port", Integer.toString(freePort()));
            given = options.load(shell, defaults, port);
        }
        Map<String, String> all = new LinkedHashMap<>(defaults);
        all.putAll(further.apply(given));
        return all.equals(defaults) ? given : options.load(shell, all, port);
    }

    /** A port that nobody listens on at this moment. */
    static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException none) {
            throw CommandFailed.because("There is no free port: " + none.getMessage());
        }
    }

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
        ServerSettings where = settings.room(ServerSettings.SETTINGS);
        // From the first moment on: a server that is told to end while it starts ends as soon as it has.
        StopSignal stop = StopSignal.await();
        Server server = start(settings, additions, where);
        String address = where.publicUrl().toString();
        LOG.info(
                "listening on {}:{} as {} after {} ms",
                where.host(),
                server.port(),
                address,
                (System.nanoTime() - begun) / 1_000_000);
        ready.accept(address);
        Production.unknownRoles(
                        settings, role -> server.rooms().roles.find(role).isPresent())
                .forEach(LOG::warn);
        setupLink(server.rooms()).ifPresent(secret -> announceSetup(console, address, secret));
        stop.hold();
        LOG.info("stopping: finishing what has begun");
        server.close();
        LOG.info("stopped");
        return ExitCode.DONE;
    }

    private static Server start(Values settings, List<Addition> additions, ServerSettings where) {
        try {
            return Server.start(settings, InstantSource.system(), additions);
        } catch (IOException refused) {
            if (refused.getCause() instanceof BindException bind
                    && String.valueOf(bind.getMessage()).contains("in use")) {
                throw CommandFailed.because(
                        "port " + where.port() + " is in use: choose another with --port, or stop what uses it");
            }
            Throwable cause = refused.getCause() == null ? refused : refused.getCause();
            throw CommandFailed.because(refused.getMessage() + ": " + cause.getMessage());
        }
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
}
