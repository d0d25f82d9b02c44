package dev.gatehouse.attacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Ways;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Row A28: a sign-in of long ago changes nothing by which somebody gets in, and takes nothing along, by the API and on pages,
 * however that sign-in was. The list of routes is the router's own.
 */
class A28FreshSignInTest {
    /** What a sign-in of any age may do: what opens nothing, asks for the password itself, or is proven by what it names. */
    private static final Set<String> ANY_AGE = Set.of(
            "POST /auth/change-password",
            "GET /account/password",
            "POST /account/password",
            "DELETE /auth/mfa/devices",
            "DELETE /auth/mfa/devices/{id}",
            "POST /auth/logout",
            "POST /auth/link/confirm",
            "POST /auth/link/{provider}",
            "POST /auth/verify-email/resend",
            "POST /auth/change-email/confirm",
            "POST /account/email/cancel",
            "POST /account/email/confirm",
            "POST /account/email/keep",
            "POST /account/email/resend");

    /** What may be read in one: how things stand. All else that is read asks. */
    private static final Set<String> READ = Set.of(
            "GET /auth/status",
            "GET /auth/account",
            "GET /auth/events",
            "GET /auth/sessions",
            "GET /auth/apps",
            "GET /auth/links",
            "GET /auth/mfa",
            "GET /auth/passkeys",
            "GET /auth/link/{provider}/token",
            "GET /account",
            "GET /account/sessions",
            "GET /account/apps",
            "GET /account/events",
            "GET /account/second-factor",
            "GET /account/email",
            "GET /account/email/confirm",
            "GET /account/email/keep",
            "GET /account/email/kept");

    /** How somebody signed in. */
    private enum By {
        PASSWORD,
        PASSKEY,
        PROVIDER
    }

    /** Every field that any of these calls takes. */
    private static final Map<String, Object> BODY = Map.of(
            "email", "new@example.com",
            "new_password", "another long passphrase",
            "name", "Something",
            "username", "countess",
            "code", "123456",
            "enabled", true,
            "confirm", "ada",
            "credential", Map.of("id", "AAAA"),
            "challenge", "AAAA");

    @OnEveryDatabase
    void nothingSensitiveIsDoneInASessionOfLongAgo(TestDatabase on) {
        for (By by : By.values()) {
            try (ProviderWorld world = ProviderWorld.usual(on)) {
                TestServer server = world.server();
                Surfer ada = signedIn(world, by);
                assertThat(asked(ada.get("/account/data"))).as(by.toString()).isFalse();
                server.clock().advance(Duration.ofMinutes(6));
                Map<String, Reply> done = new TreeMap<>();
                List<Route> routes = sensitive(server);
                assertThat(routes).hasSizeGreaterThan(40);
                for (Route route : routes) {
                    Reply reply = sent(ada, route);
                    if (!asked(reply)) {
                        done.put(route.toString(), reply);
                    }
                }
                assertThat(done).as(by.toString()).isEmpty();
                ada.api().get("/auth/status").expect(200);
                ada.get("/account").expect(200);
            }
        }
    }

    /** The page that changes a password asks for it, and so for no sign-in before; for whatever else it does it asks. */
    @OnEveryDatabase
    void aPasswordIsChangedByItselfAndNothingElseIs(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            Surfer ada = signedIn(world, By.PASSWORD);
            Surfer byProvider = signedIn(world, By.PROVIDER);
            server.clock().advance(Duration.ofMinutes(6));
            String page = "/account/password";
            assertThat(asked(byProvider.get(page))).isTrue();
            assertThat(asked(byProvider.post(page, "password", "another long passphrase")))
                    .isTrue();
            assertThat(asked(ada.post(page + "/remove"))).isTrue();
            assertThat(ada.get(page).expect(200).body()).contains("name=\"current_password\"");
            ada.post(page, "password", "another long passphrase").expect(422);
            ada.post(page, "current_password", "not this one", "password", "another long passphrase")
                    .expect(401);
            String[] right = {"current_password", TestServer.PASSWORD, "password", "another long passphrase"};
            ada.api().with("sec-fetch-site", "cross-site").form(page, right).expect(403);
            assertThat(ada.post(page, right).expect(303).header("location")).startsWith("/account?");
            assertThat(asked(ada.post("/account/delete", "confirm", "x"))).isTrue();

            String account = String.valueOf(ada.api().get("/users/me").text("id"));
            Ways.authenticator(server, account, "Phone", server.clock().instant());
            assertThat(asked(ada.get(page))).isTrue();
            assertThat(asked(ada.post(page, "current_password", "another long passphrase", "password", "yet another")))
                    .isTrue();
        }
    }

    /** What is named here is there: else a route that takes the name of one that went would be let off. */
    @OnEveryDatabase
    void everyExceptionIsARoute(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Set<String> known = Walk.all(server).stream().map(Route::toString).collect(Collectors.toSet());
            Set<String> exceptions = new TreeSet<>(ANY_AGE);
            exceptions.addAll(READ);
            assertThat(known).containsAll(exceptions);
        }
    }

    /** All that asks who somebody is and speaks of their own account, but for the exceptions. */
    private static List<Route> sensitive(TestServer server) {
        Set<Route> guarded = Set.copyOf(Walk.guarded(server));
        return Walk.all(server).stream()
                .filter(route -> route.pattern().startsWith("/auth/") && guarded.contains(route)
                        || route.pattern().equals("/account")
                        || route.pattern().startsWith("/account/"))
                .filter(route -> !ANY_AGE.contains(route.toString()) && !READ.contains(route.toString()))
                .toList();
    }

    private static Surfer signedIn(ProviderWorld world, By by) {
        TestServer server = world.server();
        Surfer ada = world.surfer();
        if (by == By.PROVIDER) {
            ada.signIn(world.google(), Person.ADA).expect(200);
            return ada;
        }
        String name = TestServer.freshName("ada");
        server.signUp(name);
        ada.follow(ada.post(
                        "/sign-in",
                        "flow",
                        Surfer.hidden(ada.visit("/sign-in"), "flow"),
                        "identifier",
                        name,
                        "password",
                        TestServer.PASSWORD))
                .expect(200);
        if (by == By.PASSKEY) {
            // As such a sign-in leaves the browser's session and those under it; the next access token says so too.
            String account = String.valueOf(ada.api().get("/users/me").text("id"));
            Ways.passkey(server, account, server.clock().instant());
            server.database()
                    .write(transaction -> transaction.update(
                            "UPDATE sessions SET auth_method = 'passkey', amr = 'hwk user mfa',"
                                    + " acr = 'urn:gatehouse:acr:2' WHERE account_id = ?",
                            account));
            ada.post("/auth/refresh").expect(200);
            assertThat(ada.api().get("/auth/status").text("auth_method")).isEqualTo("passkey");
        }
        return ada;
    }

    /** Whether somebody is asked to prove once more who they are: by a status, or by the page where they do. */
    private static boolean asked(Reply reply) {
        String location = String.valueOf(reply.header("location"));
        return reply.status() == 401 && reply.body().contains("insufficient_user_authentication")
                || reply.status() == 303 && location.startsWith("/sign-in?flow=");
    }

    private static Reply sent(Surfer ada, Route route) {
        String address = Walk.address(route, new UUID(1, 1).toString()).replace("nothing-of-this-name", "google");
        if (route.pattern().startsWith("/account")) {
            return route.method() == Method.GET
                    ? ada.api().get(address)
                    : ada.api().form(address, "confirm", "ada", "username", "countess");
        }
        Api api = ada.api().with("accept", "*/*");
        if (route.toString().equals("DELETE /auth/account")) {
            return api.send("DELETE", address, "application/json", "{\"confirm\":\"ada\"}".getBytes(UTF_8));
        }
        boolean bare = route.method() == Method.DELETE || route.method() == Method.GET;
        return bare ? Walk.call(api, route, address) : Walk.send(api, route, address, BODY);
    }
}
