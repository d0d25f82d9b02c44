package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whoever sets a first second factor up on the way in ends what was opened without one, unless they say otherwise (ASVS 5.0,
 * 7.4.3).
 */
class EnrolmentSessionsTest {
    private static final String END = "end_other_sessions";
    private static final String REQUIRED = "mfa.required=on";
    private static final Pattern KEY = Pattern.compile("<code class=\"key\" dir=\"ltr\">([A-Z2-7 ]+)</code>");
    private static final Boolean[] CHOICES = {false, true, null};

    @OnEveryDatabase
    void withAnAppByTheApi(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            for (Boolean end : CHOICES) {
                server.restart("mfa.required=off");
                Tokens elsewhere = server.person();
                Tokens stranger = server.person();
                server.restart(REQUIRED);
                String token = half(server, elsewhere.name());
                Reply begun = server.api()
                        .post("/auth/mfa/enrol/totp", Map.of("mfa_token", token))
                        .expect(201);
                AuthenticatorApp app =
                        AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
                Map<String, Object> answer =
                        Map.of("mfa_token", token, "id", Objects.requireNonNull(begun.text("id")), "code", app.code());
                String path = "/auth/mfa/enrol/totp/confirm";
                Map<String, Object> odd = new LinkedHashMap<>(answer);
                odd.put(END, "perhaps");
                server.api().post(path, odd).expectInvalid(END);
                server.api()
                        .post(path, Map.of("mfa_token", token, "id", answer.get("id"), "code", app.wrongCode()))
                        .expectProblem(401, "invalid_code");
                in(server, elsewhere, true);
                Reply in = server.api().post(path, with(end, answer)).expect(200);
                in(server, server.tokens(elsewhere.name(), in), true);
                in(server, elsewhere, Boolean.FALSE.equals(end));
                in(server, stranger, true);
            }
        }
    }

    @OnEveryDatabase
    void withAPasskeyByTheApi(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            for (Boolean end : CHOICES) {
                server.restart("mfa.required=off");
                Tokens elsewhere = server.person();
                server.restart(REQUIRED);
                String token = half(server, elsewhere.name());
                JsonNode creation = server.api()
                        .post("/auth/mfa/enrol/passkey/options", Map.of("mfa_token", token))
                        .expect(200)
                        .json();
                Map<String, Object> made = new Authenticator().make(creation);
                Map<String, Object> answer = Map.of("mfa_token", token, "credential", made);
                Map<String, Object> odd = new LinkedHashMap<>(answer);
                odd.put(END, "perhaps");
                server.api().post("/auth/mfa/enrol/passkey", odd).expectInvalid(END);
                in(server, elsewhere, true);
                Reply in = server.api()
                        .post("/auth/mfa/enrol/passkey", with(end, answer))
                        .expect(200);
                in(server, server.tokens(elsewhere.name(), in), true);
                in(server, elsewhere, Boolean.FALSE.equals(end));
            }
        }
    }

    @OnEveryDatabase
    void withAnAppOrAPasskeyOnThePage(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            for (boolean passkey : new boolean[] {false, true}) {
                for (boolean ticked : new boolean[] {false, true}) {
                    server.restart("mfa.required=off");
                    Tokens elsewhere = server.person();
                    server.restart(REQUIRED);
                    Surfer here = new Surfer(server);
                    Reply page = onThePage(here, elsewhere.name());
                    Reply shown = passkey ? passkey(here, page, ticked) : app(server, here, page, ticked);
                    assertThat(shown.expect(200).body()).contains("Recovery codes");
                    here.follow(here.post("/sign-in/enrol", "flow", Surfer.hidden(shown, "flow"), "choice", "kept"))
                            .expect(200);
                    assertThat(here.get("/account").expect(200).body()).contains(elsewhere.name());
                    in(server, elsewhere, !ticked);
                }
            }
        }
    }

    @OnEveryDatabase
    void withCodesByMailOnThePage(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "mfa.email_codes=on")) {
            for (boolean ticked : new boolean[] {false, true}) {
                server.restart("mfa.email_codes=on", "mfa.required=off");
                String email = TestServer.freshName("ada") + "@example.com";
                server.api()
                        .post("/auth/signup", Map.of("email", email, "password", TestServer.PASSWORD))
                        .expect(201);
                Tokens elsewhere = server.signIn(email);
                server.database().write(tx -> tx.update("UPDATE accounts SET email_verified = TRUE"));
                server.restart("mfa.email_codes=on", REQUIRED);
                Surfer here = new Surfer(server);
                Reply page = onThePage(here, elsewhere.name());
                here.post("/sign-in/enrol", fields(page, ticked, "choice", "mail"))
                        .expect(303);
                in(server, elsewhere, !ticked);
            }
        }
    }

    /** A browser that is signed in already, and whose applications stand under it, sets up what has come to be required. */
    @OnEveryDatabase
    void whoIsSignedInHereStaysSo(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens elsewhere = server.person();
            Surfer here = new Surfer(server);
            signIn(here, elsewhere.name()).expect(200);
            server.restart(REQUIRED);
            Reply page = here.visit("/account/events").expect(200);
            assertThat(page.body()).contains("Protect your account");
            Reply shown = app(server, here, page, true).expect(200);
            here.get("/account").expect(200);
            Reply events =
                    here.follow(here.post("/sign-in/enrol", "flow", Surfer.hidden(shown, "flow"), "choice", "kept"));
            assertThat(events.expect(200).body()).contains("What happened to your account");
            in(server, elsewhere, false);
        }
    }

    private static Reply app(TestServer server, Surfer here, Reply page, boolean ticked) {
        String id = Surfer.hidden(page, "id");
        Matcher key = KEY.matcher(page.body());
        assertThat(key.find()).isTrue();
        AuthenticatorApp app = AuthenticatorApp.of(key.group(1), server.clock());
        return here.post("/sign-in/enrol", fields(page, ticked, "id", id, "code", app.code()));
    }

    private static Reply passkey(Surfer here, Reply page, boolean ticked) {
        JsonNode creation = here.post("/sign-in/enrol/passkey/options", fields(page, ticked))
                .expect(200)
                .json();
        String credential = Json.text(new Authenticator().make(creation));
        return here.post("/sign-in/enrol/passkey", fields(page, ticked, "credential", credential));
    }

    private static String[] fields(Reply page, boolean ticked, String... more) {
        List<String> all = new ArrayList<>(List.of("flow", Surfer.hidden(page, "flow")));
        all.addAll(List.of(more));
        if (ticked) {
            all.addAll(List.of(END, "true"));
        }
        return all.toArray(String[]::new);
    }

    private static Reply onThePage(Surfer here, String name) {
        Reply page = signIn(here, name).expect(200);
        assertThat(page.body())
                .contains("Protect your account")
                .containsOnlyOnce("name=\"end_other_sessions\" value=\"true\" checked");
        return page;
    }

    private static Reply signIn(Surfer here, String name) {
        String flow = Surfer.hidden(here.visit("/sign-in"), "flow");
        return here.follow(here.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD));
    }

    private static String half(TestServer server, String name) {
        return Objects.requireNonNull(server.api()
                .post("/auth/login", Map.of("username", name, "password", TestServer.PASSWORD))
                .expectProblem(403, "mfa_enrolment_required")
                .text("mfa_token"));
    }

    private static Map<String, Object> with(@Nullable Boolean end, Map<String, Object> body) {
        Map<String, Object> all = new LinkedHashMap<>(body);
        if (end != null) {
            all.put(END, end);
        }
        return all;
    }

    private static void in(TestServer server, Tokens who, boolean still) {
        server.api().bearer(who.access()).get("/users/me").expect(still ? 200 : 401);
    }
}
