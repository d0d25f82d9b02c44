package dev.gatehouse;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The real server, for tests in other packages: the same composition as {@code serve} and {@code dev} have. */
public final class ServerInProcess implements AutoCloseable {
    private final Server server;

    private ServerInProcess(Server server) {
        this.server = server;
    }

    /**
     * What {@code serve} runs.
     *
     * @throws IllegalArgumentException with every problem of the settings
     */
    public static ServerInProcess start(Map<String, String> settings, InstantSource clock) {
        return start(read(settings), clock, List.of());
    }

    /**
     * What {@code dev} runs.
     *
     * @throws IllegalArgumentException with every problem of the settings
     */
    public static ServerInProcess dev(Map<String, String> settings, InstantSource clock) {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (Objects.equals(all.get("port"), "0")) {
            // As the command does: the mock providers are asked by their address.
            all.put("port", Integer.toString(freePort()));
        }
        Map<String, String> defaults = new LinkedHashMap<>(DevCommand.DEFAULTS);
        defaults.putAll(MockProvidersAddition.defaults(read(all, defaults)));
        Values values = read(all, defaults);
        return start(values, clock, DevCommand.additions(values));
    }

    /**
     * One that nobody listens at now; for what has to know the port before, or keeps it when it starts again. It is none of
     * those that systems hand out by themselves, which anybody may have got a moment later.
     */
    public static int freePort() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Somebody else has it.
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private static Values read(Map<String, String> settings) {
        return read(settings, Map.of());
    }

    private static Values read(Map<String, String> settings, Map<String, String> defaults) {
        Path directory = Path.of(settings.get("data"));
        return switch (Settings.load(AllSettings.catalogue(), settings, Map.of(), directory, defaults)) {
            case Values values -> values;
            case SettingsProblems problems -> throw new IllegalArgumentException(String.join("\n", problems.lines()));
        };
    }

    private static ServerInProcess start(Values values, InstantSource clock, List<Addition> additions) {
        try {
            return new ServerInProcess(Server.start(values, clock, additions));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public int port() {
        return server.port();
    }

    public Routes routes() {
        return server.routes();
    }

    /** The server's own database, for what no client can see: the audit trail, the stored form of a secret. */
    public Database database() {
        return server.rooms().database;
    }

    /** Posts a letter, as a feature does. */
    public void post(Letter letter) {
        server.rooms().database.write(transaction -> {
            server.rooms().letters.post(transaction, letter);
            return true;
        });
    }

    /** Does what is to be done after requests: letters, webhooks; false where that does not end soon. */
    public boolean settle() {
        return server.rooms().outbox.hurry(Duration.ofSeconds(20));
    }

    /** The providers as this server knows them at this moment. */
    public ProviderDirectory providers() {
        return server.rooms().providers;
    }

    /** Lets a new key sign from now on, as an operator at the command line does. */
    public void rotateKeys() {
        server.rooms().keys.rotate(true);
    }

    /** Makes an account as an operator at the command line does. */
    public void createAccount(String username, @Nullable String email, String password, String role) {
        NewAccount wanted = new NewAccount(
                Username.parse(username), email == null ? null : EmailAddress.parse(email), null, password);
        if (server.rooms()
                .signing
                .registrations
                .create(wanted, role, Origin.COMMAND_LINE)
                .isEmpty()) {
            throw new IllegalStateException(username + " exists");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
