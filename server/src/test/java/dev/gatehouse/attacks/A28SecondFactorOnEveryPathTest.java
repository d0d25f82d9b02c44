package dev.gatehouse.attacks;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Row A28, of second factors: whoever has shown one thing alone is let in nowhere. The matrix is every route that could let
 * somebody in, of which {@link A28EveryRouteIsKnownTest} keeps the list, by what makes an account ask for a second factor.
 */
class A28SecondFactorOnEveryPathTest {
    private static final String HAND_OVER =
            "/sign-in?return_to=" + URLEncoder.encode(ProviderWorld.FRONT_END, StandardCharsets.UTF_8);
    /** Set in cookies or sent in a body, any of these lets somebody in. */
    private static final Set<String> COOKIES =
            Set.of("gatehouse_access", "gatehouse_refresh", "gatehouse_session", "gatehouse_remembered");

    private enum Asking {
        /** The account's owner has an app. */
        OWN_FACTOR,
        /** The operator wants a second factor of everybody, and the account has none. */
        POLICY
    }

    @OnEveryDatabase
    void nobodyIsLetInByOneProofAlone(TestDatabase on) {
        for (Asking asking : Asking.values()) {
            try (ProviderWorld world = ProviderWorld.usual(on, "signin.magic_link=on", "signin.email_code=on")) {
                Victim victim = victim(world, asking);
                everyDoor(world, victim, asking).forEach((door, reply) -> assertThat(letIn(reply))
                        .as("%s, %s: %s", asking, door, reply)
                        .isFalse());
            }
        }
    }

    @OnEveryDatabase
    void nobodyGoesOnByOneProofAloneOnceTheOperatorWantsTwo(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            Tokens ada = server.person();
            Surfer browser = world.surfer();
            password(browser, ada.name(), "/sign-in");
            assertThat(browser.cookies()).containsKey("gatehouse_session");
            Reply handed = browser.get(HAND_OVER);
            server.restart("mfa.required=on");
            assertThat(letIn(server.api().post("/auth/refresh", Map.of("refresh_token", ada.refresh()))))
                    .isFalse();
            assertThat(letIn(server.api().bearer(ada.access()).post("/auth/refresh")))
                    .isFalse();
            assertThat(letIn(server.api()
                            .form("/oauth2/token", "grant_type", "refresh_token", "refresh_token", ada.refresh())))
                    .isFalse();
            String code = Surfer.parameter(handed, "code");
            if (code != null) {
                assertThat(letIn(server.api().post("/auth/exchange", Map.of("code", code))))
                        .isFalse();
            }
            assertThat(letIn(browser.get(HAND_OVER))).isFalse();
            assertThat(letIn(browser.get(HAND_OVER + "&delivery=cookie"))).isFalse();
            String refresh = browser.cookies().get("gatehouse_refresh");
            assertThat(letIn(server.api()
                            .cookie("gatehouse_refresh", String.valueOf(refresh))
                            .with("sec-fetch-site", "same-origin")
                            .post("/auth/refresh")))
                    .isFalse();
            Surfer newcomer = world.surfer();
            Reply page = newcomer.visit("/sign-up");
            Reply made = newcomer.post(
                    "/sign-up",
                    "flow",
                    Surfer.hidden(page, "flow"),
                    "username",
                    TestServer.freshName("new"),
                    "password",
                    PASSWORD);
            assertThat(letIn(made)).isFalse();
            assertThat(newcomer.cookies()).doesNotContainKeys("gatehouse_session", "gatehouse_access");
        }
    }

    /** A browser's session of one factor gives nothing to a client that asks for two by name. */
    @OnEveryDatabase
    void whoIsAskedForTwoByNameShowsTwo(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on, "mfa.remember_device=1d")) {
            Tokens ada = world.server().person();
            AuthenticatorApp app =
                    AuthenticatorApp.add(world.server(), ada, "Phone").app();
            Surfer browser = world.surfer();
            remembered(browser, ada.name(), app);
            password(browser, ada.name(), "/sign-in");
            assertThat(browser.cookies()).containsKey("gatehouse_session");
            Reply asked = browser.get(HAND_OVER + "&acr_values=urn%3Agatehouse%3Aacr%3A2");
            assertThat(letIn(asked)).as(asked::toString).isFalse();
        }
    }

    /** A remembered browser is let in, and links nothing until a second factor has been shown. */
    @OnEveryDatabase
    void aRememberedBrowserAddsNoWayIn(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on, "mfa.remember_device=1d")) {
            Victim victim = victim(world, Asking.OWN_FACTOR);
            AuthenticatorApp app = Objects.requireNonNull(victim.app);
            Surfer browser = world.surfer();
            remembered(browser, victim.email, app);
            world.server().clock().advance(Duration.ofSeconds(30));
            Reply link = browser.signIn(world.github(), Person.named("hub", victim.email, true, "hub"));
            Reply agreed = browser.post(
                    "/sign-in/link", "flow", Surfer.hidden(link, "flow"), "choice", "link", "password", PASSWORD);
            assertThat(agreed.expect(303).header("location")).startsWith("/sign-in/second-factor");
            assertThat(links(world)).isEqualTo(1);
            Reply asked = browser.follow(agreed);
            Reply whole = browser.follow(
                    browser.post("/sign-in/second-factor", "flow", Surfer.hidden(asked, "flow"), "code", app.code())
                            .expect(303));
            browser.follow(browser.post("/sign-in/link", "flow", Surfer.hidden(whole, "flow"), "choice", "link"))
                    .expect(200);
            assertThat(links(world)).isEqualTo(2);
        }
    }

    private static long links(ProviderWorld world) {
        return world.server()
                .database()
                .read(sql -> sql.one("SELECT count(*) AS links FROM identities", row -> row.number("links")))
                .orElseThrow();
    }

    /** A second factor alone, in a browser that somebody left, makes nothing fresh. */
    @OnEveryDatabase
    void aSecondFactorAloneChangesNothing(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            Tokens ada = server.person();
            Surfer browser = world.surfer();
            password(browser, ada.name(), "/sign-in");
            Reply begun = ada.api().post("/auth/mfa/totp", Map.of()).expect(201);
            AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
            ada.api()
                    .post(
                            "/auth/mfa/totp/" + begun.text("id") + "/confirm",
                            Map.of("code", app.code(), "end_other_sessions", false))
                    .expect(200);
            server.clock().advance(Duration.ofMinutes(6));
            Reply step = browser.visit(HAND_OVER + "&acr_values=urn%3Agatehouse%3Aacr%3A2");
            Reply handed =
                    browser.post("/sign-in/second-factor", "flow", Surfer.hidden(step, "flow"), "code", app.code());
            assertThat(handed.expect(303).header("location")).startsWith(ProviderWorld.FRONT_END);
            Reply change = browser.get("/account/second-factor/add").expect(303);
            assertThat(change.header("location")).startsWith("/sign-in?flow=");
        }
    }

    private record Victim(String email, @Nullable AuthenticatorApp app, Tokens tokens) {}

    /** Somebody with a password and Google, and what asks for more. */
    private static Victim victim(ProviderWorld world, Asking asking) {
        TestServer server = world.server();
        String email = TestServer.freshName("victim") + "@example.com";
        server.api()
                .post("/auth/signup", Map.of("email", email, "password", PASSWORD))
                .expect(201);
        Surfer linking = world.surfer();
        Reply page = linking.signIn(world.google(), Person.named("victim", email, true, "victim"));
        linking.follow(linking.post(
                        "/sign-in/link", "flow", Surfer.hidden(page, "flow"), "choice", "link", "password", PASSWORD))
                .expect(200);
        Tokens tokens = server.tokens(
                email,
                server.api()
                        .post("/auth/login", Map.of("email", email, "password", PASSWORD))
                        .expect(200));
        if (asking == Asking.POLICY) {
            server.restart("mfa.required=on");
            return new Victim(email, null, tokens);
        }
        return new Victim(email, AuthenticatorApp.add(server, tokens, "Phone").app(), tokens);
    }

    private static Map<String, Reply> everyDoor(ProviderWorld world, Victim victim, Asking asking) {
        TestServer server = world.server();
        Map<String, Object> right = Map.of("email", victim.email, "password", PASSWORD);
        Map<String, Reply> replies = new LinkedHashMap<>();
        Reply refused = server.api().post("/auth/login", right);
        replies.put("POST /auth/login", refused);
        replies.put("POST /login", server.api().post("/login", right));
        replies.put(
                "POST /auth/login with cookies",
                server.api()
                        .post(
                                "/auth/login",
                                Map.of("email", victim.email, "password", PASSWORD, "delivery", "cookie")));
        replies.put("POST /token", server.api().form("/token", "username", victim.email, "password", PASSWORD));
        replies.put(
                "POST /oauth2/token",
                server.api()
                        .form(
                                "/oauth2/token",
                                "grant_type",
                                "password",
                                "username",
                                victim.email,
                                "password",
                                PASSWORD));
        String token = Objects.requireNonNull(refused.text("mfa_token"), refused::toString);
        for (String code : List.of("000000", "0000-0000-0000-0000-0000-0000")) {
            replies.put(
                    "POST /auth/mfa " + code,
                    server.api().post("/auth/mfa", Map.of("mfa_token", token, "code", wrong(victim, code))));
        }
        if (asking == Asking.OWN_FACTOR) {
            replies.put(
                    "POST /auth/mfa/enrol/totp",
                    server.api()
                            .post("/auth/mfa/enrol/totp", Map.of("mfa_token", token))
                            .expect(410));
        }
        replies.put(
                "POST /auth/mfa/enrol/totp/confirm",
                server.api()
                        .post(
                                "/auth/mfa/enrol/totp/confirm",
                                Map.of("mfa_token", token, "id", victim.tokens.id(), "code", "000000")));
        replies.put(
                "GET /users/me with an mfa_token", server.api().bearer(token).get("/users/me"));
        replies.put(
                "POST /auth/refresh with an mfa_token",
                server.api().post("/auth/refresh", Map.of("refresh_token", token)));
        replies.put(
                "POST /auth/exchange with an mfa_token", server.api().post("/auth/exchange", Map.of("code", token)));
        byPages(world, victim, replies);
        byMail(world, victim, replies);
        return replies;
    }

    /** With what was mailed to the victim in hand, and nothing else. */
    private static void byMail(ProviderWorld world, Victim victim, Map<String, Reply> replies) {
        TestServer server = world.server();
        String link = Recovering.magicToken(server, victim.email);
        replies.put(
                "POST /auth/magic-link/sign-in", server.api().post("/auth/magic-link/sign-in", Map.of("token", link)));
        String ticket = Recovering.codeToken(server, victim.email);
        String code = server.letterTo(victim.email).code();
        replies.put(
                "POST /auth/email-code/sign-in",
                server.api().post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", code)));
        replies.put(
                "POST /auth/email-code/sign-in with cookies",
                server.api()
                        .post(
                                "/auth/email-code/sign-in",
                                Map.of(
                                        "code_token",
                                        Recovering.codeToken(server, victim.email),
                                        "code",
                                        server.letterTo(victim.email).code(),
                                        "delivery",
                                        "cookie")));
        for (String path : List.of("/sign-in", HAND_OVER, HAND_OVER + "&delivery=cookie")) {
            Surfer byLink = world.surfer();
            askByMail(world, byLink, victim, path, "link");
            Reply opened = byLink.visit(server.letterTo(victim.email).path());
            Reply in = byLink.post("/sign-in/mailed", "ticket", Surfer.hidden(opened, "ticket"));
            replies.put("POST /sign-in/mailed for " + path, in);
            replies.put("and where that leads for " + path, byLink.follow(in));
            requireOut(byLink, "a mailed link for " + path);
            replies.put("then GET " + path + " after a mailed link", byLink.get(path));

            Surfer byCode = world.surfer();
            Reply typing = askByMail(world, byCode, victim, path, "code");
            Reply typed = byCode.post(
                    "/sign-in/code",
                    "flow",
                    Surfer.hidden(typing, "flow"),
                    "ticket",
                    Surfer.hidden(typing, "ticket"),
                    "mailed_code",
                    server.letterTo(victim.email).code());
            assertThat(typed.status()).as(typed::toString).isEqualTo(303);
            replies.put("POST /sign-in/code for " + path, typed);
            replies.put("and where that leads to for " + path, byCode.follow(typed));
            requireOut(byCode, "a mailed code for " + path);
            replies.put("then GET " + path + " after a mailed code", byCode.get(path));
        }
    }

    /** Has the only letter sent that there is then: those of one moment come in no order. */
    private static Reply askByMail(ProviderWorld world, Surfer browser, Victim victim, String path, String way) {
        world.server().settle();
        world.server().mailbox().empty();
        String flow = Surfer.hidden(browser.visit(path), "flow");
        return browser.follow(browser.post("/sign-in/mail", "flow", flow, "identifier", victim.email, "way", way));
    }

    private static void byPages(ProviderWorld world, Victim victim, Map<String, Reply> replies) {
        Person person = Person.named("victim", victim.email, true, "victim");
        for (String path : List.of("/sign-in", HAND_OVER, HAND_OVER + "&delivery=cookie", "/account")) {
            Surfer browser = world.surfer();
            replies.put("POST /sign-in for " + path, password(browser, victim.email, path));
            requireOut(browser, path);
            replies.put("then GET " + path, browser.get(path));
            replies.put("then POST /sign-in/continue", browser.post("/sign-in/continue"));
        }
        Surfer google = world.surfer();
        Reply step = google.come(world.google(), person, "");
        replies.put("GET /auth/{provider}/callback", step);
        Reply page = google.follow(step);
        replies.put("and where that leads", page);
        requireOut(google, "Google");
        Surfer front = world.surfer();
        replies.put(
                "GET /auth/{provider}/callback to a front end",
                front.come(
                        world.google(),
                        person,
                        "?return_to=" + URLEncoder.encode(ProviderWorld.FRONT_END, StandardCharsets.UTF_8)));
        requireOut(front, "Google to a front end");

        Surfer github = world.surfer();
        Reply link = github.signIn(world.github(), Person.named("hub", victim.email, true, "hub"));
        Reply agreed = github.post(
                "/sign-in/link", "flow", Surfer.hidden(link, "flow"), "choice", "link", "password", PASSWORD);
        replies.put("POST /sign-in/link", agreed);
        Reply asked = github.follow(agreed);
        replies.put("and where that leads too", asked);
        requireOut(github, "a link");
        String flow = Surfer.hidden(asked, "flow");
        for (String path : List.of("/sign-in/link", "/sign-in/second-factor", "/sign-in/enrol", "/sign-in")) {
            replies.put("POST " + path + " with nothing", github.post(path, "flow", flow));
            replies.put("POST " + path + " kept", github.post(path, "flow", flow, "choice", "kept"));
            replies.put("POST " + path + " link", github.post(path, "flow", flow, "choice", "link"));
            requireOut(github, path);
        }
    }

    private static void requireOut(Surfer browser, String path) {
        assertThat(browser.cookies()).as(path).doesNotContainKeys(COOKIES.toArray(String[]::new));
    }

    private static Reply password(Surfer browser, String name, String path) {
        Reply page = browser.visit(path).expect(200);
        return browser.follow(browser.post(
                "/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", name, "password", PASSWORD));
    }

    /** Signs in with both factors, has the browser remembered, and signs out. */
    private static void remembered(Surfer browser, String name, AuthenticatorApp app) {
        Reply step = password(browser, name, "/sign-in");
        browser.post(
                        "/sign-in/second-factor",
                        "flow",
                        Surfer.hidden(step, "flow"),
                        "code",
                        app.code(),
                        "remember",
                        "true")
                .expect(303);
        browser.post("/sign-out").expect(200);
    }

    private static String wrong(Victim victim, String code) {
        return victim.app != null && code.length() == 6 ? victim.app.wrongCode() : code;
    }

    private static boolean letIn(Reply reply) {
        String location = reply.header("location");
        String type = reply.header("content-type");
        boolean json = type != null && type.contains("json");
        return reply.setCookies().keySet().stream().anyMatch(COOKIES::contains)
                        && reply.setCookies().values().stream().noneMatch(line -> line.contains("Max-Age=0"))
                || location != null && location.startsWith(ProviderWorld.FRONT_END)
                || json && (reply.text("access_token") != null || reply.status() < 300);
    }
}
