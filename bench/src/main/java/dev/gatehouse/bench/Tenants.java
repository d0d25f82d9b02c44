package dev.gatehouse.bench;

import dev.gatehouse.platform.sql.Database;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The accounts of a measured server: one for each client, and one that administers. */
final class Tenants {
    private static final String PASSWORD = "a long enough one 42";

    private final int port;
    private final List<String> accessTokens;

    private Tenants(int port, List<String> accessTokens) {
        this.port = port;
        this.accessTokens = accessTokens;
    }

    /** Signs up and in; the last of them is made an administrator behind the server's back. */
    static Tenants signUp(ServerProcess server, Store store, int count) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (Wire wire = new Wire(server.port())) {
            for (int number = 0; number <= count; number++) {
                String body = Asking.credentials(name(number), PASSWORD);
                String id = wire.send(Wire.postJson("/auth/signup", null, body))
                        .expect(201)
                        .text("id");
                if (number == count) {
                    makeAdministrator(store, id);
                }
                tokens.add(wire.send(Wire.postJson("/auth/login", null, body))
                        .expect(200)
                        .text("access_token"));
            }
        }
        return new Tenants(server.port(), tokens);
    }

    String accessToken(int number) {
        return accessTokens.get(number);
    }

    String administrator() {
        return accessTokens.getLast();
    }

    byte[] login(int number) {
        return Asking.login(name(number), PASSWORD);
    }

    String newRefreshToken(int number) throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.send(login(number)).expect(200).text("refresh_token");
        }
    }

    private static void makeAdministrator(Store store, String account) {
        try (Database database = Database.open(store.visiting())) {
            database.write(sql -> sql.update(
                    "INSERT INTO account_roles (account_id, role, granted_at) VALUES (?, 'admin', ?)",
                    account,
                    Instant.now()));
        }
    }

    private static String name(int number) {
        return "tenant-" + number;
    }
}
