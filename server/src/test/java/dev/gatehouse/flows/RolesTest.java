package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class RolesTest {
    @OnEveryDatabase
    void fourRolesAreThereFromTheStart(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Reply reply = server.admin().api().get("/roles").expect(200);
            Map<String, List<String>> roles = new LinkedHashMap<>();
            reply.at("roles")
                    .forEach(role -> roles.put(
                            role.path("name").stringValue(),
                            role.path("permissions")
                                    .valueStream()
                                    .map(permission -> permission.stringValue())
                                    .toList()));
            assertThat(roles)
                    .containsOnlyKeys("guest", "user", "moderator", "admin")
                    .containsEntry("guest", List.of("read:reports"))
                    .containsEntry("user", List.of("delete_own", "read:reports", "read:users", "write:reports"))
                    .containsEntry(
                            "moderator",
                            List.of("delete_own", "read:reports", "read:users", "write:reports", "write:users"))
                    .containsEntry("admin", List.of("admin:all"));
        }
    }

    @OnEveryServer
    void aRoleIsMadeGivenChangedAndRemoved(TestServer server) {
        Tokens admin = server.admin();
        Tokens ada = server.person();
        String role = TestServer.freshName("auditor");
        Reply made = admin.api()
                .post(
                        "/roles",
                        Map.of(
                                "name",
                                role,
                                "description",
                                "Looks.",
                                "permissions",
                                List.of("read:users", "read:users")))
                .expect(201);
        assertThat(made.text("name")).isEqualTo(role);
        assertThat(made.texts("permissions")).containsExactly("read:users");
        admin.api()
                .post("/roles", Map.of("name", role, "permissions", List.of()))
                .expectProblem(409, "role_exists");
        admin.api().patch("/users/" + ada.id(), Map.of("roles", List.of(role))).expect(200);

        Tokens before = server.signIn(ada.name());
        admin.api()
                .put("/roles/" + role, Map.of("permissions", List.of("read:reports")))
                .expect(200);
        before.api().get("/users").expect(200);
        Tokens after = server.tokens(
                ada.name(), RefreshTest.refresh(server, before.refresh()).expect(200));
        after.api().get("/users").expectProblem(403, "insufficient_permissions");

        admin.api().delete("/roles/" + role).expect(204);
        admin.api().delete("/roles/" + role).expectProblem(404, "not_found");
        assertThat(after.api().get("/users/me").expect(200).texts("roles")).isEmpty();
    }

    @OnEveryServer
    void aChangeHoldsAtOnceWhereSessionsEndWithIt(TestServer server) {
        Tokens admin = server.admin();
        String role = TestServer.freshName("helper");
        admin.api()
                .post("/roles", Map.of("name", role, "permissions", List.of("read:users")))
                .expect(201);
        Tokens helper = server.member(role);
        Tokens other = server.person();
        admin.api()
                .put("/roles/" + role, Map.of("permissions", List.of(), "end_sessions", true))
                .expect(200);
        helper.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, helper.refresh()).expectProblem(401, "invalid_refresh_token");
        Tokens again = server.signIn(helper.name());
        again.api().get("/users").expectProblem(403, "insufficient_permissions");
        admin.api().delete("/roles/" + role + "?end_sessions=true").expect(204);
        again.api().get("/users/me").expectProblem(401, "invalid_token");
        other.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void wildcardsCoverWhatTheyName(TestServer server) {
        Tokens admin = server.admin();
        String role = TestServer.freshName("reader");
        admin.api()
                .post("/roles", Map.of("name", role, "permissions", List.of("read:*")))
                .expect(201);
        Tokens reader = server.member(role);
        reader.api().get("/users").expect(200);
        reader.api().get("/roles").expect(200);
        reader.api().delete("/users/" + reader.id()).expectProblem(403, "insufficient_permissions");
    }

    @OnEveryServer
    void rolesThatDoNotFitAreRefused(TestServer server) {
        Tokens admin = server.admin();
        admin.api()
                .post("/roles", Map.of("name", "Not A Name", "permissions", List.of("not a permission")))
                .expectInvalid("name", "permissions");
        admin.api().post("/roles", Map.of()).expectInvalid("name");
        admin.api().put("/roles/nosuch", Map.of("permissions", List.of())).expectProblem(404, "not_found");
    }

    @OnEveryServer
    void onlyAdministratorsManageRoles(TestServer server) {
        for (String role : List.of("guest", "user", "moderator")) {
            Tokens somebody = server.member(role);
            assertThat(somebody.api()
                            .get("/roles")
                            .expectProblem(403, "insufficient_permissions")
                            .text("detail"))
                    .contains("read:roles");
            for (Reply refused : List.of(
                    somebody.api().post("/roles", Map.of("name", "x", "permissions", List.of())),
                    somebody.api().put("/roles/user", Map.of("permissions", List.of("admin:all"))),
                    somebody.api().delete("/roles/guest"))) {
                assertThat(refused.expectProblem(403, "insufficient_permissions")
                                .text("detail"))
                        .contains("admin:all");
            }
        }
    }
}
