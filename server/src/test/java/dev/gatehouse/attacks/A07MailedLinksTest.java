package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;

/** Row A07: the links of letters that verify, sign up, change and keep an address. */
class A07MailedLinksTest {
    @OnEveryDatabase
    void aLinkThatVerifiesHasOneUserOfFifty(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada@example.com");
            verified(server, ada, false);
            assertOneOf(fifty(server, "/auth/verify-email", token(server, "ada@example.com")), 204, 410);
            assertThat(audited(server, "email.verified")).isOne();
        }
    }

    @OnEveryDatabase
    void aLinkThatSignsUpMakesOneAccountOfFifty(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=required")) {
            server.api()
                    .post("/auth/signup", Map.of("email", "ada@example.com", "password", TestServer.PASSWORD))
                    .expect(202);
            assertOneOf(fifty(server, "/auth/verify-email", token(server, "ada@example.com")), 204, 410);
            assertThat(audited(server, "account.created")).isOne();
        }
    }

    /** Fifty links of as many sign-ups for one user name, each to an address of its own: one gets it. */
    @OnEveryDatabase
    void aUserNameGoesToOneOfTheSignUps(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=required")) {
            for (int i = 0; i < AtOnce.THREADS; i++) {
                server.api()
                        .post(
                                "/auth/signup",
                                Map.of("email", i + "@example.com", "username", "ada", "password", TestServer.PASSWORD))
                        .expect(202);
            }
            server.settle();
            List<String> tokens = java.util.stream.IntStream.range(0, AtOnce.THREADS)
                    .mapToObj(i -> token(server, i + "@example.com"))
                    .toList();
            List<Reply> replies = AtOnce.fifty(
                    thread -> () -> server.api().post("/auth/verify-email", Map.of("token", tokens.get(thread))));
            assertOneOf(replies, 204, 409);
        }
    }

    @OnEveryDatabase
    void aLinkThatChangesAnAddressHasOneUserOfFifty(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada@example.com");
            ada.api()
                    .post("/auth/change-email", Map.of("email", "new@example.com"))
                    .expect(202);
            Map<String, String> body = Map.of("token", token(server, "new@example.com"));
            assertOneOf(AtOnce.fifty(() -> ada.api().post("/auth/change-email/confirm", body)), 204, 410);
            assertThat(audited(server, "email.changed")).isOne();
            assertOneOf(fifty(server, "/auth/change-email/keep", token(server, "ada@example.com")), 200, 410);
        }
    }

    /** Confirmed and stopped at the same moment: one of the two holds, and the account has one address. */
    @OnEveryDatabase
    void aChangeIsMadeOrStoppedAndNeverHalf(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada@example.com");
            ada.api()
                    .post("/auth/change-email", Map.of("email", "new@example.com"))
                    .expect(202);
            Map<String, String> confirm = Map.of("token", token(server, "new@example.com"));
            Map<String, String> keep = Map.of("token", token(server, "ada@example.com"));
            AtOnce.fifty(thread -> () -> thread % 2 == 0
                    ? ada.api().post("/auth/change-email/confirm", confirm)
                    : server.api().post("/auth/change-email/keep", keep));
            // Whoever was first, the address before has the last word.
            String address = server.database()
                    .read(sql -> sql.one("SELECT email FROM accounts WHERE id = ?", row -> row.text("email"), ada.id()))
                    .orElseThrow();
            assertThat(address).isEqualTo("ada@example.com");
        }
    }

    /** No link does what another is for. */
    @OnEveryDatabase
    void everyLinkWorksAtItsOwnDoorOnly(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Tokens ada = person(server, "ada@example.com");
            String verify = token(server, "ada@example.com");
            ada.api()
                    .post("/auth/change-email", Map.of("email", "new@example.com"))
                    .expect(202);
            String change = token(server, "new@example.com");
            String keep = token(server, "ada@example.com");
            verified(server, ada, false);
            Map<String, String> doors = Map.of(
                    "/auth/verify-email", verify,
                    "/auth/change-email/confirm", change,
                    "/auth/change-email/keep", keep);
            for (String door : doors.keySet()) {
                for (String token : List.of(verify, change, keep)) {
                    if (!token.equals(doors.get(door))) {
                        ada.api().post(door, Map.of("token", token)).expect(410);
                    }
                }
            }
            ada.api().post("/auth/verify-email", Map.of("token", verify)).expect(204);
            ada.api()
                    .post("/auth/change-email/confirm", Map.of("token", change))
                    .expect(204);
            ada.api().post("/auth/change-email/keep", Map.of("token", keep)).expect(200);
        }
    }

    private static List<Reply> fifty(TestServer server, String door, String token) throws Exception {
        return AtOnce.fifty(() -> server.api().post(door, Map.of("token", token)));
    }

    private static void assertOneOf(List<Reply> replies, int won, int lost) {
        assertThat(replies).filteredOn(reply -> reply.status() == won).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == lost).hasSize(replies.size() - 1);
    }

    private static Tokens person(TestServer server, String address) {
        String name = TestServer.freshName("person");
        server.api()
                .post("/auth/signup", Map.of("username", name, "email", address, "password", TestServer.PASSWORD))
                .expect(201);
        server.settle();
        Tokens person = server.signIn(name);
        verified(server, person, true);
        return person;
    }

    private static void verified(TestServer server, Tokens person, boolean is) {
        server.database()
                .write(transaction ->
                        transaction.update("UPDATE accounts SET email_verified = ? WHERE id = ?", is, person.id()));
    }

    private static String token(TestServer server, String address) {
        return server.letterTo(address).path().replaceFirst(".*token=", "");
    }

    private static long audited(TestServer server, String action) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM audit_events WHERE action = ?", row -> row.number("n"), action))
                .orElseThrow();
    }
}
