package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * After every change of what leads into an account its other sessions end, unless its owner says otherwise (ASVS 5.0, 7.4.3).
 * What a test beside this one shows of passwords, authenticators and addresses by the API is not shown again.
 */
@OnEveryServer.With("mfa.email_codes=on")
class OtherSessionsTest {
    private static final String END = "end_other_sessions";

    private static Map<String, Object> with(@Nullable Boolean end, Map<String, Object> body) {
        Map<String, Object> all = new LinkedHashMap<>(body);
        if (end != null) {
            all.put(END, end);
        }
        return all;
    }

    /** Who did something is where they were; everybody else is out, or not. */
    private static void others(Tokens here, Tokens elsewhere, boolean ended) {
        here.api().get("/users/me").expect(200);
        elsewhere.api().get("/users/me").expect(ended ? 401 : 200);
    }

    @OnEveryServer
    void aPasskeyThatIsAdded(TestServer server) {
        Tokens ada = server.person();
        Tokens elsewhere = server.signIn(ada.name());
        JsonNode creation = PasskeyCalls.creation(ada);
        ada.api()
                .post("/auth/passkeys", Map.of("credential", new Authenticator().make(creation), END, "perhaps"))
                .expectInvalid(END);
        others(ada, elsewhere, false);
        add(ada, false);
        others(ada, elsewhere, false);
        add(ada, null);
        others(ada, elsewhere, true);
    }

    private static void add(Tokens who, @Nullable Boolean end) {
        Map<String, Object> made = new Authenticator().make(PasskeyCalls.creation(who));
        who.api().post("/auth/passkeys", with(end, Map.of("credential", made))).expect(201);
    }

    @OnEveryServer
    void passkeysThatAreAskedForAndNoMore(TestServer server) {
        Tokens ada = server.person();
        Authenticator authenticator = new Authenticator();
        PasskeyCalls.add(ada, authenticator);
        for (boolean wanted : new boolean[] {true, false}) {
            Tokens here = byKey(server, ada, authenticator);
            Tokens elsewhere = byKey(server, ada, authenticator);
            here.api()
                    .put("/auth/mfa/passkeys", with(false, Map.of("enabled", wanted)))
                    .expect(204);
            others(here, elsewhere, false);
            here.api().put("/auth/mfa/passkeys", Map.of("enabled", wanted)).expect(204);
            others(here, elsewhere, false);
            here.api()
                    .put("/auth/mfa/passkeys", with(false, Map.of("enabled", !wanted)))
                    .expect(204);
            here.api().put("/auth/mfa/passkeys", Map.of("enabled", wanted)).expect(204);
            others(here, elsewhere, true);
        }
    }

    private static Tokens byKey(TestServer server, Tokens who, Authenticator authenticator) {
        return server.tokens(
                who.name(), PasskeyCalls.signIn(server, authenticator).expect(200));
    }

    @OnEveryServer
    void newRecoveryCodes(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        Tokens here = byCode(server, ada, added.recoveryCodes().get(0));
        Tokens elsewhere = byCode(server, ada, added.recoveryCodes().get(1));
        here.api().post("/auth/mfa/recovery-codes", Map.of(END, "perhaps")).expectInvalid(END);
        here.api().post("/auth/mfa/recovery-codes", Map.of(END, false)).expect(200);
        others(here, elsewhere, false);
        here.api().post("/auth/mfa/recovery-codes").expect(200);
        others(here, elsewhere, true);
    }

    private static Tokens byCode(TestServer server, Tokens who, String code) {
        return server.tokens(
                who.name(),
                server.api()
                        .post(
                                "/auth/login",
                                Map.of("username", who.name(), "password", TestServer.PASSWORD, "mfa_code", code))
                        .expect(200));
    }

    @OnEveryServer
    void anAuthenticatorIsNotTakenAwayByAQueryThatSaysNeither(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        Tokens here = byCode(server, ada, added.recoveryCodes().get(0));
        Tokens elsewhere = byCode(server, ada, added.recoveryCodes().get(1));
        String app = "/auth/mfa/totp/" + added.id();
        here.api().delete(app + "?end_other_sessions=perhaps").expectInvalid(END);
        here.api().delete(app + "?end_other_sessions=false").expect(204);
        others(here, elsewhere, false);
    }

    @OnEveryDatabase
    void aProviderThatIsLinked(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            for (Boolean end : new Boolean[] {false, null}) {
                Tokens ada = world.server().person();
                Tokens elsewhere = world.server().signIn(ada.name());
                Person person = end == null ? Person.ADA : Person.LINUS;
                link(world, ada, person, end).expect(200);
                others(ada, elsewhere, end == null);
            }
        }
    }

    private static Reply link(ProviderWorld world, Tokens who, Person person, @Nullable Boolean end) {
        String url = Objects.requireNonNull(
                who.api().post("/auth/link/github", Map.of()).expect(200).text("authorization_url"));
        Surfer browser = world.surfer().asProgram();
        Reply pending = browser.arrive(
                        world.github().approve(browser.leave(url.substring(TestServer.PUBLIC_URL.length())), person))
                .expect(200);
        String token = Objects.requireNonNull(pending.text("link_token"));
        return who.api()
                .post("/auth/link/confirm", with(end, Map.of("link_token", token, "password", TestServer.PASSWORD)));
    }

    @OnEveryServer
    void onThePagesOfPasskeys(TestServer server) {
        String name = TestServer.freshName("ada");
        String id = server.signUp(name);
        for (boolean ticked : new boolean[] {false, true}) {
            Surfer here = in(server, name);
            Tokens elsewhere = server.signIn(name);
            assertThat(here.visit("/account/passkeys").expect(200).body())
                    .contains("name=\"end_other_sessions\" value=\"true\" checked");
            JsonNode creation =
                    here.post("/account/passkeys/options").expect(200).json();
            String credential = Json.text(new Authenticator().make(creation));
            form(here, "/account/passkeys", ticked, "credential", credential);
            elsewhere.api().get("/users/me").expect(ticked ? 401 : 200);
        }
        for (boolean ticked : new boolean[] {false, true}) {
            server.database().write(tx -> tx.update("DELETE FROM factor_choices WHERE account_id = ?", id));
            Surfer here = in(server, name);
            Tokens elsewhere = server.signIn(name);
            form(here, "/account/passkeys/second-factor", ticked, "enabled", "true");
            elsewhere.api().get("/users/me").expect(ticked ? 401 : 200);
        }
    }

    @OnEveryServer
    void whereAnAddressIsRemovedOnItsPage(TestServer server) {
        for (boolean ticked : new boolean[] {false, true}) {
            String name = TestServer.freshName("ada");
            server.api()
                    .post(
                            "/auth/signup",
                            Map.of("username", name, "email", name + "@example.com", "password", TestServer.PASSWORD))
                    .expect(201);
            Surfer here = in(server, name);
            Tokens elsewhere = server.signIn(name);
            assertThat(here.visit("/account/email").expect(200).body())
                    .contains("name=\"end_other_sessions\" value=\"true\" checked");
            form(here, "/account/email/remove", ticked);
            elsewhere.api().get("/users/me").expect(ticked ? 401 : 200);
            assertThat(here.get("/account").expect(200).body()).doesNotContain(name + "@example.com");
        }
    }

    @OnEveryDatabase
    void whereAProviderIsLinkedOnThePage(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            for (boolean ticked : new boolean[] {false, true}) {
                String name = TestServer.freshName("ada");
                world.server().signUp(name);
                Surfer here = in(world.server(), name);
                Tokens elsewhere = world.server().signIn(name);
                Reply sent = here.get("/account/link/github").expect(303);
                Person person = ticked ? Person.ADA : Person.LINUS;
                Reply asked = here.follow(here.arrive(world.github()
                                .approve(here.leave(Objects.requireNonNull(sent.header("location"))), person)))
                        .expect(200);
                assertThat(asked.body()).contains("name=\"end_other_sessions\" value=\"true\" checked");
                form(here, "/sign-in/link", ticked, "flow", Surfer.hidden(asked, "flow"), "choice", "link");
                elsewhere.api().get("/users/me").expect(ticked ? 401 : 200);
                here.get("/account").expect(200);
            }
        }
    }

    /** Signing in by a provider whose address is an account's: the browser that links it is in, and nobody else. */
    @OnEveryDatabase
    void whereAProviderIsLinkedOnTheWayIn(TestDatabase on) {
        for (boolean ticked : new boolean[] {false, true}) {
            try (ProviderWorld world = ProviderWorld.usual(on)) {
                String name = TestServer.freshName("ada");
                String email = name + "@example.com";
                String id = Objects.requireNonNull(world.server()
                        .api()
                        .post("/auth/signup", Map.of("username", name, "email", email, "password", TestServer.PASSWORD))
                        .expect(201)
                        .text("id"));
                world.server()
                        .database()
                        .write(tx -> tx.update("UPDATE accounts SET email_verified = TRUE WHERE id = ?", id));
                Tokens elsewhere = world.server().signIn(name);
                Surfer here = world.surfer();
                Reply asked = here.follow(here.come(world.google(), Person.ADA.withEmail(email, true), ""))
                        .expect(200);
                form(
                        here,
                        "/sign-in/link",
                        ticked,
                        "flow",
                        Surfer.hidden(asked, "flow"),
                        "choice",
                        "link",
                        "password",
                        TestServer.PASSWORD);
                here.get("/account").expect(200);
                elsewhere.api().get("/users/me").expect(ticked ? 401 : 200);
            }
        }
    }

    private static Surfer in(TestServer server, String name) {
        Surfer surfer = new Surfer(server);
        String flow = Surfer.hidden(surfer.visit("/sign-in"), "flow");
        surfer.follow(surfer.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD))
                .expect(200);
        return surfer;
    }

    private static void form(Surfer surfer, String path, boolean ticked, String... fields) {
        String[] all = fields.clone();
        if (ticked) {
            all = Arrays.copyOf(fields, fields.length + 2);
            all[fields.length] = END;
            all[fields.length + 1] = "true";
        }
        surfer.post(path, all).expect(303);
    }
}
