package dev.gatehouse.flows;

import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.forget;
import static dev.gatehouse.testing.Recovering.login;
import static dev.gatehouse.testing.Recovering.reset;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.token;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.Mailbox;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code POST /auth/forgot-password} and {@code POST /auth/reset-password}. */
@OnEveryServer.With(
        value = {"mfa.remember_device=30d", "signup.verify_email=off"},
        mail = true)
class RecoveryTest {
    private static final String METRICS = "a-token-for-metrics-0123456789abcdef";

    @OnEveryServer
    void aMailedLinkSetsANewPasswordAndEndsAllSessions(TestServer server) {
        String address = address();
        verify(server, signUp(server, address));
        Tokens here = server.tokens(
                address, login(server.api(), address, TestServer.PASSWORD).expect(200));
        String token = token(server, address);
        assertThat(token).matches("[A-Za-z0-9_-]{43}");

        reset(server.api(), token, NEXT).expect(204);

        here.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, here.refresh()).expectProblem(401, "invalid_refresh_token");
        login(server.api(), address, TestServer.PASSWORD).expectProblem(401, "invalid_credentials");
        login(server.api(), address, NEXT).expect(200);
        assertThat(events(server, here.id())).contains("recovery.started", "password.reset");
    }

    /** The answer tells nothing, and neither do letters: there is none to whom nobody, or nobody any more, is. */
    @OnEveryServer
    void onlyWhoHasAnAccountGetsALetter(TestServer server) {
        String disabled = address();
        String id = signUp(server, disabled);
        server.admin().api().patch("/users/" + id, Map.of("status", "disabled")).expect(200);
        String unknown = address();
        int before = server.mailbox().all().size();
        for (String whoever : List.of(unknown, disabled, "no address at all", "nobody-has-this-name")) {
            forget(server.api(), whoever).expect(202);
        }
        assertThat(server.lettersTo(unknown)).isEmpty();
        assertThat(server.lettersTo(disabled)).isEmpty();
        assertThat(server.mailbox().all()).hasSize(before);
    }

    @OnEveryServer
    void theLetterIsInThePersonsLanguageAndLeadsToThePublicAddress(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        server.database().write(tx -> tx.update("UPDATE accounts SET language = NULL WHERE id = ?", id));
        forget(server.api().with("accept-language", "de"), address).expect(202);
        Mail letter = server.letterTo(address);
        assertThat(letter.link()).startsWith(TestServer.PUBLIC_URL + "/recover/new?token=");
        assertThat(letter.header("Content-Language")).isEqualTo("de");
    }

    @OnEveryServer
    void aPasswordThatBreaksThePolicyLeavesTheLinkAsItWas(TestServer server) {
        String address = address();
        signUp(server, address);
        String token = token(server, address);
        reset(server.api(), token, "short").expectInvalid("new_password");
        reset(server.api(), token, "password123").expectInvalid("new_password");
        reset(server.api(), token, address).expectInvalid("new_password");
        server.api().post("/auth/reset-password", Map.of()).expectInvalid("token", "new_password");
        reset(server.api(), token, NEXT).expect(204);
    }

    @OnEveryServer
    void aLinkWorksForHalfAnHour(TestServer server) {
        String address = address();
        signUp(server, address);
        String token = token(server, address);
        server.clock().advance(Duration.ofMinutes(30).minusMillis(1));
        reset(server.api(), token, "short").expectInvalid("new_password");
        server.clock().advance(Duration.ofMillis(1));
        reset(server.api(), token, NEXT).expectProblem(410, "link_expired");
    }

    @OnEveryServer
    void aNewerLinkLeavesTheOlderUntilOneIsUsed(TestServer server) {
        String address = address();
        signUp(server, address);
        String first = token(server, address);
        String second = token(server, address);
        String third = token(server, address);
        reset(server.api(), second, NEXT).expect(204);
        reset(server.api(), first, NEXT).expectProblem(410, "link_expired");
        reset(server.api(), third, NEXT).expectProblem(410, "link_expired");
    }

    @OnEveryServer
    void ofVeryManyLinksTheOldestEnd(TestServer server) {
        String address = address();
        signUp(server, address);
        String first = token(server, address);
        server.clock().advance(Duration.ofMillis(1));
        for (int later = 0; later < 24; later++) {
            forget(server.api(), address).expect(202);
        }
        server.settle();
        reset(server.api(), first, "short").expectInvalid("new_password");
        forget(server.api(), address).expect(202);
        server.settle();
        reset(server.api(), first, NEXT).expectProblem(410, "link_expired");
    }

    /** However often strangers ask, whoever has signed in from somewhere gets a letter there. */
    @OnEveryDatabase
    void strangersUseUpNoneOfTheOwnersLetters(TestDatabase on) {
        try (TestServer server = TestServer.mailing(
                on, "signup.verify_email=off", "limits.mail_account=2/hour", "proxy.trusted=127.0.0.1")) {
            String address = address();
            verify(server, signUp(server, address));
            Api home = server.api().from("192.0.2.50");
            login(home, address, TestServer.PASSWORD).expect(200);
            int before = server.lettersTo(address).size();
            for (int stranger = 0; stranger < 5; stranger++) {
                forget(server.api().from("198.51.100." + stranger), address).expect(202);
            }
            assertThat(server.lettersTo(address)).hasSize(before + 2);
            forget(home, address).expect(202);
            String token = token(server.letterTo(address));
            forget(home, address).expect(202);
            assertThat(server.lettersTo(address)).hasSize(before + 4);
            forget(home, address).expect(202);
            assertThat(server.lettersTo(address)).hasSize(before + 4);
            reset(server.api(), token, NEXT).expect(204);
        }
    }

    @OnEveryServer
    void anAccountWithoutAPasswordGetsOne(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        server.database().write(tx -> tx.update("DELETE FROM passwords WHERE account_id = ?", id));
        reset(server.api(), token(server, address), NEXT).expect(204);
        login(server.api(), address, NEXT).expect(200);
    }

    @OnEveryServer
    void aUserNameWillDoAndIsNotWrittenTo(TestServer server) {
        String name = TestServer.freshName("named");
        String address = name + "@example.com";
        server.api()
                .post("/auth/signup", Map.of("username", name, "email", address, "password", TestServer.PASSWORD))
                .expect(201);
        forget(server.api(), name).expect(202);
        assertThat(server.lettersTo(address)).hasSize(1);
    }

    @OnEveryServer
    void rememberedDevicesAndLinksOnTheirWayEnd(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        server.database().write(tx -> {
            tx.update(
                    "INSERT INTO remembered_devices (hash, account_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
                    dev.gatehouse.kernel.Sha256.of(id),
                    id,
                    server.clock().instant(),
                    server.clock().instant().plusSeconds(9_000));
            return tx.update(
                    """
                    INSERT INTO one_time_links (hash, purpose, account_id, created_at, expires_at)
                    VALUES (?, 'change_email', ?, ?, ?)""",
                    dev.gatehouse.kernel.Sha256.of(id),
                    id,
                    server.clock().instant(),
                    server.clock().instant().plusSeconds(9_000));
        });
        reset(server.api(), token(server, address), NEXT).expect(204);
        assertThat(count(server, "remembered_devices", id)).isZero();
        assertThat(count(server, "one_time_links", id)).isZero();
    }

    /** What counts is the address with the account's name, or the address alone: below, at, and above each. */
    @OnEveryDatabase
    void lettersHaveTheirLimits(TestDatabase on) {
        try (TestServer server = TestServer.mailing(
                on,
                "signup.verify_email=off",
                "limits.recovery=3/hour",
                "limits.recovery_address=5/hour",
                "limits.mail_account=4/hour",
                "proxy.trusted=127.0.0.1")) {
            String known = address();
            signUp(server, known);
            String unknown = address();
            for (String whoever : List.of(known, unknown)) {
                Api from = server.api().from(whoever.equals(known) ? "192.0.2.1" : "192.0.2.2");
                for (int i = 0; i < 3; i++) {
                    forget(from, whoever).expect(202);
                }
                assertThat(forget(from, whoever)
                                .expectProblem(429, "too_many_requests")
                                .header("retry-after"))
                        .isEqualTo("3600");
                // The one that is refused counts for the address all the same.
                forget(from, address()).expect(202);
                forget(from, address()).expectProblem(429, "too_many_requests");
            }
            assertThat(server.lettersTo(known)).hasSize(3);
            // From elsewhere there is another window, but to one account no more than so many letters leave.
            forget(server.api().from("192.0.2.3"), known).expect(202);
            forget(server.api().from("192.0.2.3"), known).expect(202);
            assertThat(server.lettersTo(known)).hasSize(4);
            server.clock().advance(Duration.ofHours(1));
            forget(server.api().from("192.0.2.1"), known).expect(202);
            assertThat(server.lettersTo(known)).hasSize(5);
        }
    }

    @OnEveryDatabase
    void whereNoLetterCanBeSentTheAnswerIsTheSameAndThePagesOfferNothing(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String address = address();
            signUp(server, address);
            forget(server.api(), address).expect(202);
            forget(server.api(), address()).expect(202);
            Api browser = server.api().with("accept", "text/html");
            assertThat(browser.get("/sign-in").expect(200).body()).doesNotContain("/recover");
            browser.get("/recover").expect(404);
            browser.get("/recover/new?token=" + "x".repeat(43)).expect(303);
        }
    }

    static long count(TestServer server, String table, String account) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM " + table + " WHERE account_id = ?",
                        row -> row.number("n"),
                        account))
                .orElseThrow();
    }

    static List<String> events(TestServer server, String account) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT action FROM audit_events WHERE subject = ? ORDER BY id",
                        row -> row.text("action"),
                        account));
    }

    /** Nobody could use it any more: a letter that finds no mail server is tried no longer than its link works. */
    @OnEveryDatabase
    void aLinkThatIsDeadIsNotMailed(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signin.magic_link=true", "metrics.token=" + METRICS)) {
            String address = address();
            signUp(server, address);
            server.settle();
            server.mailbox().close();
            forget(server.api(), address).expect(202);
            server.api().post("/auth/magic-link", Map.of("email", address)).expect(202);
            server.settle();
            assertThat(waiting(server)).isEqualTo(2);
            try (Mailbox back = new Mailbox()) {
                server.restart(back.settings().toArray(String[]::new));
                server.clock().advance(Duration.ofMinutes(10));
                server.settle();
                assertThat(back.to(address))
                        .extracting(Mail::subject)
                        .as("the link that signs in works for ten minutes")
                        .containsExactly("Choose a new password");
                assertThat(waiting(server)).isZero();
                assertThat(server.api()
                                .bearer(METRICS)
                                .get("/metrics")
                                .expect(200)
                                .body())
                        .contains("gatehouse_outbox_attempts_total{kind=\"letter\",outcome=\"given_up\"} 1");
            }
        }
    }

    @OnEveryDatabase
    void noLinkToANewPasswordIsMailedAfterHalfAnHour(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            String address = address();
            signUp(server, address);
            server.settle();
            server.mailbox().close();
            forget(server.api(), address).expect(202);
            server.settle();
            assertThat(waiting(server)).isEqualTo(1);
            try (Mailbox back = new Mailbox()) {
                server.restart(back.settings().toArray(String[]::new));
                server.clock().advance(Duration.ofMinutes(30));
                server.settle();
                assertThat(back.to(address)).isEmpty();
                assertThat(waiting(server)).isZero();
            }
        }
    }

    private static long waiting(TestServer server) {
        return server.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM outbox", row -> row.number("n")))
                .orElseThrow();
    }
}
