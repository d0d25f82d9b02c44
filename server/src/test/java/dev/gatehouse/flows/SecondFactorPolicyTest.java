package dev.gatehouse.flows;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import dev.gatehouse.testing.Ways;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What operators require and allow of second factors, through the API. */
class SecondFactorPolicyTest {
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Pattern KEY = Pattern.compile("<code class=\"key\" dir=\"ltr\">([A-Z2-7 ]+)</code>");

    @OnEveryDatabase
    void whoHasToHaveOneSetsItUpOnTheWayIn(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Reply refused = login(server.api(), name).expectProblem(403, "mfa_enrolment_required");
            String token = Objects.requireNonNull(refused.text("mfa_token"));
            answer(server.api(), token, "123456").expectProblem(401, "invalid_code");
            server.api()
                    .post("/auth/mfa/challenge", Map.of("mfa_token", token, "method", "email_code"))
                    .expectProblem(400, "invalid_request");
            Reply begun = server.api()
                    .post("/auth/mfa/enrol/totp", Map.of("mfa_token", token, "name", "Phone"))
                    .expect(201);
            AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
            confirm(server, token, begun, app.wrongCode()).expectProblem(401, "invalid_code");
            Reply in = confirm(server, token, begun, app.code()).expect(200);
            assertThat(in.texts("recovery_codes")).hasSize(10);
            Tokens ada = server.tokens(name, in);
            assertThat(ada.api().get("/auth/mfa").at("required").asBoolean()).isTrue();
            ada.api().get("/users/me").expect(200);
            ada.api().delete("/auth/mfa/totp/" + begun.text("id")).expectProblem(409, "last_second_factor");
            server.clock().advance(STEP);

            // Whoever has the password alone, and a half sign-in from before, sets nothing up beside it.
            server.api()
                    .post("/auth/mfa/enrol/totp", Map.of("mfa_token", token))
                    .expectProblem(410, "flow_expired");
            String later = Objects.requireNonNull(
                    login(server.api(), name).expectProblem(401, "mfa_required").text("mfa_token"));
            server.api()
                    .post("/auth/mfa/enrol/totp", Map.of("mfa_token", later))
                    .expectProblem(410, "flow_expired");
            confirm(server, later, begun, app.code()).expectProblem(410, "flow_expired");
            answer(server.api(), later, app.code()).expect(200);
        }
    }

    @OnEveryDatabase
    void anAppBegunByAThiefIsNothingWhereTheOwnerIsFaster(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            String thief = Objects.requireNonNull(login(server.api(), name).text("mfa_token"));
            String owner = Objects.requireNonNull(login(server.api(), name).text("mfa_token"));
            Reply theirs = server.api()
                    .post("/auth/mfa/enrol/totp", Map.of("mfa_token", thief))
                    .expect(201);
            Reply own = server.api()
                    .post("/auth/mfa/enrol/totp", Map.of("mfa_token", owner))
                    .expect(201);
            AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(own.text("secret")), server.clock());
            AuthenticatorApp stolen =
                    AuthenticatorApp.of(Objects.requireNonNull(theirs.text("secret")), server.clock());
            confirm(server, owner, own, app.code()).expect(200);
            confirm(server, thief, theirs, stolen.code()).expectProblem(410, "flow_expired");
            answer(server.api(), thief, stolen.code()).expectProblem(401, "invalid_code");
        }
    }

    @OnEveryDatabase
    void aRememberedBrowserIsSparedForAWhile(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.remember_device=10d")) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            Reply in = remember(server, ada, app);
            String cookie = in.cookie("gatehouse_remembered");
            assertThat(in.setCookies().get("gatehouse_remembered"))
                    .contains("Max-Age=864000", "HttpOnly", "SameSite=Lax", "Path=/");
            Api browser = server.api().cookie("gatehouse_remembered", cookie);
            Tokens spared = server.tokens(ada.name(), login(browser, ada.name()).expect(200));
            Reply status = spared.api().get("/auth/mfa").expect(200);
            assertThat(status.at("remembered_devices").size()).isEqualTo(1);
            // One who was spared has shown nothing that would let them change what protects the account.
            spared.api().post("/auth/mfa/recovery-codes").expectProblem(401, "insufficient_user_authentication");
            Tokens other = server.person();
            AuthenticatorApp.add(server, other, "Phone");
            login(browser, other.name()).expectProblem(401, "mfa_required");
            login(server.api().cookie("gatehouse_remembered", "A".repeat(43)), ada.name())
                    .expectProblem(401, "mfa_required");

            spared.api()
                    .delete("/auth/mfa/devices/"
                            + status.at("remembered_devices").get(0).path("id").asString())
                    .expect(204);
            login(browser, ada.name()).expectProblem(401, "mfa_required");
            spared.api().delete("/auth/mfa/devices/none").expectProblem(404, "not_found");

            Api again = server.api()
                    .cookie("gatehouse_remembered", remember(server, ada, app).cookie("gatehouse_remembered"));
            Tokens in2 = server.tokens(ada.name(), login(again, ada.name()).expect(200));
            in2.api()
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", PASSWORD, "new_password", "nine red herons"))
                    .expect(204);
            again.post("/auth/login", Map.of("username", ada.name(), "password", "nine red herons"))
                    .expectProblem(401, "mfa_required");

            Tokens eve = server.person();
            AuthenticatorApp evesApp =
                    AuthenticatorApp.add(server, eve, "Phone").app();
            Api late = server.api()
                    .cookie(
                            "gatehouse_remembered",
                            remember(server, eve, evesApp).cookie("gatehouse_remembered"));
            server.clock().advance(Duration.ofDays(10));
            login(late, eve.name()).expectProblem(401, "mfa_required");
        }
    }

    /** What an operator turns off is over at the next renewal, and the way on is the usual one. */
    @OnEveryDatabase
    void whoWasSparedIsAskedOnceBrowsersAreSparedNoMore(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.remember_device=10d")) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            String secret = remember(server, ada, app).cookie("gatehouse_remembered");
            Api browser = server.api().cookie("gatehouse_remembered", secret);
            Tokens spared = server.tokens(ada.name(), login(browser, ada.name()).expect(200));
            Surfer surfer = new Surfer(server);
            surfer.cookies().put("gatehouse_remembered", secret);
            assertThat(password(surfer, surfer.visit("/account"), ada.name()).body())
                    .contains(ada.name());
            server.restart("mfa.remember_device=off");
            server.api()
                    .post("/auth/refresh", Map.of("refresh_token", spared.refresh()))
                    .expectProblem(401, "invalid_refresh_token");
            server.api().bearer(spared.access()).post("/auth/refresh").expectProblem(401, "invalid_token");
            login(server.api().cookie("gatehouse_remembered", secret), ada.name())
                    .expectProblem(401, "mfa_required");
            Reply step = surfer.visit("/account/events").expect(200);
            assertThat(step.body()).contains("One more step");
            Reply back = surfer.post("/sign-in/second-factor", "flow", Surfer.hidden(step, "flow"), "code", app.code());
            assertThat(back.expect(303).header("location")).isEqualTo("/account/events");
            surfer.get("/account/events").expect(200);
        }
    }

    /** A browser of one factor reads no account any more; whoever has just signed in there sets a second one up. */
    @OnEveryDatabase
    void pagesAskForWhatAnOperatorRequiresByNow(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer surfer = new Surfer(server);
            password(surfer, surfer.visit("/sign-in"), name);
            server.restart("mfa.required=on");
            assertThat(surfer.visit("/account/events").expect(200).body()).contains("Protect your account");
            Reply enrol = surfer.visit("/account/events");
            server.clock().advance(Duration.ofMinutes(6));
            // That this browser was signed in long ago adds no way in: not by the page from before either.
            Reply page = surfer.visit("/account/events").expect(200);
            assertThat(page.body()).contains("name=\"password\"").doesNotContain("Protect your account");
            assertThat(surfer.visit("/sign-in/enrol?flow=" + Surfer.hidden(enrol, "flow"))
                            .body())
                    .doesNotContain("Protect your account");
            Reply again = password(surfer, page, name);
            assertThat(again.body()).contains("Protect your account");
            Matcher key = KEY.matcher(again.body());
            assertThat(key.find()).isTrue();
            AuthenticatorApp app = AuthenticatorApp.of(key.group(1), server.clock());
            Reply codes = surfer.post(
                            "/sign-in/enrol",
                            "flow",
                            Surfer.hidden(again, "flow"),
                            "id",
                            Surfer.hidden(again, "id"),
                            "code",
                            app.code())
                    .expect(200);
            Reply back = surfer.post("/sign-in/enrol", "flow", Surfer.hidden(codes, "flow"), "choice", "kept");
            assertThat(back.expect(303).header("location")).isEqualTo("/account/events");
            surfer.get("/account/events").expect(200);
        }
    }

    /** What a passkey has to show is no business of a browser that was spared before. */
    @OnEveryDatabase
    void whetherPasskeysAreAskedForForgetsRememberedBrowsers(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.remember_device=10d")) {
            Tokens ada = server.person();
            Ways.passkey(server, ada.id(), server.clock().instant());
            for (boolean enabled : new boolean[] {true, false}) {
                Ways.device(server, ada.id(), server.clock().instant());
                server.database()
                        .write(transaction -> transaction.update(
                                "UPDATE sessions SET acr = 'urn:gatehouse:acr:2' WHERE account_id = ?", ada.id()));
                ada.api().put("/auth/mfa/passkeys", Map.of("enabled", enabled)).expect(204);
                assertThat(Ways.count(server, "remembered_devices", ada.id()))
                        .as("asked for: " + enabled)
                        .isZero();
            }
        }
    }

    private static Reply password(Surfer surfer, Reply page, String name) {
        return surfer.follow(
                surfer.post("/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", name, "password", PASSWORD));
    }

    @OnEveryDatabase
    void noBrowserIsRememberedUnlessTheOperatorAllowsIt(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            assertThat(remember(server, ada, app).setCookies()).doesNotContainKey("gatehouse_remembered");
        }
    }

    @OnEveryDatabase
    void codesByMailAreForOneSignInAndOneAddress(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "mfa.email_codes=on")) {
            Tokens ada = withMail(server, "ada@example.com");
            ada.api().put("/auth/mfa/email", Map.of("enabled", true)).expectProblem(409, "conflict");
            verify(server, ada);
            ada.api().put("/auth/mfa/email", Map.of()).expectInvalid("enabled");
            ada.api().put("/auth/mfa/email", Map.of("enabled", true)).expect(204);

            Reply refused = login(server.api(), ada.name()).expectProblem(401, "mfa_required");
            assertThat(refused.texts("methods")).containsExactly("email_code");
            String token = Objects.requireNonNull(refused.text("mfa_token"));
            answer(server.api(), token, "123456").expectProblem(401, "invalid_code");
            mailed(server, token);
            String code = newestCode(server, "ada@example.com", null);
            String other =
                    Objects.requireNonNull(login(server.api(), ada.name()).text("mfa_token"));
            answer(server.api(), other, code).expectProblem(401, "invalid_code");
            answer(server.api(), token, code).expect(200);
            answer(server.api(), token, code).expectProblem(401, "invalid_code");

            mailed(server, other);
            String second = newestCode(server, "ada@example.com", code);
            for (int i = 0; i < 5; i++) {
                answer(server.api(), other, second.equals("000000") ? "000001" : "000000")
                        .expectProblem(401, "invalid_code");
            }
            answer(server.api(), other, second).expectProblem(401, "invalid_code");

            String third =
                    Objects.requireNonNull(login(server.api(), ada.name()).text("mfa_token"));
            mailed(server, third);
            String old = newestCode(server, "ada@example.com", second);
            server.database()
                    .write(transaction -> transaction.update(
                            "UPDATE accounts SET email = 'eve@example.com', email_key = 'eve@example.com' WHERE id = ?",
                            ada.id()));
            answer(server.api(), third, old).expectProblem(401, "invalid_code");
        }
    }

    @OnEveryDatabase
    void codesByMailAreOffUnlessTheOperatorAllowsThem(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = withMail(server, "ada@example.com");
            verify(server, ada);
            ada.api().put("/auth/mfa/email", Map.of("enabled", true)).expectProblem(409, "conflict");
            assertThat(ada.api().get("/auth/mfa").at("email.available").asBoolean())
                    .isFalse();
        }
    }

    @OnEveryDatabase
    void codesAreMailedFiveTimesInAQuarterOfAnHour(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "mfa.email_codes=on", "limits.second_factor_mail=5/15m")) {
            Tokens ada = withMail(server, "ada@example.com");
            verify(server, ada);
            ada.api().put("/auth/mfa/email", Map.of("enabled", true)).expect(204);
            for (int i = 0; i < 5; i++) {
                mailed(
                        server,
                        Objects.requireNonNull(login(server.api(), ada.name()).text("mfa_token")));
            }
            String token =
                    Objects.requireNonNull(login(server.api(), ada.name()).text("mfa_token"));
            server.api()
                    .post("/auth/mfa/challenge", Map.of("mfa_token", token, "method", "email_code"))
                    .expectProblem(429, "too_many_requests");
        }
    }

    /** Whoever has the password alone uses up what strangers are mailed, and nothing of what the owner is. */
    @OnEveryDatabase
    void strangersTakeNoCodesFromWhereTheOwnerHasBeen(TestDatabase on) {
        try (TestServer server = TestServer.mailing(
                on, "mfa.email_codes=on", "limits.second_factor_mail=2/15m", "proxy.trusted=127.0.0.1")) {
            Tokens ada = withMail(server, "ada@example.com");
            verify(server, ada);
            ada.api().put("/auth/mfa/email", Map.of("enabled", true)).expect(204);
            for (int i = 0; i < 2; i++) {
                challenge(server.api().from("198.51.100." + i), ada).expect(202);
            }
            challenge(server.api().from("198.51.100.9"), ada).expectProblem(429, "too_many_requests");
            challenge(server.api(), ada).expect(202);
            challenge(server.api(), ada).expect(202);
            challenge(server.api(), ada).expectProblem(429, "too_many_requests");
            server.clock().advance(Duration.ofMinutes(15));
            challenge(server.api().from("198.51.100.9"), ada).expect(202);
        }
    }

    private static Reply challenge(Api from, Tokens person) {
        String token = Objects.requireNonNull(login(from, person.name()).text("mfa_token"));
        return from.post("/auth/mfa/challenge", Map.of("mfa_token", token, "method", "email_code"));
    }

    private static Tokens withMail(TestServer server, String address) {
        Reply made = server.api()
                .post("/auth/signup", Map.of("email", address, "password", PASSWORD))
                .expect(201);
        assertThat(made.text("email")).isEqualTo(address);
        return server.tokens(
                address,
                server.api()
                        .post("/auth/login", Map.of("username", address, "password", PASSWORD))
                        .expect(200));
    }

    private static void verify(TestServer server, Tokens person) {
        server.database()
                .write(transaction ->
                        transaction.update("UPDATE accounts SET email_verified = TRUE WHERE id = ?", person.id()));
    }

    /** Has a code mailed, which is the only letter then: those of one moment come in no order. */
    private static void mailed(TestServer server, String token) {
        server.settle();
        server.mailbox().empty();
        Reply sent = server.api()
                .post("/auth/mfa/challenge", Map.of("mfa_token", token, "method", "email_code"))
                .expect(202);
        assertThat(sent.at("expires_in").asInt()).isEqualTo(600);
    }

    /** @param before the code of the letter before, which may be the newest still */
    private static String newestCode(TestServer server, String address, @Nullable String before) {
        Mail mail = server.letterTo(address);
        assertThat(mail.code()).matches("\\d{6}").isNotEqualTo(before);
        return Objects.requireNonNull(mail.code());
    }

    private static Reply remember(TestServer server, Tokens person, AuthenticatorApp app) {
        String token = Objects.requireNonNull(login(server.api(), person.name()).text("mfa_token"));
        Reply in = server.api()
                .post("/auth/mfa", Map.of("mfa_token", token, "code", app.code(), "remember", true))
                .expect(200);
        server.clock().advance(STEP);
        return in;
    }

    private static Reply confirm(TestServer server, String token, Reply begun, String code) {
        return server.api()
                .post(
                        "/auth/mfa/enrol/totp/confirm",
                        Map.of("mfa_token", token, "id", Objects.requireNonNull(begun.text("id")), "code", code));
    }

    private static Reply login(Api api, String name) {
        return api.post("/auth/login", Map.of("username", name, "password", PASSWORD));
    }

    private static Reply answer(Api api, String token, String code) {
        return api.post("/auth/mfa", Map.of("mfa_token", token, "code", code));
    }
}
