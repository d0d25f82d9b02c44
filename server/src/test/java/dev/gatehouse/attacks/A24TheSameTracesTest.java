package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

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
                List<Trace> unknown = traces(server, TestServer.freshName("unknown"));
                assertThat(unknown.stream().map(Trace::status)).contains(401, 429);
                assertThat(traces(server, known)).isEqualTo(unknown);
                assertThat(traces(server, disabled)).isEqualTo(unknown);
            }
        }
    }

    private static List<Trace> traces(TestServer server, String name) {
        List<Trace> traces = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            Map<String, Long> before = rows(server);
            Reply reply = server.api().post("/auth/login", Map.of("username", name, "password", "not the right one"));
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
