package dev.gatehouse.attacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Row A28: a sign-in of long ago changes nothing by which somebody gets in. The list of routes is the router's own. */
class A28FreshSignInTest {
    /** What a sign-in of any age may do: what opens nothing, asks for the password itself, or is proven by what it names. */
    private static final Set<String> ANY_AGE = Set.of(
            "POST /auth/change-password",
            "DELETE /auth/mfa/devices",
            "DELETE /auth/mfa/devices/{id}",
            "POST /auth/logout",
            "POST /auth/link/confirm",
            "POST /auth/link/{provider}",
            "POST /auth/verify-email/resend",
            "POST /auth/change-email/confirm",
            "PATCH /auth/account",
            "POST /auth/provider-tokens/{provider}");

    /** Every field that any of these calls takes. */
    private static final Map<String, Object> BODY = Map.of(
            "email", "new@example.com",
            "new_password", "another long passphrase",
            "name", "Something",
            "code", "123456",
            "enabled", true,
            "confirm", "ada",
            "credential", Map.of("id", "AAAA"),
            "challenge", "AAAA");

    @OnEveryDatabase
    void nothingSensitiveIsDoneInASessionOfLongAgo(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            server.clock().advance(Duration.ofMinutes(6));
            Map<String, Reply> done = new TreeMap<>();
            int asked = 0;
            for (Route route : Walk.guarded(server)) {
                if (!route.toString().contains(" /auth/")
                        || route.method() == Method.GET
                        || ANY_AGE.contains(route.toString())) {
                    continue;
                }
                asked++;
                Reply reply = sent(server, ada, route);
                if (reply.status() != 401 || !reply.body().contains("insufficient_user_authentication")) {
                    done.put(route.toString(), reply);
                }
            }
            assertThat(asked).isGreaterThan(10);
            assertThat(done).isEmpty();
            server.api().bearer(ada.access()).get("/auth/status").expect(200);
        }
    }

    private static Reply sent(TestServer server, Tokens ada, Route route) {
        Api api = server.api().bearer(ada.access());
        String address =
                Walk.address(route, new UUID(1, 1).toString()).replace("/link/nothing-of-this-name", "/link/google");
        if (route.toString().equals("DELETE /auth/account")) {
            return api.send("DELETE", address, "application/json", "{\"confirm\":\"ada\"}".getBytes(UTF_8));
        }
        return route.method() == Method.DELETE ? Walk.call(api, route, address) : Walk.send(api, route, address, BODY);
    }
}
