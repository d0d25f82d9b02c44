package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import dev.gatehouse.testing.Ways;
import java.util.List;
import java.util.Map;

/** Row A30: a front end passes the victim's click on as it is, and the stranger's password stays good. */
class A30ClickedAddressTest {
    private static final String VICTIM = "victim@example.com";
    private static final String STRANGERS = "nine purple badgers";

    /**
     * Whoever signed up keeps the password that they chose when somebody's click verified the address, until the mailbox
     * proves itself: then password, sessions, passkeys and linked providers are gone, once.
     */
    @OnEveryDatabase
    void whatAClickLeftGoesWhenTheOwnerComesByMail(TestDatabase on) {
        for (String demand : List.of("asked", "required")) {
            for (String way : List.of("link", "recovery")) {
                try (TestServer server =
                        TestServer.mailing(on, "signup.verify_email=" + demand, "signin.magic_link=true")) {
                    String address = demand + way + VICTIM;
                    server.api().post("/auth/signup", Map.of("email", address, "password", STRANGERS));
                    server.api()
                            .post("/auth/verify-email", Map.of("token", token(server, address)))
                            .expect(204);
                    Tokens eve =
                            server.tokens(address, signedIn(server, address).expect(200));
                    Ways.passkey(server, eve.id(), server.clock().instant());
                    Ways.identity(server, eve.id(), "mock", server.clock().instant());
                    assertThat(flag(server, "email_clicked", eve.id())).isTrue();

                    come(server, way, address);
                    eve.api().get("/users/me").expect(401);
                    signedIn(server, address).expect(401);
                    assertThat(rows(server, "passkeys", eve.id())).isZero();
                    assertThat(rows(server, "identities", eve.id())).isZero();
                    assertThat(flag(server, "email_clicked", eve.id())).isFalse();

                    Ways.passkey(server, eve.id(), server.clock().instant());
                    come(server, way, address);
                    assertThat(rows(server, "passkeys", eve.id())).isOne();
                }
            }
        }
    }

    /** A mailbox alone gets past no second factor that an account has set up since its address was verified. */
    @OnEveryDatabase
    void aSecondFactorThatCameAfterTheClickStays(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=asked")) {
            Tokens honest = squat(server);
            server.api()
                    .post("/auth/verify-email", Map.of("token", token(server, VICTIM)))
                    .expect(204);
            Ways.authenticator(server, honest.id(), "x", server.clock().instant());
            come(server, "recovery", VICTIM);
            assertThat(rows(server, "authenticators", honest.id())).isOne();
            signedIn(server, VICTIM).expect(401);
        }
    }

    /** Whoever shows the password as well is who signed up: nothing of theirs is ever in doubt. */
    @OnEveryDatabase
    void whoShowsThePasswordWithTheLinkIsNotDoubted(TestDatabase on) {
        for (String demand : List.of("asked", "required")) {
            try (TestServer server = TestServer.mailing(on, "signup.verify_email=" + demand)) {
                String address = demand + VICTIM;
                server.api().post("/auth/signup", Map.of("email", address, "password", STRANGERS));
                Map<String, Object> shown = Map.of("token", token(server, address), "password", STRANGERS);
                server.api().post("/auth/verify-email", shown).expect(204);
                Tokens honest = server.tokens(address, signedIn(server, address).expect(200));
                assertThat(flag(server, "email_clicked", honest.id())).isFalse();
                Ways.passkey(server, honest.id(), server.clock().instant());
                come(server, "recovery", address);
                assertThat(rows(server, "passkeys", honest.id())).isOne();
            }
        }
    }

    private static void come(TestServer server, String way, String address) {
        server.settle();
        if (way.equals("recovery")) {
            server.api().post("/auth/forgot-password", Map.of("email", address)).expect(202);
            server.settle();
            String secret = token(server, address);
            server.api()
                    .post("/auth/reset-password", Map.of("token", secret, "new_password", "eleven amber foxes"))
                    .expect(204);
            return;
        }
        server.api().post("/auth/magic-link", Map.of("email", address)).expect(202);
        server.settle();
        String secret = token(server, address);
        server.api().post("/auth/magic-link/sign-in", Map.of("token", secret)).expect(200);
    }

    private static Reply signedIn(TestServer server, String address) {
        return server.api().post("/auth/login", Map.of("email", address, "password", STRANGERS));
    }

    private static boolean flag(TestServer server, String column, String account) {
        return server.database()
                .read(sql ->
                        sql.one("SELECT " + column + " FROM accounts WHERE id = ?", row -> row.flag(column), account))
                .orElseThrow();
    }

    private static Tokens squat(TestServer server) {
        server.api()
                .post("/auth/signup", Map.of("email", VICTIM, "password", STRANGERS))
                .expect(201);
        return server.tokens(VICTIM, signedIn(server, VICTIM).expect(200));
    }

    /** The secret of the newest letter that leads somewhere. */
    private static String token(TestServer server, String address) {
        return server.lettersTo(address).reversed().stream()
                .filter(letter -> letter.text().contains("token="))
                .findFirst()
                .map(Mail::path)
                .orElseThrow()
                .replaceFirst(".*token=", "");
    }

    private static long rows(TestServer server, String table, String account) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM " + table + " WHERE account_id = ?",
                        row -> row.number("n"),
                        account))
                .orElseThrow();
    }
}
