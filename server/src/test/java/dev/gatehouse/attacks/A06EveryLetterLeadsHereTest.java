package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.token;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Row A06: every kind of letter that there is, on its way from a server all of whose clients say that they called another
 * host, leads to the configured public address. A new kind of letter fails here until somebody has it mailed.
 */
class A06EveryLetterLeadsHereTest {
    private static final String GRACE = "grace@example.com";
    private static final String MOVED = "grace.hopper@example.com";
    private static final String JOAN = "joan@example.com";
    private static final String JOAN_LATER = "joan.clarke@example.com";
    private static final String JEAN = "jean@example.com";
    private static final String MARY = "mary@example.com";
    private static final String PASSWORD = TestServer.PASSWORD;

    private static final List<Map<String, String>> HOSTILE = List.of(
            Map.of(
                    "x-forwarded-host", "evil.example",
                    "x-forwarded-proto", "https",
                    "x-forwarded-port", "444",
                    "x-forwarded-prefix", "/evil",
                    "x-original-host", "evil.example",
                    "referer", "https://evil.example/"),
            Map.of(
                    "forwarded", "for=192.0.2.1;host=evil.example;proto=https",
                    "x-original-url", "https://evil.example/",
                    "x-rewrite-url", "https://evil.example/"));

    private static final Pattern SENT = Pattern.compile("gatehouse_mail_total\\{kind=\"([a-z_]+)\",outcome=\"sent\"}");
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"<]*[^\\s\"<.,]");

    private final Set<LetterKind> seen = EnumSet.noneOf(LetterKind.class);

    @OnEveryDatabase
    void ofEveryKind(TestDatabase on) {
        Map<String, String> hostile = on.isPostgres() ? HOSTILE.getFirst() : HOSTILE.getLast();
        everyKind(on, hostile);
    }

    @OnEveryDatabase
    void ofEveryKindByTheOtherHeaders(TestDatabase on) {
        Map<String, String> hostile = on.isPostgres() ? HOSTILE.getLast() : HOSTILE.getFirst();
        everyKind(on, hostile);
    }

    private void everyKind(TestDatabase on, Map<String, String> hostile) {
        try (ProviderWorld world = new ProviderWorld(
                on,
                List.of(Flavour.GITHUB),
                "proxy.trusted=127.0.0.1",
                "metrics.open=on",
                "attempts.free=3",
                "signin.magic_link=on",
                "signin.email_code=on",
                "mfa.email_codes=on",
                "limits.mail_account=off",
                "limits.verification=off")) {
            TestServer server = world.server();
            server.everybodySends(hostile);
            Tokens grace = person(server, "grace", GRACE);
            asked(server, grace);
            linked(world, waysIn(server, grace));
            administered(server, person(server, "joan", JOAN));
            secondFactorByMail(server, person(server, "jean", JEAN));
            person(server, "mary", MARY).api().delete("/auth/email").expect(204);
            collect(server);
            server.restart("signup.verify_email=required");
            server.api()
                    .post("/auth/signup", Map.of("email", MOVED, "password", PASSWORD))
                    .expect(202);
            collect(server);

            assertThat(seen).containsExactlyInAnyOrder(LetterKind.values());
            for (Mail letter : server.mailbox().all()) {
                assertThat(letter.source()).doesNotContain("evil");
                for (String text : List.of(letter.text(), letter.html())) {
                    assertThat(text).doesNotContain("evil");
                    assertThat(URL.matcher(text).results().map(found -> found.group()))
                            .as(letter.subject())
                            .allMatch(url ->
                                    url.equals(TestServer.PUBLIC_URL) || url.startsWith(TestServer.PUBLIC_URL + "/"));
                }
            }
        }
    }

    private static Tokens person(TestServer server, String name, String email) {
        String id = Objects.requireNonNull(server.api()
                .post("/auth/signup", Map.of("username", name, "email", email, "password", PASSWORD))
                .expect(201)
                .text("id"));
        server.settle();
        verify(server, id);
        return server.signIn(name);
    }

    /** What people ask for. */
    private static void asked(TestServer server, Tokens grace) {
        for (String route : List.of("forgot-password", "magic-link", "email-code")) {
            Recovering.ask(server, route, GRACE);
        }
        Surfer browser = new Surfer(server);
        String flow = Surfer.hidden(browser.visit("/sign-in"), "flow");
        browser.follow(browser.post("/sign-in", "flow", flow, "identifier", "grace", "password", PASSWORD))
                .expect(200);
        browser.follow(browser.post("/account/email/change", "email", "first@example.com"))
                .expect(200);
        server.settle();
        grace.api().post("/auth/change-email", Map.of("email", MOVED)).expect(202);
        grace.api()
                .post("/auth/change-email/confirm", Map.of("token", token(server.letterTo(MOVED))))
                .expect(204);
    }

    /** What happens to an account of which its owner is to know; answers the session that is left. */
    private static Tokens waysIn(TestServer server, Tokens grace) {
        Api api = grace.api();
        Map<String, String> login = Map.of("username", "grace", "password", PASSWORD);
        server.api().with("user-agent", "Other/1.0").post("/auth/login", login).expect(200);
        api.post("/auth/change-password", Map.of("current_password", PASSWORD, "new_password", Recovering.NEXT))
                .expect(204);
        String passkey = PasskeyCalls.add(grace, new Authenticator());
        api.delete("/auth/password").expect(204);
        api.post("/auth/change-password", Map.of("new_password", PASSWORD)).expect(204);
        api.delete("/auth/passkeys/" + passkey).expect(204);
        AuthenticatorApp.Added phone = AuthenticatorApp.add(server, grace, "Phone");
        String code = phone.recoveryCodes().getFirst();
        Tokens both = server.tokens(
                "grace",
                server.api()
                        .post("/auth/login", Map.of("username", "grace", "password", PASSWORD, "mfa_code", code))
                        .expect(200));
        both.api().post("/auth/mfa/recovery-codes", Map.of()).expect(200);
        both.api().delete("/auth/mfa/totp/" + phone.id()).expect(204);
        for (int wrong = 0; wrong < 3; wrong++) {
            server.api()
                    .from("203.0.113.9")
                    .with("user-agent", "Stranger/1.0")
                    .post("/auth/login", Map.of("username", "grace", "password", "not this one"))
                    .expect(401);
        }
        return both;
    }

    private static void linked(ProviderWorld world, Tokens grace) {
        Surfer browser = world.surfer().asProgram();
        String begun = Objects.requireNonNull(
                grace.api().post("/auth/link/github", Map.of()).expect(200).text("authorization_url"));
        assertThat(begun).startsWith(TestServer.PUBLIC_URL + "/");
        String path = begun.substring(TestServer.PUBLIC_URL.length());
        String pending = Objects.requireNonNull(browser.arrive(world.github().approve(browser.leave(path), Person.ADA))
                .expect(200)
                .text("link_token"));
        grace.api()
                .post("/auth/link/confirm", Map.of("link_token", pending, "password", PASSWORD))
                .expect(200);
        grace.api().delete("/auth/link/github").expect(204);
    }

    /** What administrators do. */
    private static void administered(TestServer server, Tokens joan) {
        Api admin = server.admin().api();
        admin.post("/users/" + joan.id() + "/recovery", Map.of()).expect(202);
        server.settle();
        admin.patch("/users/" + joan.id(), Map.of("email", JOAN_LATER)).expect(200);
        server.api()
                .post("/auth/change-email/keep", Map.of("token", token(server.letterTo(JOAN))))
                .expect(200);
        admin.patch("/users/" + joan.id(), Map.of("username", "joanna")).expect(200);
        admin.delete("/users/" + joan.id()).expect(204);
    }

    private static void secondFactorByMail(TestServer server, Tokens jean) {
        jean.api().put("/auth/mfa/email", Map.of("enabled", true)).expect(204);
        String token = Objects.requireNonNull(server.api()
                .post("/auth/login", Map.of("username", "jean", "password", PASSWORD))
                .expectProblem(401, "mfa_required")
                .text("mfa_token"));
        server.api()
                .post("/auth/mfa/challenge", Map.of("mfa_token", token, "method", "email_code"))
                .expect(202);
    }

    /** What was sent since the server started. */
    private void collect(TestServer server) {
        server.settle();
        Matcher sent = SENT.matcher(server.api().get("/metrics").expect(200).body());
        while (sent.find()) {
            seen.add(LetterKind.valueOf(sent.group(1).toUpperCase(Locale.ROOT)));
        }
    }
}
