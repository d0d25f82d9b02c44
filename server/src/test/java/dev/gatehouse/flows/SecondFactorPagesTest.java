package dev.gatehouse.flows;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Second factors on the pages: on the way in, and on those of an account. */
class SecondFactorPagesTest {
    private static final String STEP = "/sign-in/second-factor";
    private static final String LIST = "/account/second-factor";
    private static final Pattern KEY = Pattern.compile("<code class=\"key\" dir=\"ltr\">([A-Z2-7 ]+)</code>");
    private static final Pattern CODE = Pattern.compile("<li><code>([0-9a-z-]{29})</code></li>");

    @OnEveryServer
    void aPasswordAloneLeadsNoFurtherThanTheNextStep(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
        Surfer surfer = new Surfer(server);
        Reply step = password(surfer, ada);
        assertThat(step.body())
                .contains("One more step", "autocomplete=\"one-time-code\"", "inputmode=\"numeric\"")
                .doesNotContain("name=\"remember\"");
        assertThat(surfer.cookies()).doesNotContainKeys("gatehouse_session", "gatehouse_access");
        surfer.visit("/account").expect(200);
        assertThat(surfer.visit("/account").body()).contains("Sign in to");
        Reply wrong = answer(surfer, step, app.wrongCode()).expect(401);
        assertThat(wrong.body()).contains("The code is not right, or not any more.");
        answer(surfer, step, "").expect(422);
        Reply in = surfer.follow(answer(surfer, step, app.code()).expect(303));
        assertThat(in.expect(200).body()).contains(ada.name());
        assertThat(surfer.visit(LIST).expect(200).body()).contains("Phone", "Codes left: 10");

        // The same step in another browser is nobody's.
        Surfer thief = new Surfer(server);
        assertThat(answer(thief, step, app.code(1)).expect(303).header("location"))
                .startsWith("/sign-in?flow=");
    }

    @OnEveryServer
    void aRecoveryCodeAnswersToo(TestServer server) {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        Surfer surfer = new Surfer(server);
        Reply step = password(surfer, ada);
        Reply other = surfer.get(STEP + "?flow=" + Surfer.hidden(step, "flow") + "&method=recovery_code")
                .expect(200);
        assertThat(other.body()).contains("Type one of your recovery codes", "Authenticator app");
        Reply in = surfer.follow(
                answer(surfer, other, added.recoveryCodes().getFirst()).expect(303));
        in.expect(200);
        assertThat(surfer.visit(LIST).body()).contains("Codes left: 9");
    }

    @OnEveryServer
    void anAppIsAddedAndTakenAwayOnTheAccountsPages(TestServer server) {
        Tokens ada = server.person();
        Surfer surfer = new Surfer(server);
        password(surfer, ada);
        Reply page = surfer.get(LIST + "/add").expect(200);
        assertThat(page.body()).contains("<svg class=\"qr\"", "otpauth://totp/");
        assertThat(page.header("cache-control")).contains("no-store");
        AuthenticatorApp app = AuthenticatorApp.of(key(page), server.clock());
        assertThat(key(surfer.get(LIST + "/add"))).isEqualTo(key(page));
        surfer.post(LIST + "/add", "id", Surfer.hidden(page, "id"), "code", app.wrongCode())
                .expect(401);
        Reply codes = surfer.post(
                        LIST + "/add",
                        "id",
                        Surfer.hidden(page, "id"),
                        "code",
                        app.code(),
                        "device_name",
                        "My phone",
                        "end_other_sessions",
                        "true")
                .expect(200);
        assertThat(codes(codes)).hasSize(10);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        server.clock().advance(Duration.ofSeconds(30));

        // Whoever is at this browser has not shown the new factor, and is asked for it before the next change.
        Reply sent = surfer.post(LIST + "/recovery-codes").expect(303);
        assertThat(sent.header("location")).startsWith("/sign-in?flow=");
        Reply step = provesAgain(surfer, sent);
        assertThat(step.body()).contains("One more step");
        Reply list = surfer.follow(answer(surfer, step, app.code()).expect(303)).expect(200);
        assertThat(list.body()).contains("My phone", "Codes left: 10");
        Reply elsewhere = server.api()
                .post(
                        "/auth/login",
                        Map.of(
                                "username",
                                ada.name(),
                                "password",
                                PASSWORD,
                                "mfa_code",
                                codes(codes).getFirst()))
                .expect(200);
        Tokens other = server.tokens(ada.name(), elsewhere);
        List<String> renewed = codes(surfer.post(LIST + "/recovery-codes").expect(200));
        assertThat(renewed).hasSize(10).doesNotContainAnyElementsOf(codes(codes));
        other.api().get("/users/me").expect(200);
        surfer.post(LIST + "/recovery-codes", "end_other_sessions", "true").expect(200);
        other.api().get("/users/me").expectProblem(401, "invalid_token");
        String id = Surfer.hidden(list, "id");
        surfer.post(LIST + "/rename", "id", id, "device_name", "<Old> phone").expect(303);
        assertThat(surfer.get(LIST).body()).contains("&lt;Old&gt; phone");
        assertThat(surfer.follow(surfer.post(LIST + "/remove", "id", id).expect(303))
                        .body())
                .contains("The authenticator app has been removed.")
                .doesNotContain("Codes left");
        assertThat(surfer.post(LIST + "/remove", "id", id).expect(404).body()).contains("There is nothing here");
        server.signIn(ada.name());
    }

    @OnEveryServer
    void whoeverElseBeganToAddAnAppHasNotItsKey(TestServer server) {
        Tokens ada = server.person();
        Surfer stranger = new Surfer(server);
        password(stranger, ada);
        Reply theirs = stranger.get(LIST + "/add").expect(200);
        Surfer owner = new Surfer(server);
        password(owner, ada);
        Reply page = owner.get(LIST + "/add").expect(200);
        assertThat(key(page)).isNotEqualTo(key(theirs));
        AuthenticatorApp kept = AuthenticatorApp.of(key(theirs), server.clock());
        owner.post(LIST + "/add", "id", Surfer.hidden(theirs, "id"), "code", kept.code())
                .expect(401);
        AuthenticatorApp app = AuthenticatorApp.of(key(page), server.clock());
        owner.post(LIST + "/add", "id", Surfer.hidden(page, "id"), "code", app.code())
                .expect(200);
    }

    @OnEveryDatabase
    void whoeverElseBeganToSetOneUpHasNotItsKey(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Reply theirs = password(new Surfer(server), name);
            Surfer owner = new Surfer(server);
            Reply page = password(owner, name);
            assertThat(key(page)).isNotEqualTo(key(theirs));
            AuthenticatorApp kept = AuthenticatorApp.of(key(theirs), server.clock());
            enrol(owner, page, kept.code()).expect(401);
            Reply codes = enrol(
                            owner,
                            page,
                            AuthenticatorApp.of(key(page), server.clock()).code())
                    .expect(200);
            // Taken away again before the sign-in goes on, it lets nobody in.
            server.database().write(transaction -> transaction.update("DELETE FROM authenticators"));
            owner.post("/sign-in/enrol", "flow", Surfer.hidden(codes, "flow"), "choice", "kept");
            assertThat(owner.cookies()).doesNotContainKey("gatehouse_session");
        }
    }

    @OnEveryServer
    void formsOfOtherSitesChangeNothing(TestServer server) {
        Tokens ada = server.person();
        Surfer surfer = new Surfer(server);
        password(surfer, ada);
        for (String path : List.of("/add", "/rename", "/remove", "/recovery-codes", "/mail", "/forget")) {
            surfer.api()
                    .with("sec-fetch-site", "cross-site")
                    .with("origin", "https://evil.example")
                    .form(LIST + path, "id", ada.id())
                    .expect(403);
        }
        surfer.api()
                .with("sec-fetch-site", "cross-site")
                .form(STEP, "code", "123456")
                .expect(403);
        surfer.api()
                .with("sec-fetch-site", "cross-site")
                .form("/sign-in/enrol", "code", "123456")
                .expect(403);
    }

    @OnEveryDatabase
    void whoHasToHaveOneSetsItUpOnTheWayIn(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer surfer = new Surfer(server);
            Reply page = password(surfer, name);
            assertThat(page.body())
                    .contains("Protect your account", "<svg class=\"qr\"")
                    .doesNotContain("by mail");
            AuthenticatorApp app = AuthenticatorApp.of(key(page), server.clock());
            assertThat(surfer.cookies()).doesNotContainKey("gatehouse_session");
            enrol(surfer, page, app.wrongCode()).expect(401);
            Reply codes = enrol(surfer, page, app.code()).expect(200);
            assertThat(codes(codes)).hasSize(10);
            assertThat(surfer.cookies()).doesNotContainKey("gatehouse_session");
            Reply in =
                    surfer.follow(surfer.post("/sign-in/enrol", "flow", Surfer.hidden(codes, "flow"), "choice", "kept")
                            .expect(303));
            assertThat(in.expect(200).body()).contains(name);
            Reply list = surfer.get(LIST).expect(200);
            Reply last = surfer.post(LIST + "/remove", "id", Surfer.hidden(list, "id"))
                    .expect(409);
            assertThat(last.body()).contains("has to have a second factor");
            // The page of a moment ago leads where the sign-in has come to by now.
            assertThat(enrol(surfer, page, app.code(1)).expect(303).header("location"))
                    .doesNotContain("/sign-in/enrol");
        }
    }

    @OnEveryDatabase
    void codesByMailAnswerOnPages(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "mfa.email_codes=on", "mfa.required=on")) {
            String email = "ada@example.com";
            server.api()
                    .post("/auth/signup", Map.of("email", email, "password", PASSWORD))
                    .expect(201);
            server.database().write(transaction -> transaction.update("UPDATE accounts SET email_verified = TRUE"));
            Surfer surfer = new Surfer(server);
            Reply enrol = password(surfer, email);
            assertThat(enrol.body()).contains("Use codes by mail instead");
            Reply step =
                    surfer.follow(surfer.post("/sign-in/enrol", "flow", Surfer.hidden(enrol, "flow"), "choice", "mail")
                            .expect(303));
            assertThat(step.body())
                    .contains("We can mail a code to ad•••@example.com.")
                    .doesNotContain("name=\"code\"");
            // Letters of one moment come in no order: from here on there is one.
            server.settle();
            server.mailbox().empty();
            Reply sent = surfer.follow(
                    surfer.post(STEP, "flow", Surfer.hidden(step, "flow"), "method", "email_code", "choice", "mail")
                            .expect(303));
            assertThat(sent.body()).contains("We have mailed a code", "name=\"code\"");
            String code = Objects.requireNonNull(server.letterTo(email).code());
            Surfer elsewhere = new Surfer(server);
            Reply theirs = password(elsewhere, email);
            answer(elsewhere, theirs, code).expect(401);
            surfer.follow(answer(surfer, sent, code).expect(303)).expect(200);
            assertThat(surfer.get(LIST).body()).contains("Code by mail", "Turn off");
        }
    }

    @OnEveryDatabase
    void aBrowserIsRememberedAndForgotten(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.remember_device=12h")) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            Surfer surfer = new Surfer(server);
            Reply step = password(surfer, ada);
            surfer.follow(surfer.post(STEP, "flow", Surfer.hidden(step, "flow"), "code", app.code(), "remember", "true")
                    .expect(303));
            assertThat(surfer.cookies()).containsKey("gatehouse_remembered");
            surfer.post("/sign-out").expect(200);
            assertThat(password(surfer, ada).body()).contains("Your account").doesNotContain("One more step");
            // It is no second factor: before a change one is asked for.
            assertThat(provesAgain(surfer, surfer.get(LIST + "/add").expect(303))
                            .body())
                    .contains("One more step");
            // Nor does it change a way in.
            assertThat(surfer.post("/account/unlink/google").expect(303).header("location"))
                    .startsWith("/sign-in?flow=");
            String agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
            server.database()
                    .write(transaction -> transaction.update("UPDATE remembered_devices SET user_agent = ?", agent));
            Reply list = surfer.get(LIST);
            assertThat(list.body())
                    .contains("Remembered browsers", "Firefox, Linux")
                    .doesNotContain("Mozilla");
            assertThat(surfer.follow(surfer.post(LIST + "/forget").expect(303)).body())
                    .contains("It will be asked for a second factor again.")
                    .doesNotContain("Remembered browsers");
            surfer.post("/sign-out").expect(200);
            assertThat(password(surfer, ada).body()).contains("One more step");
        }
    }

    private static Reply password(Surfer surfer, Tokens person) {
        return password(surfer, person.name());
    }

    private static Reply password(Surfer surfer, String name) {
        Reply page = surfer.visit("/sign-in").expect(200);
        return surfer.follow(
                surfer.post("/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", name, "password", PASSWORD)
                        .expect(303));
    }

    /** Shows the password once more where a page asks for that. */
    private static Reply provesAgain(Surfer surfer, Reply sent) {
        Reply page = surfer.follow(sent).expect(200);
        return surfer.follow(
                surfer.post("/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", "x", "password", PASSWORD)
                        .expect(303));
    }

    private static Reply answer(Surfer surfer, Reply step, String code) {
        return surfer.post(STEP, "flow", Surfer.hidden(step, "flow"), "code", code);
    }

    private static Reply enrol(Surfer surfer, Reply page, String code) {
        return surfer.post(
                "/sign-in/enrol", "flow", Surfer.hidden(page, "flow"), "id", Surfer.hidden(page, "id"), "code", code);
    }

    private static String key(Reply page) {
        Matcher found = KEY.matcher(page.body());
        assertThat(found.find()).as(page::body).isTrue();
        return found.group(1);
    }

    private static List<String> codes(Reply page) {
        return CODE.matcher(page.body())
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
