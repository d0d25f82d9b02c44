package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verifying addresses through the API, with every demand that an operator may make. */
class VerifyEmailTest {
    private static final String REQUIRED = "signup.verify_email=required";
    private static final String ADA = "ada@example.com";
    private static final Duration DAY = Duration.ofHours(24);

    @OnEveryDatabase
    void asWhereLettersLeaveAnAccountIsThereAtOnceAndALetterFollows(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Reply made = signUp(server, ADA).expect(201);
            assertThat(made.at("email_verified").booleanValue()).isFalse();
            Mail letter = server.letterTo(ADA);
            assertThat(letter.path()).startsWith("/verify-email?token=");
            verify(server, token(letter)).expect(204);
            assertThat(verified(server, ADA)).isTrue();
            assertThat(actions(server, String.valueOf(made.text("id")))).contains("email.verified");
            server.settle();
            assertThat(server.mailbox().to(ADA)).hasSize(1);
        }
    }

    @OnEveryDatabase
    void nobodyIsAskedWhereNoLetterCanLeave(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            signUp(server, ADA).expect(201);
            assertThat(count(server, "outbox")).isZero();
        }
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            signUp(server, "grace@example.com").expect(201);
            assertThat(server.lettersTo("grace@example.com")).isEmpty();
        }
    }

    @OnEveryDatabase
    void aLinkIsGoodOnceUntilItsLastMomentAndForItsAddressOnly(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            verify(server, "nothing").expectProblem(410, "link_expired");
            server.api().post("/auth/verify-email", Map.of()).expectInvalid("token");
            for (Duration past : List.of(DAY.minusMillis(1), DAY, DAY.plusMillis(1))) {
                String address = TestServer.freshName("late") + "@example.com";
                signUp(server, address).expect(201);
                String token = token(server.letterTo(address));
                server.clock().advance(past);
                boolean good = past.compareTo(DAY) < 0;
                assertThat(verify(server, token).status()).isEqualTo(good ? 204 : 410);
                assertThat(verify(server, token).status()).isEqualTo(410);
                assertThat(verified(server, address)).isEqualTo(good);
            }
        }
    }

    @OnEveryDatabase
    void whatWasMailedToAnAddressDoesNotVerifyAnother(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            String id = signUp(server, ADA).expect(201).text("id");
            String token = token(server.letterTo(ADA));
            server.admin()
                    .api()
                    .patch("/users/" + id, Map.of("email", "other@example.com"))
                    .expect(200);
            verify(server, token).expectProblem(410, "link_expired");
            assertThat(verified(server, "other@example.com")).isFalse();
        }
    }

    @OnEveryDatabase
    void aNewLetterTakesTheOldOnesPlaceAndThereAreFew(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            signUp(server, ADA).expect(201);
            String first = token(server.letterTo(ADA));
            Tokens ada = signIn(server, ADA);
            server.api().post("/auth/verify-email/resend").expect(401);
            for (int again = 0; again < 6; again++) {
                ada.api().post("/auth/verify-email/resend").expect(202);
                server.settle();
            }
            assertThat(server.lettersTo(ADA)).hasSize(4);
            verify(server, first).expect(410);
            server.clock().advance(Duration.ofHours(1));
            Tokens later = signIn(server, ADA);
            later.api().post("/auth/verify-email/resend").expect(202);
            assertThat(server.lettersTo(ADA)).hasSize(5);
            verify(server, token(server.letterTo(ADA))).expect(204);
            server.clock().advance(Duration.ofHours(2));
            signIn(server, ADA).api().post("/auth/verify-email/resend").expect(202);
            assertThat(server.lettersTo(ADA)).hasSize(5);
        }
    }

    @OnEveryDatabase
    void whereItIsRequiredThereIsNoAccountBeforeTheLinkIsFollowed(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Map<String, Object> wanted = wanted(ADA);
            wanted.put("username", "ada");
            wanted.put("name", "Ada L.");
            Reply taken = server.api()
                    .with("accept-language", "fr")
                    .post("/auth/signup", wanted)
                    .expect(202);
            assertThat(taken.keys()).containsExactly("message");
            assertThat(count(server, "accounts")).isZero();
            server.api()
                    .post("/auth/login", Map.of("email", ADA, "password", TestServer.PASSWORD))
                    .expect(401);
            Mail letter = server.letterTo(ADA);
            assertThat(letter.header("content-language")).isEqualTo("fr");
            assertThat(count(server, "accounts")).isZero();
            verify(server, token(letter)).expect(204);
            verify(server, token(letter)).expect(410);
            Tokens ada = signIn(server, ADA);
            Reply me = ada.api().get("/users/me").expect(200);
            assertThat(me.text("username")).isEqualTo("ada");
            assertThat(me.text("name")).isEqualTo("Ada L.");
            assertThat(me.at("email_verified").booleanValue()).isTrue();
            assertThat(me.texts("roles")).containsExactly("user");
            assertThat(server.lettersTo(ADA)).hasSize(1);
        }
    }

    @OnEveryDatabase
    void whereItIsRequiredAnAddressIsNeeded(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            server.api()
                    .post("/auth/signup", Map.of("username", "ada", "password", TestServer.PASSWORD))
                    .expectInvalid("email");
            server.api()
                    .post("/auth/signup", Map.of("email", ADA, "password", "short"))
                    .expectInvalid("password");
            server.settle();
            assertThat(server.mailbox().all()).isEmpty();
        }
    }

    /** What is taken is told by letter: of the address to its owner, of the user name to whoever owns the new address. */
    @OnEveryDatabase
    void onlyLettersTellWhatIsTaken(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            finish(server, ADA, "ada");
            server.mailbox().empty();
            signUp(server, ADA.toUpperCase(java.util.Locale.ROOT)).expect(202);
            Mail known = server.letterTo(ADA);
            assertThat(known.link()).isEqualTo(TestServer.PUBLIC_URL + "/sign-in");
            assertThat(known.text()).doesNotContain("token=");

            Map<String, Object> second = wanted("grace@example.com");
            second.put("username", "ADA");
            server.api().post("/auth/signup", second).expect(202);
            String token = token(server.letterTo("grace@example.com"));
            verify(server, token).expectProblem(409, "account_exists");
            server.api()
                    .post("/auth/verify-email", Map.of("token", token, "username", "not a name"))
                    .expectInvalid("username");
            server.api()
                    .post("/auth/verify-email", Map.of("token", token, "username", "grace"))
                    .expect(204);
            assertThat(signIn(server, "grace@example.com")
                            .api()
                            .get("/users/me")
                            .text("username"))
                    .isEqualTo("grace");
        }
    }

    @OnEveryDatabase
    void ofTwoSignUpsWithOneAddressOneIsFinished(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            signUp(server, ADA).expect(202);
            String first = token(server.letterTo(ADA));
            signUp(server, ADA).expect(202);
            String second = token(server.letterTo(ADA));
            verify(server, second).expect(204);
            verify(server, first).expectProblem(409, "account_exists");
            assertThat(count(server, "accounts")).isOne();
        }
    }

    @OnEveryDatabase
    void nobodyIsFloodedWithLettersBySignUps(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            Reply first = signUp(server, ADA).expect(202);
            for (int again = 0; again < 5; again++) {
                String spelled = again % 2 == 0 ? "ADA@EXAMPLE.COM" : ADA;
                assertThat(signUp(server, spelled).expect(202).body()).isEqualTo(first.body());
            }
            server.settle();
            assertThat(server.mailbox().all()).hasSize(3);
        }
    }

    /** Strangers who sign up with an address use up no letter that its owner asks for. */
    @OnEveryDatabase
    void whatStrangersAskForKeepsNoLetterFromTheOwner(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            signUp(server, ADA).expect(201);
            server.signUp("grace");
            server.restart(REQUIRED);
            Tokens grace = server.signIn("grace");
            for (int again = 0; again < 4; again++) {
                signUp(server, ADA).expect(202);
                signUp(server, "new@example.com").expect(202);
            }
            assertThat(server.lettersTo(ADA)).hasSize(3);
            assertThat(server.lettersTo("new@example.com")).hasSize(3);
            server.api()
                    .post("/auth/login", Map.of("email", ADA, "password", TestServer.PASSWORD))
                    .expect(403);
            assertThat(server.letterTo(ADA).path()).startsWith("/verify-email?token=");
            grace.api()
                    .post("/auth/change-email", Map.of("email", "new@example.com"))
                    .expect(202);
            assertThat(server.letterTo("new@example.com").path()).startsWith("/account/email/confirm?token=");
        }
    }

    @OnEveryDatabase
    void nobodyIsLetIntoAnAccountWhoseAddressIsNotVerified(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            signUp(server, ADA).expect(201);
            server.restart(REQUIRED);
            Map<String, String> login = Map.of("email", ADA, "password", TestServer.PASSWORD);
            server.api()
                    .post("/auth/login", Map.of("email", ADA, "password", "not this one"))
                    .expectProblem(401, "invalid_credentials");
            assertThat(server.lettersTo(ADA)).isEmpty();
            server.api().post("/auth/login", login).expectProblem(403, "email_unverified");
            // Letters of one moment come in no order, and the link of the newer one counts.
            server.settle();
            server.api()
                    .form("/token", "username", ADA, "password", TestServer.PASSWORD)
                    .expect(403);
            Mail letter = server.letterTo(ADA);
            assertThat(count(server, "sessions")).isZero();
            verify(server, token(letter)).expect(204);
            server.api().post("/auth/login", login).expect(200);
        }
    }

    /** Administrators are what an operator made them, and accounts without an address have nothing to verify. */
    @OnEveryDatabase
    void nobodyIsLockedOutOfAdministrationAndNobodyWithoutAnAddress(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            String admin = signUp(server, ADA).expect(201).text("id");
            server.admin()
                    .api()
                    .patch("/users/" + admin, Map.of("roles", List.of("admin")))
                    .expect(200);
            String name = TestServer.freshName("person");
            server.signUp(name);
            String moderator =
                    signUp(server, "moderator@example.com").expect(201).text("id");
            server.admin()
                    .api()
                    .patch("/users/" + moderator, Map.of("roles", List.of("moderator")))
                    .expect(200);
            server.restart(REQUIRED);
            signIn(server, ADA).api().get("/users").expect(200);
            server.signIn(name).api().get("/users/me").expect(200);
            server.api()
                    .post("/auth/login", Map.of("email", "moderator@example.com", "password", TestServer.PASSWORD))
                    .expectProblem(403, "email_unverified");
        }
    }

    @OnEveryDatabase
    void aPasswordThatIsSentAlongHasToBeTheOneThatWasChosen(TestDatabase on) {
        for (String demand : List.of("asked", "required")) {
            try (TestServer server = TestServer.mailing(on, "signup.verify_email=" + demand)) {
                String address = demand + "@example.com";
                signUp(server, address);
                String token = token(server.letterTo(address));
                server.api()
                        .post("/auth/verify-email", Map.of("token", token, "password", "not this one"))
                        .expectProblem(401, "invalid_credentials");
                server.api()
                        .post("/auth/verify-email", Map.of("token", token, "password", TestServer.PASSWORD))
                        .expect(204);
                assertThat(verified(server, address)).isTrue();
            }
        }
    }

    /** Work that was put down before a restart is done after it. */
    @OnEveryDatabase
    void aSignUpOutlivesARestart(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED)) {
            signUp(server, ADA).expect(202);
            String token = token(server.letterTo(ADA));
            server.restart();
            verify(server, token).expect(204);
        }
    }

    static String token(Mail letter) {
        return letter.path().replaceFirst(".*token=", "");
    }

    private static Reply verify(TestServer server, String token) {
        return server.api().post("/auth/verify-email", Map.of("token", token));
    }

    private static Reply signUp(TestServer server, String address) {
        return server.api().post("/auth/signup", wanted(address));
    }

    private static void finish(TestServer server, String address, String username) {
        Map<String, Object> wanted = wanted(address);
        wanted.put("username", username);
        server.api().post("/auth/signup", wanted).expect(202);
        verify(server, token(server.letterTo(address))).expect(204);
    }

    private static Map<String, Object> wanted(String address) {
        return new LinkedHashMap<>(Map.of("email", address, "password", TestServer.PASSWORD));
    }

    private static Tokens signIn(TestServer server, String address) {
        return server.tokens(
                address,
                server.api()
                        .post("/auth/login", Map.of("email", address, "password", TestServer.PASSWORD))
                        .expect(200));
    }

    private static boolean verified(TestServer server, String address) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT email_verified FROM accounts WHERE email = ?",
                        row -> row.flag("email_verified"),
                        address))
                .orElseThrow();
    }

    private static List<String> actions(TestServer server, String account) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT action FROM audit_events WHERE subject = ?", row -> row.text("action"), account));
    }

    private static long count(TestServer server, String table) {
        return server.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM " + table, row -> row.number("n")))
                .orElseThrow();
    }
}
