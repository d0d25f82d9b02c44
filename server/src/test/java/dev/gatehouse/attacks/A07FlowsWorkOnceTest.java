package dev.gatehouse.attacks;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Row A07, of a sign-in's sealed state: what was shown in it opens one session, and none once that one has been ended. */
class A07FlowsWorkOnceTest {
    private static final String SESSION = "gatehouse_session";
    private static final String ENROL = "/sign-in/enrol";
    private static final String STEP = "/sign-in/second-factor";
    private static final String HAND_OVER =
            "/sign-in?return_to=" + URLEncoder.encode(ProviderWorld.FRONT_END, StandardCharsets.UTF_8);
    private static final Pattern KEY = Pattern.compile("<code class=\"key\" dir=\"ltr\">([A-Z2-7 ]+)</code>");

    @OnEveryDatabase
    void ofFiftyWhoFinishOneSignInOneIsSignedIn(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer browser = new Surfer(server);
            String whole = enrolled(server, browser, name);
            List<Reply> replies = AtOnce.fifty(() -> browser.api().form(ENROL, "flow", whole, "choice", "kept"));
            assertThat(replies)
                    .filteredOn(reply -> reply.setCookies().containsKey(SESSION))
                    .hasSize(1);
            assertThat(replies)
                    .filteredOn(
                            reply -> String.valueOf(reply.header("location")).startsWith("/sign-in?flow="))
                    .hasSize(49);
            assertThat(sessions(server)).isEqualTo(1);
        }
    }

    /** The page with the recovery codes stays in the browser's history, with both proofs in it. */
    @OnEveryDatabase
    void whatWasEndedFromElsewhereComesBackByNoPageOfItsSignIn(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.required=on")) {
            String name = TestServer.freshName("ada");
            server.signUp(name);
            Surfer browser = new Surfer(server);
            String whole = enrolled(server, browser, name);
            browser.post(ENROL, "flow", whole, "choice", "kept").expect(303);
            assertThat(browser.cookies()).containsKey(SESSION);
            server.database()
                    .write(transaction -> transaction.update(
                            "UPDATE sessions SET ended_at = ?", server.clock().instant()));
            browser.get("/account").expect(303);
            browser.cookies().remove(SESSION);
            server.clock().advance(Duration.ofMinutes(30));
            for (String path : List.of(ENROL, STEP, "/sign-in/link", "/sign-in/verify-email", "/sign-in/continue")) {
                for (String choice : List.of("kept", "link", "mail", "resend", "cancel")) {
                    browser.post(path, "flow", whole, "choice", choice);
                    assertThat(browser.cookies()).as(path + " " + choice).doesNotContainKey(SESSION);
                }
                browser.visit(path + "?flow=" + whole);
                assertThat(browser.cookies()).as(path).doesNotContainKey(SESSION);
            }
            assertThat(sessions(server)).isEqualTo(1);
            // Whoever starts again from there proves again who they are, and is asked for both.
            Reply page = browser.follow(browser.post(ENROL, "flow", whole, "choice", "kept"));
            Reply step = password(browser, page, name);
            assertThat(step.body()).contains("One more step");
        }
    }

    /** With the back button, after a sign-in: whoever is signed in is led on, with whatever they send. */
    @OnEveryDatabase
    void whoeverGoesBackIsLedOn(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            Surfer browser = world.surfer();
            Reply first = browser.visit(HAND_OVER);
            server.clock().advance(Duration.ofSeconds(1));
            Reply step = password(browser, first, ada.name());
            Reply in = browser.post(STEP, "flow", Surfer.hidden(step, "flow"), "code", app.code());
            assertThat(in.expect(303).header("location")).startsWith(ProviderWorld.FRONT_END);
            String secret = browser.cookies().get(SESSION);
            String back = Surfer.hidden(step, "flow");
            for (Reply again : List.of(
                    browser.post(STEP, "flow", back, "code", app.code(1)),
                    browser.get(STEP + "?flow=" + back),
                    browser.get("/sign-in?flow=" + back),
                    browser.get("/sign-in?flow=" + Surfer.hidden(first, "flow")))) {
                assertThat(again.expect(303).header("location")).startsWith(ProviderWorld.FRONT_END);
            }
            assertThat(browser.cookies()).containsEntry(SESSION, secret);
            // The first page of all carries nothing yet: there somebody else may sign in instead.
            String other = TestServer.freshName("eve");
            server.signUp(other);
            browser.follow(password(browser, first, other));
            assertThat(browser.visit("/account").body()).contains(other);
        }
    }

    /** The second proof of a half sign-in that has been finished counts for nothing, not even to be remembered. */
    @OnEveryDatabase
    void aFinishedSignInTakesNoMoreProofs(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.remember_device=1d")) {
            Tokens ada = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            Surfer browser = new Surfer(server);
            Reply step = password(browser, browser.visit("/sign-in"), ada.name());
            String flow = Surfer.hidden(step, "flow");
            browser.post(STEP, "flow", flow, "code", app.code()).expect(303);
            ada.api().post("/auth/logout", Map.of("all", true)).expect(204);
            browser.cookies().remove(SESSION);
            Reply refused = browser.post(STEP, "flow", flow, "code", app.code(1), "remember", "true");
            assertThat(refused.expect(303).header("location")).startsWith("/sign-in?flow=");
            assertThat(browser.cookies()).doesNotContainKeys(SESSION, "gatehouse_remembered");
        }
    }

    /** Through the setting up of an app, up to the page that shows the recovery codes; what that page carries. */
    private static String enrolled(TestServer server, Surfer browser, String name) {
        Reply page = password(browser, browser.visit("/sign-in"), name);
        Matcher key = KEY.matcher(page.body());
        assertThat(key.find()).isTrue();
        AuthenticatorApp app = AuthenticatorApp.of(key.group(1).replace(" ", ""), server.clock());
        Reply codes = browser.post(
                        ENROL, "flow", Surfer.hidden(page, "flow"), "id", Surfer.hidden(page, "id"), "code", app.code())
                .expect(200);
        return Surfer.hidden(codes, "flow");
    }

    private static Reply password(Surfer browser, Reply page, String name) {
        return browser.follow(browser.post(
                "/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", name, "password", PASSWORD));
    }

    private static long sessions(TestServer server) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM sessions WHERE client_id = 'gatehouse-pages'",
                        row -> row.number("n")))
                .orElseThrow();
    }
}
