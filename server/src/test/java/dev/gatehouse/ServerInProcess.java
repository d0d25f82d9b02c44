package dev.gatehouse;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The real server, for tests in other packages: the same composition as {@code serve} has. */
public final class ServerInProcess implements AutoCloseable {
    private final Server server;

    private ServerInProcess(Server server) {
        this.server = server;
    }

    /** @throws IllegalArgumentException with every problem of the settings */
    public static ServerInProcess start(Map<String, String> settings, InstantSource clock) {
        Values values =
                switch (Settings.load(AllSettings.catalogue(), settings, Map.of(), Path.of(settings.get("data")))) {
                    case Values read -> read;
                    case SettingsProblems problems ->
                        throw new IllegalArgumentException(String.join("\n", problems.lines()));
                };
        try {
            return new ServerInProcess(Server.start(values, clock, List.of()));
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

    /** Lets a new key sign from now on, as an operator at the command line does. */
    public void rotateKeys() {
        server.rooms().keys.rotate(true);
    }

    /** Makes an account as an operator at the command line does. */
    public void createAccount(String username, @Nullable String email, String password, String role) {
        NewAccount wanted = new NewAccount(
                Username.parse(username), email == null ? null : EmailAddress.parse(email), null, password);
        if (server.rooms()
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
