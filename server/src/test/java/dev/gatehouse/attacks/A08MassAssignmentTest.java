package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Row A08: what is stored of somebody, sent back as fields to every route that writes, by everybody who might. */
class A08MassAssignmentTest {
    private static final String HASH =
            "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQxMjM0NTY3OA$" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /** What an account is, apart from what those who look after accounts may change. */
    private record Fixed(
            String id, boolean verified, @Nullable String picture, long createdAt, String hash) {}

    private record Managed(
            @Nullable String username,
            @Nullable String email,
            @Nullable String name,
            String status) {}

    private record Seen(Fixed fixed, Managed managed, List<String> roles) {}

    @OnEveryServer
    void nobodyAndNoMemberRaisesAnybody(TestServer server) {
        for (String role : List.of("", "guest", "user", "moderator", "admin")) {
            for (Route route : Walk.writing(server)) {
                attack(server, role, route);
            }
        }
        assertThat(number(server, "SELECT count(*) AS n FROM accounts WHERE email_verified OR picture IS NOT NULL"))
                .isZero();
        assertThat(number(server, "SELECT count(*) AS n FROM passwords WHERE hash LIKE '%AAAAAAAA'"))
                .isZero();
        long now = server.clock().instant().toEpochMilli();
        assertThat(number(server, "SELECT count(*) AS n FROM accounts WHERE created_at <> " + now))
                .isZero();
        assertThat(number(
                        server,
                        "SELECT count(*) AS n FROM sessions WHERE auth_method <> 'password' OR"
                                + " provider <> 'local' OR client_id <> 'gatehouse' OR scope <> 'account'"))
                .isZero();
    }

    @OnEveryServer
    void whoeverSignsUpIsAUserWhateverTheySay(TestServer server) {
        for (String address : List.of("/auth/signup", "/users/signup")) {
            Map<String, Object> fields =
                    new LinkedHashMap<>(privileged(UUID.randomUUID().toString()));
            fields.put("username", TestServer.freshName("climber"));
            fields.put("password", TestServer.PASSWORD);
            fields.put("email", TestServer.freshName("climber") + "@example.org");
            fields.remove("name");
            Reply made = server.api().post(address, fields).expect(201);
            assertThat(made.texts("roles")).containsExactly("user");
            assertThat(made.at("email_verified").booleanValue()).isFalse();
            assertThat(made.text("id")).isNotEqualTo(fields.get("id"));
            assertThat(made.text("created_at")).startsWith("20");
        }
    }

    /** Nobody's word makes an address verified, and another address is none that was: be it in one letter's case. */
    @OnEveryServer
    void anAddressThatSomebodyElseGivesIsUnverified(TestServer server) {
        for (String role : List.of("moderator", "admin")) {
            Tokens owner = server.person();
            String address = owner.name() + "@example.com";
            server.database()
                    .write(transaction -> transaction.update(
                            "UPDATE accounts SET email = ?, email_key = ?, email_verified = TRUE WHERE id = ?",
                            address,
                            address,
                            owner.id()));
            Api manager = server.member(role).api();
            for (Map<String, Object> change : List.<Map<String, Object>>of(
                    Map.of("name", "Somebody"), Map.of("email", address, "email_verified", false))) {
                assertThat(manager.patch("/users/" + owner.id(), change)
                                .expect(200)
                                .at("email_verified")
                                .booleanValue())
                        .as(role + change)
                        .isTrue();
            }
            String upper = address.substring(0, 1).toUpperCase(Locale.ROOT) + address.substring(1);
            for (String other : List.of(upper, "other-" + address)) {
                Map<String, Object> change = Map.of("email", other, "email_verified", true, "verified", true);
                assertThat(manager.patch("/users/" + owner.id(), change)
                                .expect(200)
                                .at("email_verified")
                                .booleanValue())
                        .as(role + change)
                        .isFalse();
            }
        }
    }

    /** The same on the pages of one's own account, as forms, by whoever is signed in there with a sign-in of a moment ago. */
    @OnEveryServer
    void noFormOfTheAccountsPagesRaisesAnybody(TestServer server) {
        List<Route> forms = Walk.open(server).stream()
                .filter(route ->
                        route.method() == Method.POST && route.pattern().startsWith("/account"))
                .toList();
        assertThat(forms).hasSizeGreaterThan(15);
        for (Route form : forms) {
            Tokens victim = server.person();
            Tokens self = server.person();
            Surfer browser = signedIn(server, self.name());
            Seen victimBefore = seen(server, victim.id());
            Seen selfBefore = seen(server, self.id());
            for (Map<String, String> attempt : typed(victim.id())) {
                Map<String, String> whole = new LinkedHashMap<>();
                if (form.pattern().equals("/account/profile")) {
                    whole.put("username", self.name());
                }
                whole.putAll(attempt);
                String[] pairs = whole.entrySet().stream()
                        .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
                        .toArray(String[]::new);
                Reply reply = browser.post(Walk.address(form, victim.id()), pairs);
                assertThat(reply.status()).as(() -> whole + " " + reply).isLessThan(500);
            }
            assertThat(browser.get("/account").status())
                    .as(form + " was sent with a session throughout")
                    .isEqualTo(200);
            assertThat(seen(server, victim.id())).as(form.toString()).isEqualTo(victimBefore);
            assertThat(seen(server, self.id())).as(form.toString()).isEqualTo(selfBefore);
        }
        assertThat(number(server, "SELECT count(*) AS n FROM accounts WHERE email_verified OR picture IS NOT NULL"))
                .isZero();
        assertThat(number(server, "SELECT count(*) AS n FROM passwords WHERE hash LIKE '%AAAAAAAA'"))
                .isZero();
        assertThat(number(
                        server,
                        "SELECT count(*) AS n FROM sessions WHERE auth_method <> 'password' OR provider <> 'local' OR"
                                + " acr <> 'urn:gatehouse:acr:1'"))
                .isZero();
    }

    private static Surfer signedIn(TestServer server, String name) {
        Surfer browser = new Surfer(server);
        browser.post(
                        "/sign-in",
                        "flow",
                        Surfer.hidden(browser.visit("/sign-in"), "flow"),
                        "identifier",
                        name,
                        "password",
                        TestServer.PASSWORD)
                .expect(303);
        return browser;
    }

    /** As a form has them: all at once, inside another name, and one by one. */
    private static List<Map<String, String>> typed(String victim) {
        Map<String, String> fields = new LinkedHashMap<>();
        privileged(victim).forEach((name, value) -> fields.put(name, String.valueOf(value)));
        Map<String, String> inside = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            inside.put("account." + name, value);
            inside.put("user[" + name + "]", value);
        });
        List<Map<String, String>> attempts = new ArrayList<>(List.of(fields, inside));
        fields.forEach((name, value) -> attempts.add(Map.of(name, value)));
        return attempts;
    }

    private static void attack(TestServer server, String role, Route route) {
        Tokens victim = server.person();
        Tokens self = role.isEmpty() ? server.person() : server.member(role);
        Function<Tokens, Tokens> signIn = who -> role.isEmpty() ? who : server.signIn(who.name());
        Seen victimBefore = seen(server, victim.id());
        Seen selfBefore = seen(server, self.id());
        boolean named = route.pattern().contains("{id}");
        for (String target : named ? List.of(self.id(), victim.id()) : List.of("")) {
            Tokens caller = signIn.apply(self);
            for (Map<String, Object> attempt : attempts(route, victim.id())) {
                Map<String, Object> whole = new LinkedHashMap<>(base(route, self));
                attempt.forEach(whole::putIfAbsent);
                Api api = role.isEmpty() ? server.api() : caller.api();
                Reply reply = Walk.send(api, route, Walk.address(route, target), whole);
                assertThat(reply.status()).as(() -> whole + " " + reply).isLessThan(500);
                if (reply.status() == 204 && route.pattern().equals("/auth/logout")) {
                    caller = signIn.apply(self);
                }
            }
        }
        assertUnchanged(role, route, victimBefore, seen(server, victim.id()));
        assertUnchanged(role, route, selfBefore, seen(server, self.id()));
    }

    /** All at once, under other names, and where somebody is known one by one, lest one refusal hide another. */
    private static List<Map<String, Object>> attempts(Route route, String victim) {
        Map<String, Object> fields = privileged(victim);
        List<Map<String, Object>> attempts = new ArrayList<>();
        attempts.add(fields);
        attempts.add(Map.of("user", fields));
        attempts.add(Map.of("account", fields, "email.verified", true, "user[roles]", "admin"));
        attempts.add(Map.of("__proto__", fields, "constructor", Map.of("prototype", fields), "@type", "Account"));
        if (!(route.access() instanceof Access.Open)) {
            fields.forEach((name, value) -> attempts.add(Map.of(name, value)));
        }
        return attempts;
    }

    private static void assertUnchanged(String role, Route route, @Nullable Seen before, @Nullable Seen after) {
        boolean manages = route.pattern().equals("/users/{id}")
                && List.of("moderator", "admin").contains(role);
        if (after == null || before == null) {
            assertThat(route.toString()).isEqualTo("DELETE /users/{id}");
            assertThat(role).isEqualTo("admin");
            return;
        }
        assertThat(after.fixed()).as(role + " " + route).isEqualTo(before.fixed());
        if (!manages) {
            assertThat(after.managed()).as(role + " " + route).isEqualTo(before.managed());
        }
        if (!role.equals("admin")) {
            assertThat(after.roles()).as(role + " " + route).isEqualTo(before.roles());
        }
    }

    /** What the route asks for, so that the rest of what is sent is looked at. */
    private static Map<String, Object> base(Route route, Tokens self) {
        return switch (route.pattern()) {
            case "/auth/signup", "/users/signup" ->
                Map.of("username", TestServer.freshName("made"), "password", TestServer.PASSWORD);
            case "/auth/login", "/login", "/token" -> Map.of("username", self.name(), "password", TestServer.PASSWORD);
            case "/oauth2/token" ->
                Map.of("grant_type", "password", "username", self.name(), "password", TestServer.PASSWORD);
            case "/auth/change-password" ->
                Map.of("current_password", "not this one", "new_password", "nine purple badgers");
            case "/auth/change-email" ->
                Map.of("email", TestServer.freshName("wished") + "@example.org", "password", TestServer.PASSWORD);
            case "/auth/verify-email", "/auth/change-email/confirm", "/auth/change-email/keep" ->
                Map.of("token", "A".repeat(43));
            case "/roles" -> Map.of("name", TestServer.freshName("role"), "permissions", List.of());
            default -> Map.of();
        };
    }

    /** Every column of every table that speaks of an account, with the value that an attacker wants. */
    private static Map<String, Object> privileged(String other) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", other);
        fields.put("email_verified", true);
        fields.put("emailVerified", true);
        fields.put("verified", true);
        fields.put("roles", List.of("admin"));
        fields.put("role", "admin");
        fields.put("permissions", List.of("admin:all"));
        fields.put("scope", "admin:all");
        fields.put("is_admin", true);
        fields.put("admin", true);
        fields.put("status", "active");
        fields.put("picture", "https://evil.example/x.png");
        fields.put("created_at", 0);
        fields.put("updated_at", 0);
        fields.put("signed_in_at", 0);
        fields.put("granted_at", 0);
        fields.put("username_key", "root");
        fields.put("email_key", "root@example.org");
        fields.put("hash", HASH);
        fields.put("password_hash", HASH);
        fields.put("changed_at", 0);
        fields.put("account_id", other);
        fields.put("sub", other);
        fields.put("user_id", other);
        fields.put("session_id", UUID.randomUUID().toString());
        fields.put("client_id", "other");
        fields.put("auth_method", "oauth");
        fields.put("provider", "google");
        fields.put("amr", List.of("hwk", "mfa"));
        fields.put("acr", "urn:gatehouse:acr:3");
        fields.put("auth_time", 4_102_444_800L);
        fields.put("ends_at", 4_102_444_800_000L);
        fields.put("ended_at", 0);
        fields.put("expires_at", 4_102_444_800_000L);
        fields.put("expires_in", 315_360_000);
        fields.put("parent_hash", "00");
        fields.put("seed", "00");
        fields.put("revoked_at", 0);
        fields.put("kid", "other");
        fields.put("jwk", "{}");
        fields.put("purpose", "first_administrator");
        return fields;
    }

    private static @Nullable Seen seen(TestServer server, String id) {
        return server.database().read(sql -> sql.one(
                        """
                                SELECT a.*, p.hash FROM accounts a JOIN passwords p ON p.account_id = a.id
                                WHERE a.id = ?""",
                        row -> new Seen(
                                new Fixed(
                                        row.text("id"),
                                        row.flag("email_verified"),
                                        row.optionalText("picture"),
                                        row.number("created_at"),
                                        row.text("hash")),
                                new Managed(
                                        row.optionalText("username"),
                                        row.optionalText("email"),
                                        row.optionalText("name"),
                                        row.text("status")),
                                sql.list(
                                        "SELECT role FROM account_roles WHERE account_id = ? ORDER BY role",
                                        held -> held.text("role"),
                                        id)),
                        id)
                .orElse(null));
    }

    private static long number(TestServer server, String query) {
        return server.database()
                .read(sql -> sql.one(query, row -> row.number("n")))
                .orElseThrow();
    }
}
