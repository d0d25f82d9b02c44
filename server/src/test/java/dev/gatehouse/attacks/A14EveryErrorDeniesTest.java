package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Row A14: a check that cannot be made denies. Each table in turn is out of reach, and then the whole database. */
class A14EveryErrorDeniesTest {
    private static final List<String> TABLES = List.of(
            "accounts",
            "passwords",
            "roles",
            "role_permissions",
            "account_roles",
            "sessions",
            "refresh_tokens",
            "revocations",
            "signing_keys",
            "attempts",
            "one_time_links",
            "audit_events",
            "authenticators",
            "recovery_codes",
            "factor_choices",
            "passkeys");

    @OnEveryDatabase
    void nobodyGetsInWhileATableIsOutOfReach(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.login=3/minute")) {
            Map<String, Supplier<Reply>> intrusions = intrusions(server);
            assertAllRefused("nothing", intrusions);
            for (String table : TABLES) {
                rename(server.database(), table, "hidden");
                assertAllRefused(table, intrusions);
                rename(server.database(), "hidden", table);
            }
            assertAllRefused("nothing any more", intrusions);
            server.database().close();
            assertAllRefused("the database", intrusions);
        }
    }

    /** What a right password needs beside being right. */
    @OnEveryDatabase
    void evenARightPasswordNeedsEveryCheckAndRecord(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.login=1000/minute")) {
            Tokens ada = server.person();
            for (String table : List.of(
                    "accounts",
                    "passwords",
                    "account_roles",
                    "role_permissions",
                    "sessions",
                    "refresh_tokens",
                    "attempts",
                    "audit_events",
                    "authenticators",
                    "recovery_codes",
                    "factor_choices",
                    "passkeys")) {
                rename(server.database(), table, "hidden");
                for (String address : List.of("/auth/login", "/login")) {
                    Reply reply =
                            server.api().post(address, Map.of("username", ada.name(), "password", TestServer.PASSWORD));
                    assertThat(reply.status()).as(table + ": " + reply).isIn(500, 503);
                    assertThat(reply.body()).doesNotContain("SELECT").doesNotContain(table);
                }
                rename(server.database(), "hidden", table);
            }
            server.signIn(ada.name());
        }
    }

    /** What is said to be ended has been written down as ended. */
    @OnEveryDatabase
    void noEndIsConfirmedThatCouldNotBeRecorded(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            rename(server.database(), "revocations", "hidden");
            assertThat(ada.api().post("/auth/logout").status()).isIn(500, 503);
            assertThat(ada.api().post("/auth/logout", Map.of("all", true)).status())
                    .isIn(500, 503);
            for (String token : List.of(ada.access(), ada.refresh())) {
                assertThat(server.api().form("/oauth2/revoke", "token", token).status())
                        .isIn(500, 503);
            }
            rename(server.database(), "hidden", "revocations");
            ada.api().post("/auth/logout").expect(204);
            ada.api().get("/users/me").expect(401);
        }
    }

    /** Without them it would accept what was revoked, or sign with keys that nobody knows. */
    @OnEveryDatabase
    void aServerThatCannotReadWhatIsRevokedDoesNotStart(TestDatabase on) {
        for (String table : List.of("revocations", "signing_keys", "roles")) {
            try (Database aside = on.another()) {
                rename(aside, table, "hidden");
            }
            assertThatThrownBy(() -> TestServer.on(on).close()).as(table).isInstanceOf(RuntimeException.class);
            try (Database aside = on.another()) {
                rename(aside, "hidden", table);
            }
        }
        TestServer.on(on).close();
    }

    @OnEveryDatabase
    void aBrokenForwardedHeaderLiftsNoLimit(TestDatabase on) throws IOException {
        try (TestServer server = TestServer.on(on, "limits.login=3/minute", "proxy.trusted=127.0.0.1")) {
            String name = TestServer.freshName("target");
            Map<String, String> wrong = Map.of("username", name, "password", "wrong");
            for (int attempt = 0; attempt < 3; attempt++) {
                server.api().post("/auth/login", wrong).expect(401);
            }
            for (String broken : List.of(
                    "",
                    ",",
                    "garbage",
                    "unknown",
                    "_hidden",
                    "127.0.0.1",
                    "999.1.1.1",
                    "1.2.3",
                    "0x7f.1",
                    "1.2.3.4.5",
                    "2001:db8::1::1",
                    "fe80::1%eth0",
                    "%00",
                    "\"",
                    "1.2.3.4 5.6.7.8",
                    "9".repeat(2_000))) {
                for (String header : List.of("x-forwarded-for", "forwarded")) {
                    Reply reply = server.api().with(header, broken).post("/auth/login", wrong);
                    assertThat(reply.status()).as(header + ": " + broken).isIn(400, 429);
                }
            }
        }
    }

    @OnEveryDatabase
    void twoCredentialsAreNone(TestDatabase on) throws IOException {
        try (TestServer server = TestServer.on(on)) {
            String header = "Authorization: Bearer " + server.admin().access();
            for (Route route : Walk.guarded(server)) {
                String method = route.method().name();
                assertThat(Wire.status(server, method, Walk.address(route), header, header))
                        .isIn(400, 401);
                assertThat(Wire.status(server, method, Walk.address(route), header, "Authorization: Basic eDp5"))
                        .isIn(400, 401);
            }
        }
    }

    /** Everything that must never succeed, by a name. */
    private static Map<String, Supplier<Reply>> intrusions(TestServer server) {
        Map<String, Supplier<Reply>> intrusions = new LinkedHashMap<>();
        Tokens admin = server.admin();
        Tokens revoked = server.admin();
        Tokens spent = server.person();
        Tokens disabled = server.person();
        Tokens limited = server.person();
        Tokens guest = server.member("guest");
        revoked.api().post("/auth/logout").expect(204);
        server.api()
                .post("/auth/refresh", Map.of("refresh_token", spent.refresh()))
                .expect(200);
        admin.api()
                .patch("/users/" + disabled.id(), Map.of("status", "disabled"))
                .expect(200);
        server.clock().advance(Duration.ofSeconds(11));
        for (int attempt = 0; attempt < 3; attempt++) {
            server.api().post("/login", Map.of("username", limited.name(), "password", "wrong"));
        }
        for (Route route : Walk.guarded(server)) {
            intrusions.put("nobody at " + route, () -> Walk.call(server.api(), route));
            intrusions.put("revoked at " + route, () -> Walk.call(revoked.api(), route));
            intrusions.put("disabled at " + route, () -> Walk.call(disabled.api(), route));
            intrusions.put("garbage at " + route, () -> Walk.call(server.api().bearer("a.b.c"), route));
            if (route.access() instanceof Access.Requires) {
                intrusions.put("guest at " + route, () -> Walk.call(guest.api(), route));
            }
        }
        for (Door door : Door.forRefreshTokens(server)) {
            intrusions.put("revoked, " + door.name(), () -> door.knock().apply(revoked.refresh()));
            intrusions.put("spent, " + door.name(), () -> door.knock().apply(spent.refresh()));
            intrusions.put("disabled, " + door.name(), () -> door.knock().apply(disabled.refresh()));
        }
        for (String address : List.of("/auth/login", "/login", "/token")) {
            intrusions.put("wrong password at " + address, () -> login(server, address, guest.name(), "wrong"));
            intrusions.put("nobody at " + address, () -> login(server, address, "nobody", TestServer.PASSWORD));
            intrusions.put(
                    "disabled at " + address, () -> login(server, address, disabled.name(), TestServer.PASSWORD));
            intrusions.put("limited at " + address, () -> login(server, address, limited.name(), TestServer.PASSWORD));
        }
        return intrusions;
    }

    private static void assertAllRefused(String missing, Map<String, Supplier<Reply>> intrusions) {
        intrusions.forEach((name, intrusion) -> assertThat(intrusion.get().status())
                .as(name + " without " + missing)
                .isGreaterThanOrEqualTo(400));
    }

    private static Reply login(TestServer server, String address, String name, String password) {
        return address.equals("/token")
                ? server.api().form(address, "username", name, "password", password)
                : server.api().post(address, Map.of("username", name, "password", password));
    }

    private static void rename(Database database, String from, String to) {
        database.write(tx -> tx.update("ALTER TABLE " + from + " RENAME TO " + to));
    }
}
