package dev.gatehouse.bench;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One kind of work, done over and over.
 *
 * @param connections how many clients do it at once
 * @param settings what the server is started with, beside {@link Build#unlimited()}
 * @param client makes what one client repeats; called before the clock runs
 */
record Scenario(String name, int connections, Map<String, String> settings, Client client) {
    /** One operation; fails where the answer is not the one that was wanted. */
    interface Step {
        void run(Wire wire) throws IOException;
    }

    /** Prepares one of the clients. */
    interface Client {
        Step prepare(Tenants tenants, int number) throws IOException;
    }

    private static final int CONNECTIONS = 16;

    /** Argon2id as Keycloak has it, for comparison. */
    private static final Map<String, String> LIGHT = Map.of("passwords.argon2", "m=7168,t=5,p=1");

    /** Everything that is measured, in the order of the table. */
    static List<Scenario> all() {
        return List.of(
                light("jwks", (tenants, number) -> repeat(Wire.get("/oauth2/jwks", null))),
                light("health", (tenants, number) -> repeat(Wire.get("/health/live", null))),
                light("users/me", (tenants, number) -> repeat(Wire.get("/users/me", tenants.accessToken(number)))),
                light("status", (tenants, number) -> repeat(Wire.get("/auth/status", tenants.accessToken(number)))),
                light("introspection", Scenario::introspection),
                light("revocations", (tenants, number) -> repeat(Wire.get("/oauth2/revocations", null))),
                light("refresh", Scenario::refresh),
                light("login", (tenants, number) -> repeat(tenants.login(number))),
                new Scenario("login, 64", 64, LIGHT, (tenants, number) -> repeat(tenants.login(number))),
                new Scenario(
                        "login, default", CONNECTIONS, Map.of(), (tenants, number) -> repeat(tenants.login(number))));
    }

    private static Scenario light(String name, Client client) {
        return new Scenario(name, CONNECTIONS, LIGHT, client);
    }

    private static Step repeat(byte[] request) {
        return wire -> wire.send(request).expect(200);
    }

    private static Step introspection(Tenants tenants, int number) {
        String token = URLEncoder.encode(tenants.accessToken(number), StandardCharsets.UTF_8);
        byte[] request = Wire.request(
                "POST",
                "/oauth2/introspect",
                tenants.administrator(),
                "application/x-www-form-urlencoded",
                "token=" + token);
        return repeat(request);
    }

    /** Each client has a session of its own and spends one token after the other. */
    private static Step refresh(Tenants tenants, int number) throws IOException {
        String[] newest = {tenants.newRefreshToken(number)};
        return wire -> {
            byte[] request = Asking.refresh(newest[0]);
            newest[0] = wire.send(request).expect(200).text("refresh_token");
        };
    }
}
