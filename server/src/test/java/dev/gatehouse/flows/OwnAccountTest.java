package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import dev.gatehouse.testing.Ways;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /auth/account}, {@code /auth/events}, {@code /auth/data}: what people know and change of their own account. */
class OwnAccountTest {
    private static final Duration STALE = Duration.ofMinutes(5);

    @OnEveryServer
    void nameAndLanguageChangeAtOnceAndCanBeTakenAway(TestServer server) {
        Tokens ada = server.person();
        server.clock().advance(STALE);
        Reply changed = ada.api()
                .patch("/auth/account", Map.of("name", "  Ada Lovelace ", "language", "ZH-hans"))
                .expect(200);
        assertThat(changed.text("name")).isEqualTo("Ada Lovelace");
        assertThat(changed.text("language")).isEqualTo("zh-Hans");
        assertThat(changed.text("username")).isEqualTo(ada.name());
        assertThat(ada.api().get("/auth/account").expect(200).body()).isEqualTo(changed.body());
        assertThat(ada.api().get("/users/me").expect(200).text("name")).isEqualTo("Ada Lovelace");
        Reply gone = ada.api().patch("/auth/account", nulls("name", "language")).expect(200);
        assertThat(gone.text("name")).isNull();
        assertThat(gone.text("language")).isNull();
        ada.api().patch("/auth/account", Map.of("language", "tlh")).expectInvalid("language");
        ada.api().patch("/auth/account", Map.of("name", "a".repeat(201))).expectInvalid("name");
        ada.api().patch("/auth/account", Map.of("name", "a".repeat(200))).expect(200);
        ada.api().patch("/auth/account", Map.of("name", 7, "language", true)).expectInvalid("name", "language");
    }

    /** What somebody signs in with is changed by whoever signed in a moment ago alone (ASVS 7.5.1). */
    @OnEveryServer
    void theUserNameAsksForAFreshSignIn(TestServer server) {
        Tokens ada = server.person();
        String wanted = TestServer.freshName("countess");
        server.clock().advance(STALE.minusSeconds(1));
        ada.api().patch("/auth/account", Map.of("username", wanted)).expect(200);
        server.signIn(wanted).api().get("/users/me").expect(200);
        server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", TestServer.PASSWORD))
                .expectProblem(401, "invalid_credentials");
        server.clock().advance(Duration.ofSeconds(1));
        ada.api()
                .patch("/auth/account", Map.of("username", TestServer.freshName("other")))
                .expectProblem(401, "insufficient_user_authentication");
        // The same name again is no change.
        ada.api().patch("/auth/account", Map.of("username", wanted)).expect(200);
    }

    @OnEveryServer
    void aUserNameIsTakenOnceAndAnAccountKeepsOne(TestServer server) {
        Tokens ada = server.person();
        Tokens eve = server.person();
        eve.api()
                .patch("/auth/account", Map.of("username", ada.name().toUpperCase(java.util.Locale.ROOT)))
                .expectProblem(409, "account_exists");
        eve.api().patch("/auth/account", nulls("username")).expectInvalid("username");
        eve.api().patch("/auth/account", Map.of("username", "a b")).expectInvalid("username");
        assertThat(eve.api().get("/auth/account").text("username")).isEqualTo(eve.name());
        // Whoever changes only how it is written keeps the name.
        eve.api()
                .patch("/auth/account", Map.of("username", eve.name().toUpperCase(java.util.Locale.ROOT)))
                .expect(200);
    }

    @OnEveryServer
    void whoeverLeavesIsGoneAtOnce(TestServer server) {
        Tokens ada = server.person();
        Tokens elsewhere = server.signIn(ada.name());
        delete(ada, Map.of()).expectInvalid("confirm");
        delete(ada, Map.of("confirm", "somebody")).expectInvalid("confirm");
        delete(ada, Map.of("confirm", "  " + ada.name().toUpperCase(java.util.Locale.ROOT) + " "))
                .expect(204);
        for (Tokens tokens : List.of(ada, elsewhere)) {
            tokens.api().get("/users/me").expectProblem(401, "invalid_token");
            server.api()
                    .post("/auth/refresh", Map.of("refresh_token", tokens.refresh()))
                    .expectProblem(401, "invalid_refresh_token");
        }
        server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", TestServer.PASSWORD))
                .expectProblem(401, "invalid_credentials");
        for (String table :
                List.of("accounts WHERE id", "sessions WHERE account_id", "known_devices WHERE account_id")) {
            assertThat(count(server, table + " = ?", ada.id())).as(table).isZero();
        }
        assertThat(count(
                        server,
                        "audit_events WHERE action = 'account.deleted' AND actor = subject AND subject = ?",
                        ada.id()))
                .isEqualTo(1);
        // The name is free.
        server.signUp(ada.name());
    }

    @OnEveryServer
    void leavingAsksForAFreshSignInOrThePassword(TestServer server) {
        Tokens ada = server.person();
        server.clock().advance(STALE);
        delete(ada, Map.of("confirm", ada.name())).expectProblem(401, "insufficient_user_authentication");
        delete(ada, Map.of("confirm", ada.name(), "password", "not it")).expectProblem(401, "invalid_credentials");
        ada.api().get("/users/me").expect(200);
        delete(ada, Map.of("confirm", ada.name(), "password", TestServer.PASSWORD))
                .expect(204);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    /** A browser that was spared the second factor leaves nobody's account, takes nothing along, and renames nobody. */
    @OnEveryDatabase
    void whatAsksForTheSecondFactorIsSparedInNoRememberedBrowser(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.remember_device=1d")) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            Map<String, Object> right = Map.of("username", ada.name(), "password", TestServer.PASSWORD);
            String waiting = Objects.requireNonNull(
                    server.api().post("/auth/login", right).text("mfa_token"));
            Reply both = server.api()
                    .post("/auth/mfa", Map.of("mfa_token", waiting, "code", app.code(), "remember", true))
                    .expect(200);
            Tokens whole = server.tokens(ada.name(), both);
            Tokens spared = server.tokens(
                    ada.name(),
                    server.api()
                            .cookie("gatehouse_remembered", both.cookie("gatehouse_remembered"))
                            .post("/auth/login", right)
                            .expect(200));
            Map<String, Object> rename = Map.of("username", TestServer.freshName("countess"));
            for (Reply refused : List.of(
                    delete(spared, Map.of("confirm", ada.name())),
                    delete(spared, Map.of("confirm", ada.name(), "password", TestServer.PASSWORD)),
                    spared.api().get("/auth/data"),
                    spared.api().patch("/auth/account", rename))) {
                refused.expectProblem(401, "insufficient_user_authentication");
                assertThat(refused.header("www-authenticate")).contains("acr_values=\"urn:gatehouse:acr:2\"");
            }
            spared.api().patch("/auth/account", Map.of("name", "Ada")).expect(200);
            whole.api().get("/auth/data").expect(200);
            whole.api().patch("/auth/account", rename).expect(200);
            delete(whole, Map.of("confirm", String.valueOf(rename.get("username"))))
                    .expect(204);
        }
    }

    @OnEveryDatabase
    void theLastAdministratorStays(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens admin = server.admin();
            delete(admin, Map.of("confirm", admin.name())).expectProblem(409, "last_administrator");
            admin.api().get("/users/me").expect(200);
            Tokens other = server.member("admin");
            delete(admin, Map.of("confirm", admin.name())).expect(204);
            delete(other, Map.of("confirm", other.name())).expectProblem(409, "last_administrator");
        }
    }

    @OnEveryServer
    void eventsTellWhatHappenedToOneselfAlone(TestServer server) {
        String name = TestServer.freshName("ada");
        server.signUp(name);
        // Of what happens within a millisecond nobody knows which was first.
        server.clock().advance(Duration.ofSeconds(1));
        Tokens ada = server.signIn(name);
        Tokens eve = server.person();
        server.clock().advance(Duration.ofSeconds(1));
        server.api()
                .post("/auth/login", Map.of("username", name, "password", "not it"))
                .expect(401);
        Reply first = ada.api().get("/auth/events?size=2").expect(200);
        assertThat(first.at("events").get(0).path("action").asString()).isEqualTo("signin.password");
        assertThat(first.at("events").get(0).path("outcome").asString()).isEqualTo("failure");
        assertThat(first.at("events").get(0).path("by").isNull()).isTrue();
        assertThat(first.at("events").get(1).path("action").asString()).isEqualTo("session.opened");
        assertThat(first.at("events").get(1).path("by").asString()).isEqualTo("self");
        Reply next =
                ada.api().get("/auth/events?page=" + first.text("next_page")).expect(200);
        assertThat(next.at("events")
                        .get(next.at("events").size() - 1)
                        .path("action")
                        .asString())
                .isEqualTo("account.created");
        assertThat(next.text("next_page")).isNull();
        assertThat(eve.api().get("/auth/events").expect(200).body()).doesNotContain(ada.id());
        for (String bad : List.of("?size=0", "?size=201", "?size=x")) {
            ada.api().get("/auth/events" + bad).expectInvalid("size");
        }
        ada.api().get("/auth/events?page=nonsense").expectInvalid("page");
    }

    /** Where administrators sit, and what they use, is theirs. */
    @OnEveryDatabase
    void nobodyReadsFromWhereAnAdministratorActs(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "proxy.trusted=127.0.0.1")) {
            Tokens ada = server.person();
            server.member("admin")
                    .api()
                    .from("203.0.113.77")
                    .with("user-agent", "OperatorsOwnProgram/1")
                    .patch("/users/" + ada.id(), Map.of("name", "Ada"))
                    .expect(200);
            Reply events = ada.api().get("/auth/events").expect(200);
            var done = events.at("events")
                    .valueStream()
                    .filter(event -> event.path("by").asString("").equals("administrator"))
                    .toList();
            assertThat(done).isNotEmpty().allSatisfy(event -> {
                assertThat(event.path("address").isNull()).isTrue();
                assertThat(event.path("device").isNull()).isTrue();
                assertThat(event.path("device_name").isNull()).isTrue();
            });
            Reply data = ada.api().get("/auth/data").expect(200);
            Surfer browser = new Surfer(server);
            Reply page = browser.visit("/account/events");
            Reply shown = browser.follow(browser.post(
                    "/sign-in",
                    "flow",
                    Surfer.hidden(page, "flow"),
                    "identifier",
                    ada.name(),
                    "password",
                    TestServer.PASSWORD));
            assertThat(shown.expect(200).body()).contains("administrator");
            for (Reply reply : List.of(events, data, shown)) {
                assertThat(reply.body()).doesNotContain("203.0.113.77", "OperatorsOwnProgram");
            }
            assertThat(events.body()).contains("127.0.0.1");
        }
    }

    @OnEveryServer
    void everythingThatIsKeptCanBeTakenAlongWithoutSecrets(TestServer server) {
        Tokens ada = server.person();
        ada.api()
                .patch("/auth/account", Map.of("name", "Ada", "language", "de"))
                .expect(200);
        Reply data = ada.api().get("/auth/data").expect(200);
        assertThat(data.header("content-disposition")).startsWith("attachment;");
        assertThat(data.text("account.id")).isEqualTo(ada.id());
        assertThat(data.text("account.language")).isEqualTo("de");
        assertThat(data.texts("roles")).containsExactly("user");
        assertThat(data.at("password.set").booleanValue()).isTrue();
        assertThat(data.at("sessions").size()).isEqualTo(1);
        assertThat(data.at("events").valueStream().map(event -> event.path("action")
                        .asString()))
                .contains("account.created", "session.opened", "account.changed");
        assertThat(data.body()).doesNotContain("$argon2", ada.access(), ada.refresh(), "secret_hash", "\"hash\"");
        server.clock().advance(STALE);
        ada.api().get("/auth/data").expectProblem(401, "insufficient_user_authentication");
    }

    /** Each way in by its name and times, not as a count; and nothing that opens anything. */
    @OnEveryServer
    void waysInAreListedByNameAndWhen(TestServer server) {
        Tokens ada = server.person();
        Instant confirmed = server.clock().instant();
        AuthenticatorApp.Added phone = AuthenticatorApp.add(server, ada, "Old phone");
        Instant at = server.clock().instant();
        Ways.passkey(server, ada.id(), at);
        Ways.identity(server, ada.id(), "mock", at);
        Ways.others(server, ada.id(), at);
        Reply waiting =
                server.api().post("/auth/login", Map.of("username", ada.name(), "password", TestServer.PASSWORD));
        Map<String, Object> shown = Map.of(
                "mfa_token",
                Objects.requireNonNull(waiting.text("mfa_token")),
                "code",
                phone.app().code());
        Tokens whole =
                server.tokens(ada.name(), server.api().post("/auth/mfa", shown).expect(200));
        Reply data = whole.api().get("/auth/data").expect(200);
        assertThat(data.at("passkeys").size()).isOne();
        assertThat(first(data, "passkeys", "name")).isEqualTo("x");
        assertThat(first(data, "passkeys", "created_at")).isEqualTo(at.toString());
        assertThat(first(data, "authenticators", "name")).isEqualTo("Old phone");
        assertThat(first(data, "authenticators", "confirmed_at")).isEqualTo(confirmed.toString());
        assertThat(first(data, "identities", "provider")).isEqualTo("mock");
        assertThat(first(data, "identities", "linked_at")).isEqualTo(at.toString());
        assertThat(first(data, "remembered_devices", "created_at")).isEqualTo(at.toString());
        assertThat(data.at("second_factors.recovery_codes").intValue())
                .isEqualTo(phone.recoveryCodes().size() + 1);
        assertThat(data.text("account.signed_in_at")).isNotNull();
        assertThat(data.text("account.status")).isEqualTo("active");
        assertThat(data.body()).doesNotContain("public_key", "credential", "\"secret\"", "sealed");
    }

    private static String first(Reply data, String member, String field) {
        return data.at(member).path(0).path(field).asString();
    }

    /**
     * Every table that there is, is in the file or speaks of nobody, or says here why it is not. A new one fails until somebody
     * has thought of it.
     */
    @OnEveryDatabase
    void noTableIsForgotten(TestDatabase on) {
        Map<String, String> inTheFile = new HashMap<>(Map.of(
                "accounts", "account",
                "passwords", "password",
                "account_roles", "roles",
                "identities", "identities",
                "sessions", "sessions",
                "known_devices", "known_devices",
                "remembered_devices", "remembered_devices",
                "passkeys", "passkeys",
                "authenticators", "authenticators",
                "audit_events", "events"));
        List.of("recovery_codes", "factor_choices").forEach(table -> inTheFile.put(table, "second_factors"));
        Map<String, Set<String>> left = Map.of(
                "on their way for minutes, and worth something to whoever has them",
                Set.of("one_time_links", "mailed_codes", "pending_links", "exchange_codes", "outbox"),
                "secrets under a session or an identity that is in the file",
                Set.of("refresh_tokens", "browser_sessions", "provider_tokens"),
                "hashes, or names of what has ended, that are gone after a while",
                Set.of("attempts", "backoffs", "marks", "revocations"),
                "numbers and hashes over the events",
                Set.of("audit_chain", "audit_heads"),
                "about nobody",
                Set.of(
                        "roles",
                        "role_permissions",
                        "providers",
                        "signing_keys",
                        "sealing_keys",
                        "token_horizon",
                        "flyway_schema_history"));
        try (TestServer server = TestServer.on(on)) {
            List<String> members =
                    server.person().api().get("/auth/data").expect(200).keys();
            assertThat(members).containsAll(inTheFile.values());
            Set<String> named = new TreeSet<>(inTheFile.keySet());
            left.values().forEach(named::addAll);
            assertThat(new TreeSet<>(tables(server, on))).isEqualTo(named);
        }
    }

    private static List<String> tables(TestServer server, TestDatabase on) {
        String tables = on.isPostgres()
                ? "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema()"
                : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
        return server.database().read(sql -> sql.list(tables, row -> row.text("name")));
    }

    private static Reply delete(Tokens who, Map<String, ?> body) {
        return who.api().send("DELETE", "/auth/account", "application/json", Json.bytes(body));
    }

    private static Map<String, @Nullable Object> nulls(String... names) {
        Map<String, @Nullable Object> nulls = new HashMap<>();
        for (String name : names) {
            nulls.put(name, null);
        }
        return nulls;
    }

    private static long count(TestServer server, String where, String id) {
        return server.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM " + where, row -> row.number("n"), id))
                .orElseThrow();
    }
}
