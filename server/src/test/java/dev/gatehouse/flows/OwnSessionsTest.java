package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/** Ending one's own sessions, the applications that are signed in, and how many there may be. */
class OwnSessionsTest {
    private static final Duration STALE = Duration.ofMinutes(5);
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0 Safari/537.36";

    /** Whoever found a token lying about must not lock its owner out (ASVS 7.5.2). */
    @OnEveryServer
    void whoEndsOthersHasSignedInAMomentAgo(TestServer server) {
        Tokens ada = server.person();
        Tokens other = server.signIn(ada.name());
        server.clock().advance(STALE);
        for (String path : List.of("/auth/sessions", "/auth/sessions/" + id(other), "/auth/apps/gatehouse")) {
            ada.api().delete(path).expectProblem(401, "insufficient_user_authentication");
        }
        other.api().get("/users/me").expect(200);
        ada.api().delete("/auth/sessions/" + id(ada)).expect(204);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryServer
    void allOthersEndAtOnceAndThisOneStays(TestServer server) {
        Tokens ada = server.person();
        Tokens eve = server.person();
        List<Tokens> others = List.of(server.signIn(ada.name()), server.signIn(ada.name()));
        ada.api().delete("/auth/sessions").expect(204);
        for (Tokens other : others) {
            other.api().get("/users/me").expectProblem(401, "invalid_token");
            RefreshTest.refresh(server, other.refresh()).expectProblem(401, "invalid_refresh_token");
        }
        assertThat(sessions(ada)).hasSize(1);
        eve.api().get("/users/me").expect(200);
        ada.api().delete("/auth/sessions").expect(204);
    }

    @OnEveryServer
    void anAppIsEndedWhole(TestServer server) {
        Tokens ada = server.person();
        Tokens again = server.signIn(ada.name());
        JsonNode apps = ada.api().get("/auth/apps").expect(200).at("apps");
        assertThat(apps.size()).isEqualTo(1);
        assertThat(apps.get(0).path("client_id").asString()).isEqualTo("gatehouse");
        assertThat(apps.get(0).path("sessions").asInt()).isEqualTo(2);
        for (String other : List.of("gatehouse-pages", "nobody", "a".repeat(300), "%27%20OR%201=1")) {
            ada.api().delete("/auth/apps/" + other).expectProblem(404, "not_found");
        }
        again.api().delete("/auth/apps/gatehouse").expect(204);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        again.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryServer
    void aSessionSaysWhatItIsAndWhenItEnds(TestServer server) {
        String name = TestServer.freshName("ada");
        server.signUp(name);
        Tokens ada = login(server.api().with("user-agent", CHROME), server, name);
        JsonNode session = sessions(ada).getFirst();
        Instant now = server.clock().instant();
        assertThat(session.path("device_name").asString()).isEqualTo("Chrome, Linux");
        assertThat(session.path("device_id").asString())
                .isEqualTo(session.path("id").asString());
        assertThat(session.path("idle_ends_at").asString())
                .isEqualTo(now.plus(Duration.ofDays(7)).toString());
        assertThat(session.path("ends_at").asString())
                .isEqualTo(now.plus(Duration.ofDays(30)).toString());
        server.clock().advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(login(server.api(), server, name)
                        .api()
                        .get("/auth/sessions")
                        .at("sessions")
                        .size())
                .isEqualTo(2);
        server.clock().advance(Duration.ofSeconds(1));
        assertThat(login(server.api(), server, name)
                        .api()
                        .get("/auth/sessions")
                        .at("sessions")
                        .size())
                .isEqualTo(2);
    }

    /** Below and at the limit nothing ends; above it the session that was not used for longest does. */
    @OnEveryDatabase
    void theLongestIdleEndsWhereThereAreTooMany(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "sessions.limit=3")) {
            List<Tokens> all = new ArrayList<>(List.of(server.person()));
            for (int i = 0; i < 2; i++) {
                server.clock().advance(Duration.ofMinutes(1));
                all.add(server.signIn(all.getFirst().name()));
            }
            all.forEach(one -> one.api().get("/users/me").expect(200));
            server.clock().advance(Duration.ofMinutes(1));
            // The first is used again, so the second has been idle for longest.
            RefreshTest.refresh(server, all.getFirst().refresh()).expect(200);
            Tokens newest = server.signIn(all.getFirst().name());
            newest.api().get("/users/me").expect(200);
            all.get(1).api().get("/users/me").expectProblem(401, "invalid_token");
            RefreshTest.refresh(server, all.get(1).refresh()).expectProblem(401, "invalid_refresh_token");
            all.get(0).api().get("/users/me").expect(200);
            all.get(2).api().get("/users/me").expect(200);
            assertThat(sessions(newest)).hasSize(3);
            Reply events = newest.api().get("/auth/events").expect(200);
            assertThat(events.at("events")
                            .valueStream()
                            .filter(event -> event.path("action").asString().equals("session.ended"))
                            .map(event -> event.path("detail").path("reason").asString()))
                    .containsExactly("limit");
            Tokens somebodyElse = server.person();
            assertThat(sessions(somebodyElse)).hasSize(1);
        }
    }

    @OnEveryDatabase
    void manySignInsAtOnceStayWithinTheLimit(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on, "sessions.limit=4")) {
            Tokens first = server.person();
            int threads = 16;
            CyclicBarrier start = new CyclicBarrier(threads);
            try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                List<Future<Tokens>> running = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    running.add(pool.submit(() -> {
                        start.await();
                        return server.signIn(first.name());
                    }));
                }
                for (Future<Tokens> one : running) {
                    one.get();
                }
            }
            long open = server.database()
                    .read(sql -> sql.one(
                            "SELECT count(*) AS n FROM sessions WHERE account_id = ? AND ended_at IS NULL",
                            row -> row.number("n"),
                            first.id()))
                    .orElseThrow();
            assertThat(open).isEqualTo(4);
        }
    }

    /** The choice is there after each change, and ends the others where nobody makes it (ASVS 7.4.3). */
    @OnEveryServer
    void aChangedPasswordEndsTheOthersUnlessSomebodySaysOtherwise(TestServer server) {
        Tokens ada = server.person();
        Tokens other = server.signIn(ada.name());
        ada.api()
                .post(
                        "/auth/change-password",
                        Map.of(
                                "current_password",
                                TestServer.PASSWORD,
                                "new_password",
                                "nine purple badgers",
                                "end_other_sessions",
                                false))
                .expect(204);
        other.api().get("/users/me").expect(200);
        ada.api()
                .post(
                        "/auth/change-password",
                        Map.of("current_password", "nine purple badgers", "new_password", TestServer.PASSWORD))
                .expect(204);
        other.api().get("/users/me").expectProblem(401, "invalid_token");
        ada.api().get("/users/me").expect(200);
        ada.api()
                .post(
                        "/auth/change-password",
                        Map.of(
                                "current_password", TestServer.PASSWORD,
                                "new_password", "nine purple badgers",
                                "end_other_sessions", "no"))
                .expectInvalid("end_other_sessions");
    }

    private static List<JsonNode> sessions(Tokens who) {
        return who.api()
                .get("/auth/sessions")
                .expect(200)
                .at("sessions")
                .valueStream()
                .toList();
    }

    private static String id(Tokens who) {
        return sessions(who).stream()
                .filter(session -> session.path("current").booleanValue())
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
    }

    private static Tokens login(Api from, TestServer server, String name) {
        Map<String, String> body = Map.of("username", name, "password", TestServer.PASSWORD);
        return server.tokens(name, from.post("/auth/login", body).expect(200));
    }
}
