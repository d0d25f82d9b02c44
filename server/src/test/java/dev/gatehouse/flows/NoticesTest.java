package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people are told by letter of what happens to their accounts. */
class NoticesTest {
    private static final String EMAIL = "ada@example.com";
    private static final String OTHER_PASSWORD = "eleven green herons";

    private static Tokens ada(TestServer server) {
        server.api()
                .post(
                        "/auth/signup",
                        Map.of(
                                "username",
                                "ada",
                                "email",
                                EMAIL,
                                "name",
                                "Ada Lovelace",
                                "password",
                                TestServer.PASSWORD))
                .expect(201);
        return server.signIn("ada");
    }

    private static void changePassword(Api api, String from, String to) {
        api.post("/auth/change-password", Map.of("current_password", from, "new_password", to))
                .expect(204);
    }

    @OnEveryDatabase
    void whoeverChangesThePasswordIsNotTheOnlyOneToKnow(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            Tokens ada = ada(server);
            server.database()
                    .write(transaction ->
                            transaction.update("UPDATE accounts SET language = 'de' WHERE id = ?", ada.id()));
            assertThat(server.lettersTo(EMAIL)).isEmpty();
            changePassword(ada.api(), TestServer.PASSWORD, OTHER_PASSWORD);
            Mail mail = server.letterTo(EMAIL);
            assertThat(mail.subject()).isEqualTo("Ihr Passwort wurde geändert");
            assertThat(mail.text())
                    .contains(
                            "Guten Tag, Ada Lovelace,",
                            "Das Passwort Ihres Kontos bei Gatehouse wurde geändert.",
                            "Wann: 02.03.2026, 09:00 UTC",
                            "Netzwerkadresse: 127.0.0.1",
                            "Wenn Sie das nicht waren",
                            "Konto ansehen:\n" + TestServer.PUBLIC_URL + "/account")
                    .doesNotContain(OTHER_PASSWORD);
            assertThat(mail.html()).contains("lang=\"de\"", "<bdi>127.0.0.1</bdi>");
        }
    }

    /** With a user name people sign in: they know of another one, whoever gave it. */
    @OnEveryDatabase
    void anotherUserNameIsTold(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            Tokens ada = ada(server);
            ada.api().patch("/auth/account", Map.of("name", "Ada K.")).expect(200);
            assertThat(server.lettersTo(EMAIL)).isEmpty();
            ada.api()
                    .patch("/auth/account", Map.of("username", "prizes-for-you"))
                    .expect(200);
            // Nobody writes to somebody else by signing up with their address.
            assertThat(server.letterTo(EMAIL).text()).doesNotContain("prizes");
            server.mailbox().empty();
            Recovering.verify(server, ada.id());
            ada.api().patch("/auth/account", Map.of("username", "countess")).expect(200);
            Mail mail = server.letterTo(EMAIL);
            assertThat(mail.subject()).isEqualTo("Your user name was changed");
            assertThat(mail.text()).contains("New user name: countess", "Network address: 127.0.0.1");
            server.admin()
                    .api()
                    .patch("/users/" + ada.id(), Map.of("username", "lovelace"))
                    .expect(200);
            server.admin()
                    .api()
                    .patch("/users/" + ada.id(), Map.of("name", "Ada", "roles", List.of("guest")))
                    .expect(200);
            assertThat(server.lettersTo(EMAIL)).hasSize(2);
            assertThat(server.letterTo(EMAIL).text())
                    .contains("New user name: lovelace")
                    .doesNotContain("127.0.0.1");
            ada.api().patch("/auth/account", Map.of("username", "LOVELACE")).expect(200);
            assertThat(server.lettersTo(EMAIL)).hasSize(3);
            Map<String, @Nullable Object> without = new HashMap<>();
            without.put("username", null);
            ada.api().patch("/auth/account", without).expect(200);
            assertThat(server.letterTo(EMAIL).text()).doesNotContain("New user name");
        }
    }

    @OnEveryDatabase
    void aFailureTellsNobody(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            Tokens ada = ada(server);
            ada.api()
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", "not this one", "new_password", OTHER_PASSWORD))
                    .expect(401);
            assertThat(server.lettersTo(EMAIL)).isEmpty();
        }
    }

    @OnEveryDatabase
    void whoeverIsDeletedIsToldAndNotWhereTheAdministratorSits(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            Tokens ada = ada(server);
            server.admin().api().delete("/users/" + ada.id()).expect(204);
            Mail mail = server.letterTo(EMAIL);
            assertThat(mail.subject()).isEqualTo("Your account was deleted");
            assertThat(mail.text()).doesNotContain("127.0.0.1", "/account");
        }
    }

    @OnEveryDatabase
    void noticesCanBeLeftOutAndNeedAMailServer(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "mail.notices=off", "signup.verify_email=off")) {
            changePassword(ada(server).api(), TestServer.PASSWORD, OTHER_PASSWORD);
            assertThat(server.lettersTo(EMAIL)).isEmpty();
            server.restartWithout("mail.");
            Tokens ada = server.tokens(
                    "ada",
                    server.api()
                            .post("/auth/login", Map.of("username", "ada", "password", OTHER_PASSWORD))
                            .expect(200));
            changePassword(ada.api(), OTHER_PASSWORD, TestServer.PASSWORD);
            long waiting = server.database()
                    .read(sql -> sql.one("SELECT count(*) AS n FROM outbox", row -> row.number("n")))
                    .orElseThrow();
            assertThat(waiting).isZero();
        }
    }

    @OnEveryDatabase
    void nobodyIsWrittenToWithoutEnd(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            Tokens ada = ada(server);
            String password = TestServer.PASSWORD;
            for (int i = 0; i < 25; i++) {
                String next = "a password of this number " + i;
                changePassword(ada.api(), password, next);
                password = Objects.requireNonNull(next);
            }
            assertThat(server.lettersTo(EMAIL)).hasSize(20);
        }
    }

    /** Whoever guesses passwords, or signed up with another's address, chooses no word of what its owner reads. */
    @OnEveryDatabase
    void strangersWriteNothingInLetters(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "attempts.free=4", "proxy.trusted=127.0.0.1")) {
            ada(server);
            Api stranger =
                    server.api().from("203.0.113.9").with("user-agent", "Verify now at gatehouse-login.example.com/1");
            for (int i = 0; i < 4; i++) {
                stranger.post("/auth/login", Map.of("username", "ada", "password", "not this one"))
                        .expect(401);
            }
            Mail mail = server.letterTo(EMAIL, "Many failed attempts to sign in");
            assertThat(mail.text() + mail.html()).contains("203.0.113.9").doesNotContain("Verify", "gatehouse-login");
        }
    }
}
