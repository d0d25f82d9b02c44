package dev.gatehouse.flows;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class LogoutTest {
    @OnEveryServer
    void theSessionIsDeadAtTheVeryNextRequest(TestServer server) {
        Tokens ada = server.person();
        Tokens elsewhere = server.signIn(ada.name());
        ada.api().get("/users/me").expect(200);
        ada.api().post("/auth/logout").expect(204);
        dead(server, ada);
        alive(server, elsewhere);
    }

    @OnEveryServer
    void everyTokenOfTheSessionIsDead(TestServer server) {
        Tokens first = server.person();
        Tokens second = server.tokens(
                first.name(), RefreshTest.refresh(server, first.refresh()).expect(200));
        Tokens third =
                server.tokens(first.name(), second.api().post("/auth/refresh").expect(200));
        third.api().post("/auth/logout", Map.of()).expect(204);
        for (Tokens each : List.of(first, second)) {
            dead(server, each);
        }
        third.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryServer
    void allEndsEverySessionOfTheAccountAndOfNobodyElse(TestServer server) {
        Tokens ada = server.person();
        Tokens elsewhere = server.signIn(ada.name());
        Tokens other = server.person();
        ada.api().post("/auth/logout", Map.of("all", true)).expect(204);
        dead(server, ada);
        dead(server, elsewhere);
        alive(server, other);
        alive(server, server.signIn(ada.name()));
    }

    @OnEveryDatabase
    void whereItIsAskedForOnlyAFreshSignInEndsAll(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "sessions.fresh_to_end_all=on", "sessions.fresh=5m")) {
            Tokens ada = server.person();
            server.clock().advance(Duration.ofMinutes(5));
            Tokens elsewhere = server.signIn(ada.name());
            ada.api().post("/auth/logout", Map.of("all", true)).expectProblem(401, "insufficient_user_authentication");
            alive(server, elsewhere);
            server.clock().advance(Duration.ofMinutes(5).minusSeconds(2));
            elsewhere.api().post("/auth/logout", Map.of("all", true)).expect(204);
            dead(server, elsewhere);
            Tokens again = server.signIn(ada.name());
            server.clock().advance(Duration.ofMinutes(6));
            again.api().post("/auth/logout").expect(204);
        }
    }

    @OnEveryServer
    void whoIsNotSignedInCannotSignOut(TestServer server) {
        server.api().post("/auth/logout").expectProblem(401, "not_authenticated");
        Tokens ada = server.person();
        ada.api().post("/auth/logout", Map.of("all", "yes")).expectInvalid("all");
        alive(server, ada);
    }

    private static void dead(TestServer server, Tokens tokens) {
        tokens.api().get("/users/me").expectProblem(401, "invalid_token");
        tokens.api().get("/auth/status").expectProblem(401, "invalid_token");
        tokens.api().post("/auth/refresh").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, tokens.refresh()).expectProblem(401, "invalid_refresh_token");
    }

    private static void alive(TestServer server, Tokens tokens) {
        tokens.api().get("/users/me").expect(200);
        RefreshTest.refresh(server, tokens.refresh()).expect(200);
    }
}
