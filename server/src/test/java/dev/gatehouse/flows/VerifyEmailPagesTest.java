package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Verifying and changing addresses on the pages, as a browser without JavaScript goes through them. */
class VerifyEmailPagesTest {
    private static final String REQUIRED = "signup.verify_email=required";
    private static final String ADA = "ada@example.com";

    @OnEveryDatabase
    void whoeverIsSignedInConfirmsWithOneButton(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            Mail letter = server.letterTo(ADA);
            Reply page = ada.visit(letter.path()).expect(200);
            assertThat(page.body()).contains(ADA).doesNotContain("type=\"password\"");
            assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(page.header("cache-control")).contains("no-store");
            Reply done = ada.post("/verify-email", "token", token(letter), "choice", "confirm")
                    .expect(303);
            assertThat(done.header("location")).doesNotContain(token(letter));
            assertThat(ada.follow(done).body()).contains("Your address is verified.");
            assertThat(ada.visit(letter.path()).status()).isEqualTo(410);
        }
    }

    /** Where an operator has come to want it, whoever is signed in already is asked, and goes on once it is done. */
    @OnEveryDatabase
    void whoIsSignedInAlreadyVerifiesOnceThatIsRequired(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            Mail letter = server.letterTo(ADA);
            Tokens program = server.signIn(ADA);
            ada.get("/account/events").expect(200);
            server.restart(REQUIRED);
            Map<String, String> renewal = Map.of("refresh_token", program.refresh());
            server.api().post("/auth/refresh", renewal).expectProblem(401, "invalid_refresh_token");
            server.api().bearer(program.access()).post("/auth/refresh").expectProblem(401, "invalid_token");
            Reply asked = ada.get("/account/events").expect(303);
            assertThat(asked.header("location")).startsWith("/sign-in/verify-email?flow=");
            assertThat(ada.follow(asked).expect(200).body()).contains(ADA);
            ada.visit(letter.path()).expect(200);
            ada.post("/verify-email", "token", token(letter), "choice", "confirm")
                    .expect(303);
            ada.get("/account/events").expect(200);
            // Nothing has ended: it waited.
            server.api().post("/auth/refresh", renewal).expect(200);
        }
    }

    /** What stands in an address ends up in histories and logs: there it opens nothing, for others or in another browser. */
    @OnEveryDatabase
    void theSecretOfALetterLeavesTheAddressBarAtOnce(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            requireTicket(server, server.letterTo(ADA));
            server.database().write(transaction -> transaction.update("UPDATE accounts SET email_verified = TRUE"));
            server.mailbox().empty();
            ada.api()
                    .post("/auth/change-email", Map.of("email", "new@example.com"))
                    .expect(202);
            requireTicket(server, server.letterTo("new@example.com"));
            requireTicket(server, server.letterTo(ADA));
        }
    }

    private static void requireTicket(TestServer server, Mail letter) {
        String secret = token(letter);
        String path = letter.path().substring(0, letter.path().indexOf('?'));
        Surfer reader = new Surfer(server);
        Reply sent = reader.get(letter.path()).expect(303);
        String there = Objects.requireNonNull(sent.header("location"));
        assertThat(there).startsWith(path + "?ticket=").doesNotContain(secret);
        Reply page = reader.get(there).expect(200);
        assertThat(page.body().replace("name=\"token\" value=\"" + secret + "\"", ""))
                .as("in links and addresses")
                .doesNotContain(secret);
        reader.get(there + "&lang=de").expect(200);
        new Surfer(server).get(there).expect(410);
        Surfer other = new Surfer(server);
        other.visit("/sign-in");
        other.get(there).expect(410);
        other.get(path).expect(410);
        other.get(path + "?token=nonsense").expect(410);
        other.get(path + "?ticket=nonsense").expect(410);
    }

    /** Programs that read mail follow its links. */
    @OnEveryDatabase
    void lookingAtALinkChangesNothing(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            Mail letter = server.letterTo(ADA);
            for (int i = 0; i < 3; i++) {
                new Surfer(server).visit(letter.path()).expect(200);
                server.api().send("HEAD", letter.path()).expect(303);
            }
            assertThat(verified(server, ADA)).isFalse();
            ada.post("/verify-email", "token", token(letter), "choice", "confirm")
                    .expect(303);
            assertThat(verified(server, ADA)).isTrue();
        }
    }

    @OnEveryDatabase
    void elsewhereThePasswordIsAskedForAndSignsIn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            signUp(new Surfer(server), ADA, "ada").expect(303);
            Mail letter = server.letterTo(ADA);
            Surfer phone = new Surfer(server);
            assertThat(phone.visit(letter.path()).body()).contains("type=\"password\"");
            Reply wrong = phone.post(
                            "/verify-email", "token", token(letter), "password", "not this one", "choice", "confirm")
                    .expect(401);
            assertThat(wrong.body()).contains("is not right");
            assertThat(verified(server, ADA)).isFalse();
            Reply done = phone.follow(phone.post(
                    "/verify-email", "token", token(letter), "password", TestServer.PASSWORD, "choice", "confirm"));
            assertThat(done.expect(200).body()).contains("Your address is verified.");
        }
    }

    @OnEveryDatabase
    void aSignUpIsFinishedInAnyBrowserWithThePasswordOfThen(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Surfer ada = new Surfer(server);
            Reply sent = ada.follow(signUp(ada, ADA, "ada"));
            assertThat(sent.expect(200).body()).contains("Look into your mail");
            Mail letter = server.letterTo(ADA);
            Surfer phone = new Surfer(server);
            Reply page = phone.visit(letter.path()).expect(200);
            assertThat(page.body()).contains("Finish signing up", "type=\"password\"");
            phone.post("/verify-email", "token", token(letter), "password", "not this one", "choice", "confirm")
                    .expect(401);
            Reply account = phone.follow(phone.post(
                    "/verify-email", "token", token(letter), "password", TestServer.PASSWORD, "choice", "confirm"));
            assertThat(account.expect(200).body()).contains(ADA);
            assertThat(verified(server, ADA)).isTrue();
        }
    }

    @OnEveryDatabase
    void everybodySeesTheSameAfterSigningUp(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada");
            ada.post(
                            "/verify-email",
                            "token",
                            token(server.letterTo(ADA)),
                            "password",
                            TestServer.PASSWORD,
                            "choice",
                            "confirm")
                    .expect(303);
            Surfer stranger = new Surfer(server);
            Reply known = stranger.follow(signUp(stranger, ADA, "ada"));
            Surfer other = new Surfer(server);
            Reply fresh = other.follow(signUp(other, "grace@example.com", "grace"));
            assertThat(withoutFlow(known)).isEqualTo(withoutFlow(fresh));
            assertThat(server.letterTo(ADA).path()).isEqualTo("/sign-in");
        }
    }

    @OnEveryDatabase
    void aUserNameThatIsTakenIsReplacedOnTheLinksPage(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Surfer first = new Surfer(server);
            signUp(first, "first@example.com", "ada");
            String one = token(server.letterTo("first@example.com"));
            first.post("/verify-email", "token", one, "password", TestServer.PASSWORD, "choice", "confirm")
                    .expect(303);
            Surfer second = new Surfer(server);
            signUp(second, ADA, "ada");
            Mail letter = server.letterTo(ADA);
            Reply page = second.visit(letter.path()).expect(200);
            assertThat(page.body()).contains("This user name is somebody's", "name=\"username\"");
            String token = token(letter);
            second.post("/verify-email", "token", token, "password", TestServer.PASSWORD, "choice", "confirm")
                    .expect(409);
            second.post(
                            "/verify-email",
                            "token",
                            token,
                            "username",
                            "ada lovelace",
                            "password",
                            TestServer.PASSWORD,
                            "choice",
                            "confirm")
                    .expect(422);
            Reply done = second.follow(second.post(
                    "/verify-email",
                    "token",
                    token,
                    "username",
                    "lovelace",
                    "password",
                    TestServer.PASSWORD,
                    "choice",
                    "confirm"));
            assertThat(done.expect(200).body()).contains(ADA);
        }
    }

    @OnEveryDatabase
    void aSignInWaitsForTheAddressAndGoesOn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            signUp(new Surfer(server), ADA, "ada").expect(303);
            server.restart(REQUIRED);
            Surfer ada = new Surfer(server);
            String flow = Surfer.hidden(ada.visit("/sign-in"), "flow");
            Reply waits = ada.follow(
                            ada.post("/sign-in", "flow", flow, "identifier", ADA, "password", TestServer.PASSWORD))
                    .expect(200);
            assertThat(waits.body()).contains("Verify your address", ADA);
            assertThat(server.lettersTo(ADA)).hasSize(1);
            String step = Surfer.hidden(waits, "flow");
            Reply still = ada.follow(ada.post("/sign-in/verify-email", "flow", step, "choice", "continue"));
            assertThat(still.body()).contains("Verify your address");
            Reply again = ada.follow(ada.post("/sign-in/verify-email", "flow", step, "choice", "resend"));
            assertThat(again.body()).contains("A letter is on its way.");
            assertThat(server.lettersTo(ADA)).hasSize(2);
            assertThat(ada.get("/account").status()).isEqualTo(303);

            server.api()
                    .post("/auth/verify-email", Map.of("token", token(server.letterTo(ADA))))
                    .expect(204);
            assertThat(ada.get("/sign-in/verify-email?flow=" + step).body()).contains("Your address is verified");
            Reply account = ada.follow(ada.post("/sign-in/verify-email", "flow", step, "choice", "continue"));
            assertThat(account.expect(200).body()).contains(ADA);
        }
    }

    @OnEveryDatabase
    void anAddressIsChangedOnPages(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            Mail letter = server.letterTo(ADA);
            ada.post("/verify-email", "token", token(letter), "choice", "confirm")
                    .expect(303);
            assertThat(ada.get("/account/email").expect(200).body()).contains(ADA);
            ada.get("/account/email/change").expect(200);
            ada.post("/account/email/change", "email", "").expect(422);
            ada.post("/account/email/change", "email", "nonsense").expect(422);
            Reply sent = ada.follow(
                    ada.post("/account/email/change", "email", "new@example.com", "end_other_sessions", "true"));
            assertThat(sent.expect(200).body()).contains("Look into the mail of the new address");
            Mail confirm = server.letterTo("new@example.com");
            Surfer stranger = new Surfer(server);
            Reply asks = stranger.visit(confirm.path()).expect(200);
            assertThat(asks.body()).contains("/sign-in?flow=").doesNotContain("name=\"token\"");
            assertThat(stranger.post("/account/email/confirm", "token", token(confirm))
                            .header("location"))
                    .startsWith("/account/email/confirm");
            assertThat(ada.get("/account/email").body()).contains("A new address has not been confirmed yet");

            assertThat(ada.visit(confirm.path()).expect(200).body()).contains("new@example.com", "name=\"token\"");
            Reply done = ada.follow(ada.post("/account/email/confirm", "token", token(confirm)));
            assertThat(done.expect(200).body()).contains("new@example.com", "Your address has been changed.");

            Mail changing = server.letterTo(ADA);
            assertThat(stranger.visit(changing.path()).expect(200).body()).contains("Take your address back?");
            Reply back = stranger.follow(stranger.post("/account/email/keep", "token", token(changing)));
            assertThat(back.expect(200).body()).contains("The address is yours again");
            assertThat(ada.get("/account").status()).isEqualTo(303);
            stranger.post("/account/email/keep", "token", token(changing)).expect(410);
        }
    }

    /** The page looks the same, and lets go the same, whoever has the new address and whether or not a letter left. */
    @OnEveryDatabase
    void thePageDoesNotTellWhoHasTheNewAddress(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "limits.verification=1/hour")) {
            signUp(new Surfer(server), "grace@example.com", "grace").expect(303);
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            String waiting = waiting(server, ada, "free@example.com");
            assertThat(waiting).contains("A new address has not been confirmed yet");
            String gone = ada.get("/account/email").expect(200).body();
            for (String address : new String[] {"grace@example.com", "grace@example.com", "free@example.com"}) {
                assertThat(waiting(server, ada, address)).as(address).isEqualTo(waiting);
                assertThat(ada.get("/account/email").expect(200).body())
                        .as(address)
                        .isEqualTo(gone);
            }
            assertThat(server.lettersTo("free@example.com")).hasSize(1);
        }
    }

    @OnEveryDatabase
    void whereThereIsASecondFactorItIsAskedForFirst(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            String id = server.database()
                    .read(sql -> sql.one("SELECT id FROM accounts WHERE email = ?", row -> row.text("id"), ADA))
                    .orElseThrow();
            Ways.authenticator(server, id, "Phone", server.clock().instant());
            assertThat(ada.get("/account/email/change").expect(303).header("location"))
                    .startsWith("/sign-in");
            assertThat(ada.post("/account/email/change", "email", "new@example.com")
                            .expect(303)
                            .header("location"))
                    .startsWith("/sign-in");
            assertThat(ada.post("/account/email/remove").expect(303).header("location"))
                    .startsWith("/sign-in");
            assertThat(server.lettersTo("new@example.com")).isEmpty();
            assertThat(ada.get("/account/email").expect(200).body()).contains(ADA);
        }
    }

    private static String waiting(TestServer server, Surfer surfer, String address) {
        surfer.post("/account/email/change", "email", address).expect(303);
        server.settle();
        String page = surfer.get("/account/email").expect(200).body();
        surfer.post("/account/email/cancel").expect(303);
        return page;
    }

    @OnEveryDatabase
    void aChangeIsLetGoAndAnAddressIsRemoved(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Surfer ada = new Surfer(server);
            signUp(ada, ADA, "ada").expect(303);
            ada.post("/account/email/change", "email", "new@example.com").expect(303);
            String token = token(server.letterTo("new@example.com"));
            assertThat(ada.follow(ada.post("/account/email/cancel")).body()).contains("stays as it is");
            assertThat(ada.visit("/account/email/confirm?token=" + token).status())
                    .isEqualTo(410);
            server.clock().advance(Duration.ofMinutes(6));
            assertThat(ada.post("/account/email/remove").header("location")).startsWith("/sign-in");
            assertThat(ada.post("/account/email/change", "email", "new@example.com")
                            .header("location"))
                    .startsWith("/sign-in");
            assertThat(ada.get("/account/email/change").header("location")).startsWith("/sign-in");
            Reply sign = ada.visit("/account/email/change").expect(200);
            ada.follow(ada.post(
                            "/sign-in",
                            "flow",
                            Surfer.hidden(sign, "flow"),
                            "identifier",
                            "ada",
                            "password",
                            TestServer.PASSWORD))
                    .expect(200);
            Reply removed = ada.follow(ada.post("/account/email/remove"));
            assertThat(removed.expect(200).body()).contains("Your account has no address any more.");
            ada.post("/account/email/remove").expect(409);
        }
    }

    private static Reply signUp(Surfer surfer, String email, String username) {
        String flow = Surfer.hidden(surfer.visit("/sign-up"), "flow");
        return surfer.post(
                "/sign-up", "flow", flow, "email", email, "username", username, "password", TestServer.PASSWORD);
    }

    private static String withoutFlow(Reply page) {
        return page.body().replaceAll("flow=[A-Za-z0-9_-]+", "flow=");
    }

    private static String token(Mail letter) {
        return VerifyEmailTest.token(letter);
    }

    private static boolean verified(TestServer server, String address) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT email_verified FROM accounts WHERE email = ?",
                        row -> row.flag("email_verified"),
                        address))
                .orElseThrow();
    }
}
