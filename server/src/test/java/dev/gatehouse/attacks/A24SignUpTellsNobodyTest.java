package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Row A24, at the sign-up where an address has to be verified first: one answer by the same work, whoever has what. */
class A24SignUpTellsNobodyTest {
    private static final String TAKEN = "taken@example.com";
    /** What a request may change; what the outbox does comes after it, and nobody waits for that. */
    private static final List<String> TABLES =
            List.of("accounts", "passwords", "account_roles", "audit_events", "sessions");

    @OnEveryDatabase
    void theSameBytesAndTheSameRowsWhoeverHasWhat(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=required", "limits.signup=1000/hour")) {
            server.api().post("/auth/signup", wanted(TAKEN, "taken")).expect(202);
            String token = server.letterTo(TAKEN).path().replaceFirst(".*token=", "");
            server.api().post("/auth/verify-email", Map.of("token", token)).expect(204);
            server.api().post("/auth/signup", wanted("warm@example.com", "warm"));
            server.settle();
            Map<String, Reply> replies = new LinkedHashMap<>();
            Map<String, Map<String, Long>> work = new LinkedHashMap<>();
            Map<String, Map<String, String>> attempts = new LinkedHashMap<>();
            attempts.put("nobody's", wanted("nobody@example.com", "nobody"));
            attempts.put("address taken", wanted(TAKEN, "another"));
            attempts.put("user name taken", wanted("another@example.com", "taken"));
            attempts.put("both taken", wanted(TAKEN, "taken"));
            for (String path : List.of("/auth/signup", "/users/signup", "/auth/passkeys/sign-up/options")) {
                attempts.forEach((name, attempt) -> {
                    server.settle();
                    Map<String, Long> before = rows(server);
                    replies.put(path + " " + name, server.api().post(path, attempt));
                    Map<String, Long> added = rows(server);
                    before.forEach((table, rows) -> added.computeIfPresent(table, (key, now) -> now - rows));
                    work.put(path + " " + name, added);
                });
            }
            Reply first = replies.values().iterator().next().expect(202);
            replies.forEach((name, reply) -> {
                assertThat(reply.status()).as(name).isEqualTo(202);
                assertThat(reply.bytes()).as(name).isEqualTo(first.bytes());
                assertThat(headers(reply)).as(name).isEqualTo(headers(first));
            });
            assertThat(new java.util.HashSet<>(work.values()))
                    .as(work::toString)
                    .hasSize(1);
        }
    }

    private static Map<String, String> wanted(String email, String username) {
        return Map.of("email", email, "username", username, "password", TestServer.PASSWORD);
    }

    private static Map<String, Long> rows(TestServer server) {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : TABLES) {
            String count = "SELECT count(*) AS n FROM " + table;
            rows.put(
                    table,
                    server.database()
                            .read(sql -> sql.one(count, row -> row.number("n")))
                            .orElseThrow());
        }
        return rows;
    }

    private static Map<String, List<String>> headers(Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.headers().map());
        headers.remove("x-request-id");
        headers.remove("date");
        return headers;
    }
}
