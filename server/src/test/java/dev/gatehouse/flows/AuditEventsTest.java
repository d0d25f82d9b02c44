package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code GET /audit/events}, and what the trail says of those who may not do something. */
class AuditEventsTest {
    private static List<String> actions(Reply reply) {
        return reply.at("events")
                .valueStream()
                .map(event -> event.path("action").stringValue())
                .toList();
    }

    private static long denials(TestServer server, String actor) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM audit_events WHERE action = 'permission.denied' AND actor = ?",
                        row -> row.number("n"),
                        actor))
                .orElseThrow();
    }

    @OnEveryServer
    void anAdministratorSeesWhatWasDoneToAnAccountByWhomAndFromWhere(TestServer server) {
        Tokens ada = server.person();
        server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", "wrong wrong wrong"))
                .expect(401);
        Tokens admin = server.admin();
        Reply all = admin.api().get("/audit/events?account=" + ada.id()).expect(200);
        assertThat(actions(all)).containsExactlyInAnyOrder("signin.password", "session.opened", "account.created");
        JsonNode failed = all.at("events")
                .valueStream()
                .filter(event -> event.path("action").stringValue().equals("signin.password"))
                .findFirst()
                .orElseThrow();
        assertThat(failed.path("outcome").stringValue()).isEqualTo("failure");
        assertThat(failed.path("subject").stringValue()).isEqualTo(ada.id());
        assertThat(failed.path("address").stringValue()).isEqualTo("127.0.0.1");
        assertThat(failed.path("user_agent").stringValue()).isNotBlank();
        assertThat(failed.path("request_id").stringValue()).hasSize(36);
        assertThat(failed.path("at").stringValue()).endsWith("Z");

        assertThat(actions(admin.api()
                        .get("/audit/events?account=" + ada.id() + "&action=signin.*")
                        .expect(200)))
                .containsExactly("signin.password");
        assertThat(actions(admin.api()
                        .get("/audit/events?actor=" + ada.id() + "&action=session.opened")
                        .expect(200)))
                .containsExactly("session.opened");
        assertThat(actions(admin.api()
                        .get("/audit/events?account=" + ada.id() + "&since=2999-01-01T00:00:00Z")
                        .expect(200)))
                .isEmpty();
    }

    @OnEveryDatabase
    void pagesHaveEveryEventOnce(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens admin = server.admin();
            for (int i = 0; i < 5; i++) {
                server.clock().advance(Duration.ofSeconds(1));
                server.signUp("person" + i);
            }
            for (String filter : List.of("", "&action=account.*")) {
                List<String> seen = new ArrayList<>();
                String next = "";
                while (next != null) {
                    String page = next.isEmpty() ? "" : "&page=" + next;
                    Reply reply = admin.api()
                            .get("/audit/events?size=2" + filter + page)
                            .expect(200);
                    reply.at("events")
                            .forEach(event -> seen.add(event.path("id").stringValue()));
                    next = reply.text("next_page");
                }
                assertThat(seen).doesNotHaveDuplicates();
                assertThat(seen).hasSize(filter.isEmpty() ? 8 : 6);
            }
        }
    }

    @OnEveryServer
    void nobodyElseSeesIt(TestServer server) {
        server.api().get("/audit/events").expect(401);
        server.person().api().get("/audit/events").expect(403);
    }

    @OnEveryServer
    void whatIsNoFilterIsRefused(TestServer server) {
        Tokens admin = server.admin();
        for (String query : List.of(
                "since=yesterday",
                "since=-999999999-01-01T00:00:00Z",
                "until=%2B999999999-01-01T00:00:00Z",
                "page=1",
                "size=0",
                "size=1000")) {
            admin.api().get("/audit/events?" + query).expect(422);
        }
        for (String action : List.of("*", "%25", "_", "'", "signin.%25")) {
            admin.api().get("/audit/events?action=" + action).expect(200);
        }
    }

    @OnEveryServer
    void aRefusalForWantOfPermissionIsRecordedAndNobodyFillsTheTrailWithIt(TestServer server) {
        Tokens ada = server.person();
        for (int i = 0; i < 30; i++) {
            ada.api().get("/audit/events").expect(403);
        }
        assertThat(denials(server, ada.id())).isEqualTo(20);
        Reply shown = server.admin()
                .api()
                .get("/audit/events?actor=" + ada.id() + "&action=permission.denied&size=1")
                .expect(200);
        JsonNode event = shown.at("events").path(0);
        assertThat(event.path("outcome").stringValue()).isEqualTo("denied");
        assertThat(event.path("subject").stringValue()).isEqualTo("GET /audit/events");
        assertThat(event.path("detail").path("reason").stringValue()).contains("read:audit");
    }

    @OnEveryDatabase
    void aServerSaysThatItStartsAndStopsAndUnderWhichSettingsButNotTheirValues(TestDatabase on) {
        try (TestServer server = TestServer.on(
                on, "tokens.algorithm=HS256", "tokens.secret=" + "a9Zk".repeat(3) + "q8Lm2Xr7Tv5Wc1Bn4Hy6Ju3K")) {
            server.restart();
            List<String> details = server.database()
                    .read(sql -> sql.list(
                            "SELECT action, detail FROM audit_events WHERE actor = 'server' ORDER BY id",
                            row -> row.text("action") + " " + row.text("detail")));
            assertThat(details).hasSize(3);
            assertThat(details.stream().filter(each -> each.startsWith("server.stopped")))
                    .hasSize(1);
            assertThat(details)
                    .filteredOn(each -> each.startsWith("server.started"))
                    .allMatch(each -> each.contains("tokens.secret") && each.contains("\"version\""))
                    .noneMatch(each -> each.contains("a9Zk"));
        }
    }
}
