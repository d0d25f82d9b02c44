package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.AuthenticatorApp;
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

/** Changing the address of an account through the API: both addresses know, and the one before may take it back. */
class ChangeEmailTest {
    static final String OLD = "old@example.com";
    static final String NEW = "new@example.com";
    private static final Duration DAY = Duration.ofHours(24);

    @OnEveryDatabase
    void theNewAddressConfirmsTheOldOneIsToldAndOtherSessionsEnd(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            Tokens elsewhere = server.signIn("ada");
            String link = verifyLink(server);
            begin(ada, NEW).expect(202);
            Mail confirm = server.letterTo(NEW);
            Mail changing = server.letterTo(OLD);
            assertThat(confirm.path()).startsWith("/account/email/confirm?token=");
            assertThat(changing.path()).startsWith("/account/email/keep?token=");
            assertThat(me(ada).text("email")).isEqualTo(OLD);

            confirm(ada, token(confirm)).expect(204);
            assertThat(me(ada).text("email")).isEqualTo(NEW);
            assertThat(me(ada).at("email_verified").booleanValue()).isTrue();
            elsewhere.api().get("/users/me").expect(401);
            confirm(ada, token(confirm)).expectProblem(410, "link_expired");
            server.api().post("/auth/verify-email", Map.of("token", link)).expect(410);
            assertThat(actions(server, ada.id())).contains("email.changing", "email.changed");
        }
    }

    @OnEveryDatabase
    void otherSessionsStayWhereThatIsWished(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            Tokens elsewhere = server.signIn("ada");
            ada.api()
                    .post("/auth/change-email", Map.of("email", NEW, "end_other_sessions", false))
                    .expect(202);
            confirm(ada, token(server.letterTo(NEW))).expect(204);
            elsewhere.api().get("/users/me").expect(200);
        }
    }

    @OnEveryDatabase
    void thePasswordOrAFreshSignInIsNeeded(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            server.api().post("/auth/change-email", Map.of("email", NEW)).expect(401);
            server.clock().advance(Duration.ofMinutes(6));
            begin(ada, NEW).expectProblem(401, "insufficient_user_authentication");
            Map<String, String> body = new LinkedHashMap<>(Map.of("email", NEW, "password", "not this one"));
            ada.api().post("/auth/change-email", body).expectProblem(401, "invalid_credentials");
            server.settle();
            assertThat(server.mailbox().to(NEW)).isEmpty();
            body.put("password", TestServer.PASSWORD);
            ada.api().post("/auth/change-email", body).expect(202);
            assertThat(server.lettersTo(NEW)).hasSize(1);
            ada.api().post("/auth/change-email", Map.of()).expectInvalid("email");
            ada.api().post("/auth/change-email", Map.of("email", "no address")).expectInvalid("email");
        }
    }

    /** A letter's link is confirmed by whoever is signed in to the account, not by whoever holds the letter. */
    @OnEveryDatabase
    void nobodyElseConfirms(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens eve = person(server, "eve", OLD);
            Tokens victim = person(server, "victim", "victim@example.org");
            begin(eve, NEW).expect(202);
            String token = token(server.letterTo(NEW));
            server.api()
                    .post("/auth/change-email/confirm", Map.of("token", token))
                    .expect(401);
            confirm(victim, token).expectProblem(410, "link_expired");
            confirm(eve, token).expect(204);
        }
    }

    @OnEveryDatabase
    void whoeverHasTheNewAddressNobodyLearnsIt(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            person(server, "grace", "grace@example.com");
            Tokens ada = person(server, "ada", OLD);
            server.settle();
            server.mailbox().empty();
            Reply free = begin(ada, "nobody@example.com").expect(202);
            Reply taken = begin(ada, "grace@example.com").expect(202);
            assertThat(taken.body()).isEqualTo(free.body());
            assertThat(server.lettersTo(OLD)).hasSize(2);
            Mail known = server.letterTo("grace@example.com");
            assertThat(known.text()).doesNotContain("token=");
            assertThat(known.link()).isEqualTo(TestServer.PUBLIC_URL + "/sign-in");
        }
    }

    @OnEveryDatabase
    void anAddressThatSomebodyGotMeanwhileIsTheirs(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            begin(ada, NEW).expect(202);
            String token = token(server.letterTo(NEW));
            person(server, "grace", NEW);
            confirm(ada, token).expectProblem(409, "account_exists");
            assertThat(me(ada).text("email")).isEqualTo(OLD);
        }
    }

    @OnEveryDatabase
    void anOlderWishIsVoidAndSoIsOneForAnAddressThatIsNotThereAnyMore(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            begin(ada, NEW).expect(202);
            String first = token(server.letterTo(NEW));
            begin(ada, "newer@example.com").expect(202);
            String second = token(server.letterTo("newer@example.com"));
            confirm(ada, first).expect(410);
            server.admin()
                    .api()
                    .patch("/users/" + ada.id(), Map.of("email", "third@example.com"))
                    .expect(200);
            confirm(ada, second).expect(410);
        }
    }

    @OnEveryDatabase
    void aLinkLivesForADay(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            for (Duration past : List.of(DAY.minusMillis(1), DAY, DAY.plusMillis(1))) {
                String name = TestServer.freshName("ada");
                Tokens ada = person(server, name, name + "@example.com");
                begin(ada, name + "@example.org").expect(202);
                String token = token(server.letterTo(name + "@example.org"));
                server.clock().advance(past);
                boolean good = past.compareTo(DAY) < 0;
                assertThat(confirm(server.signIn(name), token).status()).isEqualTo(good ? 204 : 410);
            }
        }
    }

    @OnEveryDatabase
    void oneAccountBeginsFewChangesAndOneAddressGetsFewLetters(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            for (int i = 0; i < 5; i++) {
                begin(ada, NEW).expect(202);
                server.settle();
            }
            begin(ada, NEW).expectProblem(429, "too_many_requests");
            assertThat(server.lettersTo(NEW)).hasSize(3);
            // However many there are: nobody hides a change from whoever has the address now.
            assertThat(server.mailbox().to(OLD).stream()
                            .filter(mail -> mail.path().contains("/keep")))
                    .hasSize(5);
        }
    }

    @OnEveryDatabase
    void anAddressIsAddedWhereThereIsNone(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            server.signUp("ada");
            Tokens ada = server.signIn("ada");
            begin(ada, NEW).expect(202);
            confirm(ada, token(server.letterTo(NEW))).expect(204);
            assertThat(me(ada).text("email")).isEqualTo(NEW);
            assertThat(server.mailbox().all().stream()
                            .filter(mail -> mail.path().contains("/keep")))
                    .isEmpty();
        }
    }

    @OnEveryDatabase
    void anAddressIsRemovedWhereAnotherNameRemains(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            Tokens elsewhere = server.signIn("ada");
            ada.api().delete("/auth/email").expect(204);
            assertThat(me(ada).at("email").isNull()).isTrue();
            elsewhere.api().get("/users/me").expect(401);
            ada.api().delete("/auth/email").expectProblem(409, "conflict");
            keep(server, token(server.letterTo(OLD))).expect(200);
            assertThat(address(server, ada.id())).isEqualTo(OLD);

            String nameless = "nameless@example.com";
            server.api()
                    .post("/auth/signup", Map.of("email", nameless, "password", TestServer.PASSWORD))
                    .expect(201);
            Tokens other = server.tokens(
                    nameless,
                    server.api()
                            .post("/auth/login", Map.of("email", nameless, "password", TestServer.PASSWORD))
                            .expect(200));
            other.api().delete("/auth/email").expectProblem(409, "conflict");
            server.clock().advance(Duration.ofMinutes(6));
            other.api().delete("/auth/email").expectProblem(401, "insufficient_user_authentication");
        }
    }

    /** The last thing that leads into an account stays. */
    @OnEveryDatabase
    void nobodyIsLeftWithoutAWayIn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            server.database()
                    .write(transaction -> transaction.update("DELETE FROM passwords WHERE account_id = ?", ada.id()));
            ada.api().delete("/auth/email").expectProblem(409, "last_sign_in_method");
        }
    }

    /** Whoever reads the mail of an address that was mistyped, or is somebody else's, gets no right to the account. */
    @OnEveryDatabase
    void anAddressThatNobodyVerifiedGetsNoLinkToTheAccount(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = newcomer(server, "ada", OLD);
            begin(ada, NEW).expect(202);
            confirm(ada, token(server.letterTo(NEW))).expect(204);
            assertThat(me(ada).text("email")).isEqualTo(NEW);
            Tokens grace = newcomer(server, "grace", "typo@example.com");
            grace.api().delete("/auth/email").expect(204);
            server.settle();
            assertThat(server.mailbox().all()).noneMatch(mail -> mail.path().contains("/keep"));
        }
    }

    /** Codes and links go to the address: whoever changes it has shown what whoever changes second factors has. */
    @OnEveryDatabase
    void whereThereIsASecondFactorItIsNeeded(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada", OLD);
            AuthenticatorApp app = AuthenticatorApp.add(server, ada, "Phone").app();
            begin(ada, NEW).expectProblem(401, "insufficient_user_authentication");
            ada.api()
                    .post("/auth/change-email", Map.of("email", NEW, "password", TestServer.PASSWORD))
                    .expectProblem(401, "insufficient_user_authentication");
            ada.api().delete("/auth/email").expectProblem(401, "insufficient_user_authentication");
            assertThat(server.lettersTo(NEW)).isEmpty();
            Map<String, String> login =
                    Map.of("username", "ada", "password", TestServer.PASSWORD, "mfa_code", app.code());
            Tokens both =
                    server.tokens("ada", server.api().post("/auth/login", login).expect(200));
            begin(both, NEW).expect(202);
            both.api().delete("/auth/email").expect(204);
        }
    }

    /** Without an address no code comes by mail: where that is the only second factor and one is required, it stays. */
    @OnEveryDatabase
    void theLastSecondFactorThatIsRequiredStays(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "mfa.email_codes=on")) {
            Tokens ada = person(server, "ada", OLD);
            server.database().write(transaction -> {
                transaction.update("INSERT INTO factor_choices (account_id, email) VALUES (?, TRUE)", ada.id());
                transaction.update("UPDATE sessions SET acr = 'urn:gatehouse:acr:2' WHERE account_id = ?", ada.id());
                return null;
            });
            server.restart("mfa.required=on");
            Api strict = server.api().bearer(ada.access());
            strict.delete("/auth/email").expectProblem(409, "last_second_factor");
            assertThat(address(server, ada.id())).isEqualTo(OLD);
            server.restart("mfa.required=off");
            server.api().bearer(ada.access()).delete("/auth/email").expect(204);
        }
    }

    /** Somebody with an address that is verified. */
    static Tokens person(TestServer server, String name, String address) {
        Tokens person = newcomer(server, name, address);
        server.database()
                .write(transaction ->
                        transaction.update("UPDATE accounts SET email_verified = TRUE WHERE id = ?", person.id()));
        return person;
    }

    static Tokens newcomer(TestServer server, String name, String address) {
        server.api()
                .post("/auth/signup", Map.of("username", name, "email", address, "password", TestServer.PASSWORD))
                .expect(201);
        server.settle();
        return server.signIn(name);
    }

    private static String verifyLink(TestServer server) {
        return token(server.letterTo(OLD));
    }

    static Reply begin(Tokens who, String address) {
        return who.api().post("/auth/change-email", Map.of("email", address));
    }

    static Reply confirm(Tokens who, String token) {
        return who.api().post("/auth/change-email/confirm", Map.of("token", token));
    }

    static Reply keep(TestServer server, String token) {
        return server.api().post("/auth/change-email/keep", Map.of("token", token));
    }

    static Reply me(Tokens who) {
        return who.api().get("/users/me").expect(200);
    }

    private static String token(Mail letter) {
        return VerifyEmailTest.token(letter);
    }

    static String address(TestServer server, String account) {
        return server.database()
                .read(sql -> sql.one("SELECT email FROM accounts WHERE id = ?", row -> row.text("email"), account))
                .orElse("");
    }

    static List<String> actions(TestServer server, String account) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT action FROM audit_events WHERE subject = ?", row -> row.text("action"), account));
    }
}
