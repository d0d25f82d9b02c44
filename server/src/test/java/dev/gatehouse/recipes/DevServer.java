package dev.gatehouse.recipes;

import dev.gatehouse.ServerInProcess;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What {@code dev} runs, for programs outside: with the real time, the usual limits, and its own address as its issuer. */
final class DevServer implements AutoCloseable {
    /** May do everything. */
    static final String ADMIN = "root";
    /** May read reports. */
    static final String GUEST = "guest";
    /** Of both. */
    static final String PASSWORD = "nine grey herons";

    private final String address;
    private final Path own = TestDatabases.emptyDirectory();
    private final ServerInProcess server;

    DevServer(TestDatabase on) throws IOException {
        this(on, Map.of());
    }

    /** @param more settings */
    DevServer(TestDatabase on, Map<String, String> more) throws IOException {
        // The issuer's address has to be known before it listens.
        String port = Integer.toString(ServerInProcess.freePort());
        address = "http://localhost:" + port;
        Map<String, String> settings = new LinkedHashMap<>(Map.of("port", port, "passwords.argon2", "m=7168,t=1,p=1"));
        settings.putAll(more);
        if (on.settings().url() == null) {
            settings.put("data", on.settings().dataDirectory().toString());
        } else {
            settings.put("data", own.toString());
            settings.put("database.url", on.settings().url());
            settings.put("database.user", Objects.requireNonNull(on.settings().user()));
            settings.put(
                    "database.password", Objects.requireNonNull(on.settings().password()));
        }
        server = ServerInProcess.dev(settings, InstantSource.system());
        server.createAccount(ADMIN, null, PASSWORD, "admin");
        server.createAccount(GUEST, null, PASSWORD, "guest");
    }

    String address() {
        return address;
    }

    Api api() {
        return Api.at(server.port());
    }

    /** Signs up with {@link #PASSWORD}; answers the account's id. */
    String signUp(String name) {
        Reply made = api().post("/auth/signup", Map.of("username", name, "password", PASSWORD))
                .expect(201);
        return Objects.requireNonNull(made.text("id"));
    }

    /** Signs in with {@link #PASSWORD}; answers the access token. */
    String signIn(String name) {
        Reply tokens = api().post("/auth/login", Map.of("username", name, "password", PASSWORD))
                .expect(200);
        return Objects.requireNonNull(tokens.text("access_token"));
    }

    @Override
    public void close() {
        server.close();
        TestDatabases.delete(own);
    }
}
