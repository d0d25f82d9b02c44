package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class RefreshTest {
    @OnEveryServer
    void aRefreshTokenIsExchangedForNewTokensOfTheSameSession(TestServer server) {
        Tokens before = server.person();
        Reply reply = refresh(server, before.refresh()).expect(200);
        Tokens after = server.tokens(before.name(), reply);
        assertThat(after.refresh()).isNotEmpty().isNotEqualTo(before.refresh());
        assertThat(after.access()).isNotEqualTo(before.access());
        Reply then = before.api().get("/auth/status").expect(200);
        Reply now = after.api().get("/auth/status").expect(200);
        assertThat(now.text("auth_method")).isEqualTo(then.text("auth_method")).isEqualTo("password");
        assertThat(now.text("provider")).isEqualTo(then.text("provider")).isEqualTo("local");
        assertThat(after.api().get("/auth/sessions").expect(200).at("sessions").size())
                .isEqualTo(1);
    }

    @OnEveryServer
    void aRetryWithinTheGraceGetsTheSameSuccessor(TestServer server) {
        Tokens ada = server.person();
        String first = refresh(server, ada.refresh()).expect(200).text("refresh_token");
        server.clock().advance(Duration.ofSeconds(9));
        assertThat(refresh(server, ada.refresh()).expect(200).text("refresh_token"))
                .isEqualTo(first);
    }

    @OnEveryServer
    void aSpentTokenUsedLaterEndsTheWholeFamily(TestServer server) {
        Tokens ada = server.person();
        Reply next = refresh(server, ada.refresh()).expect(200);
        server.clock().advance(Duration.ofSeconds(11));
        refresh(server, ada.refresh()).expectProblem(401, "invalid_refresh_token");
        refresh(server, String.valueOf(next.text("refresh_token"))).expectProblem(401, "invalid_refresh_token");
        server.tokens(ada.name(), next).api().get("/users/me").expectProblem(401, "invalid_token");
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryServer
    void whatIsNoRefreshTokenIsRefusedAlike(TestServer server) {
        Tokens ada = server.person();
        Reply nonsense = refresh(server, "nonsense").expectProblem(401, "invalid_refresh_token");
        Reply access = server.api()
                .post("/auth/refresh", Map.of("refresh_token", ada.access().substring(0, 200)));
        assertThat(access.expectProblem(401, "invalid_refresh_token").bytes()).isEqualTo(nonsense.bytes());
        server.api().post("/auth/refresh").expectProblem(401, "not_authenticated");
        server.api().post("/auth/refresh", Map.of()).expectProblem(401, "not_authenticated");
        server.api().post("/auth/refresh", Map.of("refresh_token", 7)).expectInvalid("refresh_token");
    }

    @OnEveryServer
    void aBearerTokenAloneRenewsItself(TestServer server) {
        Tokens ada = server.person();
        server.clock().advance(Duration.ofMinutes(14));
        Reply reply = ada.api().post("/auth/refresh").expect(200);
        assertThat(reply.keys()).doesNotContain("refresh_token");
        Tokens renewed = server.tokens(ada.name(), reply);
        server.clock().advance(Duration.ofMinutes(2));
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        Reply status = renewed.api().get("/auth/status").expect(200);
        assertThat(status.text("auth_method")).isEqualTo("password");
        assertThat(status.text("provider")).isEqualTo("local");
        ada.api().post("/auth/refresh").expectProblem(401, "invalid_token");
        refresh(server, ada.refresh()).expect(200);
    }

    @OnEveryServer
    void rolesAreThoseOfNow(TestServer server) {
        Tokens ada = server.person();
        server.admin()
                .api()
                .patch("/users/" + ada.id(), Map.of("roles", List.of("guest", "moderator")))
                .expect(200);
        Reply still = ada.api().get("/auth/status").expect(200);
        assertThat(still.texts("roles")).containsExactly("user");
        Reply byBearer = ada.api().post("/auth/refresh").expect(200);
        assertThat(byBearer.texts("user.roles")).containsExactly("guest", "moderator");
        Tokens now = server.tokens(ada.name(), refresh(server, ada.refresh()).expect(200));
        Reply status = now.api().get("/auth/status").expect(200);
        assertThat(status.texts("roles")).containsExactly("guest", "moderator");
        assertThat(status.texts("permissions")).contains("write:users");
    }

    @OnEveryServer
    void nobodyRenewsWhoIsDisabledOrGone(TestServer server) {
        Tokens disabled = server.person();
        Tokens gone = server.person();
        Tokens admin = server.admin();
        admin.api()
                .patch("/users/" + disabled.id(), Map.of("status", "disabled"))
                .expect(200);
        admin.api().delete("/users/" + gone.id()).expect(204);
        for (Tokens each : List.of(disabled, gone)) {
            refresh(server, each.refresh()).expectProblem(401, "invalid_refresh_token");
            each.api().post("/auth/refresh").expectProblem(401, "invalid_token");
            each.api().get("/users/me").expectProblem(401, "invalid_token");
        }
    }

    @OnEveryServer
    void anUnusedTokenEndsAfterSevenDays(TestServer server) {
        Tokens kept = server.person();
        Tokens late = server.person();
        server.clock().advance(Duration.ofDays(7).minusSeconds(1));
        Reply renewed = refresh(server, kept.refresh()).expect(200);
        server.clock().advance(Duration.ofSeconds(1));
        refresh(server, late.refresh()).expectProblem(401, "invalid_refresh_token");
        server.clock().advance(Duration.ofDays(6));
        refresh(server, String.valueOf(renewed.text("refresh_token"))).expect(200);
    }

    @OnEveryDatabase
    void nothingOutlivesTheSession(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "tokens.access.ttl=1h")) {
            Tokens tokens = server.person();
            for (int day = 6; day <= 24; day += 6) {
                server.clock().advance(Duration.ofDays(6));
                tokens = server.tokens(
                        tokens.name(), refresh(server, tokens.refresh()).expect(200));
            }
            server.clock().advance(Duration.ofDays(6).minusMinutes(20));
            Reply last = refresh(server, tokens.refresh()).expect(200);
            assertThat(last.at("expires_in").intValue()).isBetween(1199, 1200);
            tokens = server.tokens(tokens.name(), last);
            Reply byBearer = tokens.api().post("/auth/refresh").expect(200);
            assertThat(byBearer.at("expires_in").intValue()).isBetween(1199, 1200);
            server.clock().advance(Duration.ofMinutes(20));
            refresh(server, tokens.refresh()).expectProblem(401, "invalid_refresh_token");
            tokens.api().post("/auth/refresh").expectProblem(401, "invalid_token");
            server.tokens(tokens.name(), byBearer).api().get("/users/me").expectProblem(401, "invalid_token");
        }
    }

    @OnEveryServer
    void aRefreshAnswersByCookieWhereThatIsWanted(TestServer server) {
        Tokens ada = server.person();
        Reply reply = server.api()
                .post("/auth/refresh", Map.of("refresh_token", ada.refresh(), "delivery", "cookie"))
                .expect(200);
        assertThat(reply.keys()).doesNotContain("access_token", "refresh_token");
        assertThat(reply.setCookies()).containsOnlyKeys("gatehouse_access", "gatehouse_refresh");
    }

    static Reply refresh(TestServer server, String token) {
        return server.api().post("/auth/refresh", Map.of("refresh_token", token));
    }
}
