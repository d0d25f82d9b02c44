package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Row A24: wrong passwords for an account and for a name that nobody has do the same to the database, and so take the same:
 * as many rows more or fewer in each table, after each try, through all of a series and its waits.
 */
class A24TheSameTracesTest {
    private static final List<String> TABLES = List.of(
            "attempts",
            "backoffs",
            "audit_events",
            "sessions",
            "browser_sessions",
            "refresh_tokens",
            "marks",
            "outbox",
            "passwords");

    /** What one try answered and did. */
    private record Trace(int status, String body, Map<String, Long> changes, List<String> waits) {}

    @OnEveryDatabase
    void whetherOrNotThereIsSuchAnAccount(TestDatabase on) {
        for (String[] settings : new String[][] {
            {"attempts.free=3"}, {"attempts.free=3", "limits.login=5/minute", "limits.login_address=100/minute"}
        }) {
            try (TestServer server = TestServer.on(on, settings)) {
                String known = TestServer.freshName("known");
                String disabled = TestServer.freshName("known");
                server.signUp(known);
                String id = server.signUp(disabled);
                server.admin()
                        .api()
                        .patch("/users/" + id, Map.of("status", "disabled"))
                        .expect(200);
                List<Trace> unknown = traces(server, "username", TestServer.freshName("unknown"));
                assertThat(unknown.stream().map(Trace::status)).contains(401, 429);
                assertThat(traces(server, "username", known)).isEqualTo(unknown);
                assertThat(traces(server, "username", disabled)).isEqualTo(unknown);
            }
        }
    }

    /**
     * The person is told by letter of many that failed, and who is nobody is not. What is put down for that is the same for
     * all; the difference is made when nobody waits.
     */
    @OnEveryDatabase
    void alsoWhereLettersTellOfIt(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "attempts.free=3", "signup.verify_email=off")) {
            List<String> known = List.of("known", "disabled", "without-address");
            for (String name : known) {
                Map<String, String> account = new TreeMap<>(Map.of("username", name, "password", TestServer.PASSWORD));
                if (!name.startsWith("without")) {
                    account.put("email", name + "@example.com");
                }
                String id =
                        server.api().post("/auth/signup", account).expect(201).text("id");
                if (name.equals("disabled")) {
                    server.admin()
                            .api()
                            .patch("/users/" + id, Map.of("status", name))
                            .expect(200);
                }
            }
            server.settle();

            hold(server, on);
            List<Trace> unknown = traces(server, "username", "unknown");
            assertThat(unknown.stream().map(trace -> trace.changes.get("outbox")))
                    .as("one piece, at the try that uses up the free ones")
                    .containsExactly(0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L);
            for (String name : known) {
                assertThat(traces(server, "username", name)).as(name).isEqualTo(unknown);
            }
            assertThat(traces(server, "email", "known@example.com"))
                    .isEqualTo(traces(server, "email", "unknown@example.com"));
            assertThat(lengths(server)).as("of what is put down").hasSize(1);

            release(server, on);
            for (String name : List.of("known", "disabled")) {
                assertThat(server.lettersTo(name + "@example.com"))
                        .extracting(Mail::subject)
                        .as(name)
                        .contains("Many failed attempts to sign in");
            }
            assertThat(server.lettersTo("unknown@example.com")).isEmpty();
            assertThat(rows(server)).containsEntry("outbox", 0L);
        }
    }

    /** From now on nothing that is put down is taken, so that it can be counted. */
    private static void hold(TestServer server, TestDatabase on) {
        server.database()
                .write(
                        sql -> sql.update(
                                on.isPostgres()
                                        ? "CREATE RULE held AS ON UPDATE TO outbox DO INSTEAD NOTHING"
                                        : "CREATE TRIGGER held BEFORE UPDATE ON outbox BEGIN SELECT RAISE(ABORT, 'held'); END"));
    }

    private static void release(TestServer server, TestDatabase on) {
        server.database().write(sql -> sql.update(on.isPostgres() ? "DROP RULE held ON outbox" : "DROP TRIGGER held"));
    }

    private static List<Long> lengths(TestServer server) {
        return server.database()
                .read(sql ->
                        sql.list("SELECT DISTINCT length(payload) AS long FROM outbox", row -> row.number("long")));
    }

    private static List<Trace> traces(TestServer server, String member, String name) {
        List<Trace> traces = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Map<String, Long> before = rows(server);
            Reply reply = server.api().post("/auth/login", Map.of(member, name, "password", "not the right one"));
            Map<String, Long> changes = rows(server);
            changes.replaceAll((table, count) -> count - before.getOrDefault(table, 0L));
            List<String> waits = Stream.of("retry-after", "ratelimit", "ratelimit-policy")
                    .map(header -> String.valueOf(reply.header(header)))
                    .toList();
            traces.add(new Trace(reply.status(), reply.body(), changes, waits));
            server.clock().advance(Duration.ofSeconds(i % 2));
        }
        return traces;
    }

    private static Map<String, Long> rows(TestServer server) {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : TABLES) {
            rows.put(
                    table,
                    server.database()
                            .read(sql -> sql.one("SELECT count(*) AS held FROM " + table, row -> row.number("held")))
                            .orElseThrow());
        }
        return rows;
    }
}
