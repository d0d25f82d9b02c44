package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Signing up with a passkey on the pages where an address has to be verified first. */
class PasskeySignUpPagesTest {
    private static final String REQUIRED = "signup.verify_email=required";
    private static final String ADA = "ada@example.com";
    private static final String FINISH = "/verify-email/passkey";

    @OnEveryDatabase
    void thePasskeyIsMadeWhereTheLinkLeads(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Surfer desk = new Surfer(server);
            assertThat(desk.follow(signUp(desk, ADA, "ada")).expect(200).body()).contains("Look into your mail");
            String token = VerifyEmailTest.token(server.letterTo(ADA));
            Surfer phone = new Surfer(server);
            Reply page = phone.visit("/verify-email?token=" + token).expect(200);
            assertThat(page.body())
                    .contains("Finish signing up", ADA, "data-passkey=\"create\"", "This was not me")
                    .doesNotContain("type=\"password\"");
            assertThat(accounts(server)).isZero();
            Authenticator authenticator = new Authenticator();
            Reply done = finish(phone, token, authenticator.make(options(phone, token)));
            assertThat(done.expect(303).header("location")).doesNotContain(token);
            assertThat(phone.follow(done).expect(200).body()).contains(ADA).doesNotContain("not verified");
            assertThat(PasskeyCalls.signIn(server, authenticator).expect(200).text("user.username"))
                    .isEqualTo("ada");
            finish(phone, token, Map.of()).expect(410);
        }
    }

    /** In the browser in which somebody signed up the sign-in goes on to where it led. */
    @OnEveryDatabase
    void whereItBeganItGoesOn(TestDatabase on) {
        String app = "https://app.example.com/done";
        try (TestServer server = TestServer.mailing(on, REQUIRED, "signin.return_to=" + app)) {
            Surfer ada = new Surfer(server);
            Reply begun = ada.get("/sign-up?state=xyz&return_to=" + app).expect(200);
            ada.post("/sign-up/passkey", "flow", Surfer.hidden(begun, "flow"), "email", ADA)
                    .expect(303);
            String token = VerifyEmailTest.token(server.letterTo(ADA));
            Reply done = finish(ada, token, new Authenticator().make(options(ada, token)));
            assertThat(done.expect(303).header("location"))
                    .startsWith(app + "?")
                    .contains("state=xyz");
        }
    }

    @OnEveryDatabase
    void everybodySeesTheSame(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            PasskeySignUpTest.finish(server, Map.of("email", ADA, "username", "ada"));
            server.settle();
            server.mailbox().empty();
            Surfer stranger = new Surfer(server);
            Reply known = stranger.follow(signUp(stranger, ADA, "ada"));
            Surfer other = new Surfer(server);
            Reply fresh = other.follow(signUp(other, "grace@example.com", "grace"));
            assertThat(withoutFlow(known)).isEqualTo(withoutFlow(fresh));
            assertThat(server.letterTo(ADA).path()).isEqualTo("/sign-in");
        }
    }

    @OnEveryDatabase
    void whatDoesNotFitIsSaidOnThePage(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            PasskeySignUpTest.finish(server, Map.of("email", "first@example.com", "username", "ada"));
            Surfer second = new Surfer(server);
            String flow = Surfer.hidden(second.visit("/sign-up"), "flow");
            assertThat(second.post("/sign-up/passkey", "flow", flow, "username", "ada")
                            .expect(422)
                            .body())
                    .contains("This is required.");
            assertThat(second.post("/sign-up/passkey/options", "flow", flow, "email", ADA)
                            .status())
                    .isEqualTo(403);
            signUp(second, ADA, "ada").expect(303);
            String token = VerifyEmailTest.token(server.letterTo(ADA));
            Reply page = second.visit("/verify-email?token=" + token);
            assertThat(page.body()).contains("This user name is somebody's", "name=\"username\"");
            second.post(FINISH + "/options", "token", token).expectProblem(409, "account_exists");
            assertThat(second.post(FINISH, "token", token).expect(409).body()).contains("name=\"username\"");
            assertThat(second.post(FINISH, "token", token, "username", "a b")
                            .expect(422)
                            .body())
                    .contains("A user name is made of");
            assertThat(second.post(FINISH, "token", token, "username", "lovelace")
                            .expect(422)
                            .body())
                    .contains("The passkey was not added.");
            second.post("/verify-email", "token", token, "choice", "confirm").expect(409);
            assertThat(accounts(server)).isOne();
            JsonNode options = second.post(FINISH + "/options", "token", token, "username", "lovelace")
                    .expect(200)
                    .json();
            String credential = Json.text(new Authenticator().make(options));
            Reply done = second.post(FINISH, "token", token, "username", "lovelace", "credential", credential);
            assertThat(second.follow(done).expect(200).body()).contains("lovelace");
        }
    }

    @OnEveryDatabase
    void aPageOfAnotherSiteFinishesNothing(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada");
            String token = VerifyEmailTest.token(server.letterTo(ADA));
            String credential = Json.text(new Authenticator().make(options(ada, token)));
            for (String path : new String[] {FINISH, FINISH + "/options"}) {
                server.api()
                        .with("sec-fetch-site", "cross-site")
                        .with("origin", "https://evil.example")
                        .form(path, "token", token, "credential", credential)
                        .expect(403);
            }
            assertThat(accounts(server)).isZero();
        }
    }

    /** Somebody else used the address: nothing of theirs is left. */
    @OnEveryDatabase
    void whoNeverSignedUpSaysSo(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            signUp(new Surfer(server), ADA, "ada");
            String token = VerifyEmailTest.token(server.letterTo(ADA));
            Surfer victim = new Surfer(server);
            Map<String, Object> made = new Authenticator().make(options(victim, token));
            victim.post("/verify-email", "token", token, "choice", "disown").expect(303);
            finish(victim, token, made).expect(410);
            assertThat(accounts(server)).isZero();
        }
    }

    private static Reply signUp(Surfer surfer, String email, String username) {
        String flow = Surfer.hidden(surfer.visit("/sign-up"), "flow");
        return surfer.post("/sign-up/passkey", "flow", flow, "email", email, "username", username);
    }

    private static JsonNode options(Surfer surfer, String token) {
        return surfer.post(FINISH + "/options", "token", token).expect(200).json();
    }

    private static Reply finish(Surfer surfer, String token, Map<String, Object> credential) {
        return surfer.post(FINISH, "token", token, "credential", Json.text(credential));
    }

    private static String withoutFlow(Reply page) {
        return page.expect(200).body().replaceAll("flow=[\\w.%~-]+", "flow=");
    }

    private static long accounts(TestServer server) {
        return server.database()
                .read(sql -> sql.list("SELECT id FROM accounts", row -> row.text("id")))
                .size();
    }
}
