package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;

class RestartTest {
    @OnEveryDatabase
    void whoWasSignedInStaysSo(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            String keys = server.api().get("/oauth2/jwks").expect(200).body();
            server.restart();
            assertThat(server.api().get("/oauth2/jwks").expect(200).body()).isEqualTo(keys);
            server.api().bearer(ada.access()).get("/users/me").expect(200);
            RefreshTest.refresh(server, ada.refresh()).expect(200);
            server.signIn(ada.name());
        }
    }

    @OnEveryDatabase
    void whatWasRevokedStaysSo(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens out = server.person();
            Tokens revoked = server.person();
            Tokens disabled = server.person();
            Tokens changed = server.person();
            Tokens changedElsewhere = server.signIn(changed.name());
            out.api().post("/auth/logout").expect(204);
            server.api().form("/oauth2/revoke", "token", revoked.access()).expect(200);
            server.admin()
                    .api()
                    .patch("/users/" + disabled.id(), Map.of("status", "disabled"))
                    .expect(200);
            Map<String, String> change =
                    Map.of("current_password", TestServer.PASSWORD, "new_password", "three green herons");
            changed.api().post("/auth/change-password", change).expect(204);
            server.restart();
            for (Tokens dead : List.of(out, revoked, disabled, changedElsewhere)) {
                server.api().bearer(dead.access()).get("/users/me").expectProblem(401, "invalid_token");
            }
            for (Tokens dead : List.of(out, disabled, changedElsewhere)) {
                RefreshTest.refresh(server, dead.refresh()).expectProblem(401, "invalid_refresh_token");
            }
            server.api().bearer(changed.access()).get("/users/me").expect(200);
        }
    }

    @OnEveryDatabase
    void aRetryWithinTheGraceGetsTheSameSuccessorAfterIt(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            Reply first = RefreshTest.refresh(server, ada.refresh()).expect(200);
            server.restart();
            Reply retried = RefreshTest.refresh(server, ada.refresh()).expect(200);
            assertThat(retried.text("refresh_token")).isEqualTo(first.text("refresh_token"));
        }
    }

    @OnEveryDatabase
    void rolesThatWereMadeAreThere(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens admin = server.admin();
            admin.api()
                    .post("/roles", Map.of("name", "auditor", "permissions", List.of("read:*")))
                    .expect(201);
            Tokens auditor = server.member("auditor");
            server.restart();
            assertThat(server.signIn(auditor.name())
                            .api()
                            .get("/auth/status")
                            .expect(200)
                            .texts("permissions"))
                    .containsExactly("read:*");
        }
    }
}
