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
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

@OnEveryServer.With("tokens.access.ttl=2h")
class SessionsTest {
    @OnEveryServer
    void sessionsSayWhereWhenAndHow(TestServer server) {
        String name = TestServer.freshName("ada");
        server.signUp(name);
        String begun = server.clock().instant().toString();
        Tokens phone = login(server.api().with("user-agent", "Phone/1.0"), server, name);
        server.clock().advance(Duration.ofMinutes(1));
        Tokens laptop = login(server.api().with("user-agent", "Laptop/2.0"), server, name);
        server.clock().advance(Duration.ofMinutes(1));
        RefreshTest.refresh(server, phone.refresh()).expect(200);

        JsonNode sessions = laptop.api().get("/auth/sessions").expect(200).at("sessions");
        assertThat(sessions.size()).isEqualTo(2);
        JsonNode newest = sessions.get(0);
        JsonNode older = sessions.get(1);
        assertThat(newest.path("device").stringValue()).isEqualTo("Laptop/2.0");
        assertThat(newest.path("current").booleanValue()).isTrue();
        assertThat(older.path("device").stringValue()).isEqualTo("Phone/1.0");
        assertThat(older.path("current").booleanValue()).isFalse();
        assertThat(older.path("address").stringValue()).isEqualTo("127.0.0.1");
        assertThat(older.path("method").stringValue()).isEqualTo("password");
        assertThat(older.path("created_at").stringValue()).isEqualTo(begun);
        assertThat(older.path("last_used_at").stringValue())
                .isEqualTo(server.clock().instant().toString());
    }

    @OnEveryServer
    void oneSessionIsEndedByItsId(TestServer server) {
        Tokens here = server.person();
        Tokens elsewhere = server.signIn(here.name());
        here.api().delete("/auth/sessions/" + current(elsewhere)).expect(204);
        elsewhere.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, elsewhere.refresh()).expectProblem(401, "invalid_refresh_token");
        assertThat(here.api().get("/auth/sessions").expect(200).at("sessions").size())
                .isEqualTo(1);
        here.api().delete("/auth/sessions/" + current(here)).expect(204);
        here.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryServer
    void somebodyElsesSessionIsNotThere(TestServer server) {
        Tokens ada = server.person();
        Tokens eve = server.person();
        Reply others = eve.api().delete("/auth/sessions/" + current(ada)).expectProblem(404, "not_found");
        Reply none = eve.api().delete("/auth/sessions/" + UUID.randomUUID()).expectProblem(404, "not_found");
        assertThat(others.bytes()).isEqualTo(none.bytes());
        eve.api().delete("/auth/sessions/nonsense").expectProblem(404, "not_found");
        ada.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void sessionsThatAreOverAreNotListed(TestServer server) {
        String name = TestServer.freshName("ada");
        server.signUp(name);
        server.signIn(name).api().post("/auth/logout").expect(204);
        server.signIn(name);
        server.clock().advance(Duration.ofDays(8));
        Tokens now = server.signIn(name);
        assertThat(now.api().get("/auth/sessions").expect(200).at("sessions").size())
                .isEqualTo(1);
    }

    @OnEveryServer
    void aSessionThatRenewsItselfByAccessTokenAloneStaysListed(TestServer server) {
        Tokens ada = server.person();
        for (int hour = 0; hour < 24 * 8; hour++) {
            server.clock().advance(Duration.ofHours(1));
            ada = server.tokens(ada.name(), ada.api().post("/auth/refresh").expect(200));
        }
        JsonNode sessions = ada.api().get("/auth/sessions").expect(200).at("sessions");
        assertThat(sessions.size()).isEqualTo(1);
        assertThat(sessions.get(0).path("last_used_at").stringValue())
                .isEqualTo(server.clock().instant().toString());
    }

    @OnEveryDatabase
    void theAddressIsTheClientsWhereTheProxyIsTrusted(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "proxy.trusted=127.0.0.1")) {
            server.signUp("ada");
            Tokens ada = login(server.api().from("203.0.113.9"), server, "ada");
            JsonNode session =
                    ada.api().get("/auth/sessions").expect(200).at("sessions").get(0);
            assertThat(session.path("address").stringValue()).isEqualTo("203.0.113.9");
        }
    }

    private static String current(Tokens tokens) {
        return tokens.api()
                .get("/auth/sessions")
                .expect(200)
                .at("sessions")
                .valueStream()
                .filter(session -> session.path("current").booleanValue())
                .findFirst()
                .orElseThrow()
                .path("id")
                .stringValue();
    }

    private static Tokens login(Api from, TestServer server, String name) {
        Map<String, String> body = Map.of("username", name, "password", TestServer.PASSWORD);
        return server.tokens(name, from.post("/auth/login", body).expect(200));
    }
}
