package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sample API beside the server, known to it by nothing but tokens. */
class SampleApiFlowTest {
    private static final Map<String, Object> MILK = Map.of("title", "milk");

    private static String task(Tokens owner) {
        Reply made = owner.api().post("/tasks", MILK).expect(201);
        return "/tasks/" + Objects.requireNonNull(made.text("id"));
    }

    @OnEveryDatabase
    void everybodySeesTheirOwnTasks(TestDatabase on) {
        try (TestServer server = TestServer.dev(on)) {
            Tokens ada = server.person();
            Tokens bob = server.person();
            Reply made = ada.api().post("/todos", MILK).expect(201);
            assertThat(made.text("owner_id")).isEqualTo(ada.id());
            assertThat(ada.api().get("/tasks").expect(200).json().path(0)).isEqualTo(made.json());
            assertThat(bob.api().get("/tasks").expect(200).json()).isEmpty();
            bob.api().get("/tasks/" + made.text("id")).expectProblem(404, "not_found");
            server.api().get("/tasks").expectProblem(401, "not_authenticated");
        }
    }

    @OnEveryDatabase
    void rolesDecideWhoDeletes(TestDatabase on) {
        try (TestServer server = TestServer.dev(on)) {
            Tokens ada = server.person();
            Tokens moderator = server.member("moderator");
            Tokens guest = server.member("guest");
            String hers = task(ada);
            moderator.api().delete(hers).expectProblem(404, "not_found");
            Reply refused = guest.api().delete(task(guest)).expectProblem(403, "insufficient_permissions");
            assertThat(refused.text("detail")).contains("delete_own");
            moderator.api().delete(task(moderator)).expect(204);
            server.admin().api().delete(hers).expect(204);
            ada.api().get(hers).expectProblem(404, "not_found");
        }
    }

    @OnEveryDatabase
    void rolesDecideWhoReadsAndWritesReports(TestDatabase on) {
        try (TestServer server = TestServer.dev(on)) {
            for (String role : List.of("user", "moderator", "admin")) {
                Tokens member = server.member(role);
                member.api().post("/reports", Map.of("title", role)).expect(201);
            }
            Tokens guest = server.member("guest");
            assertThat(guest.api().get("/reports").expect(200).json()).hasSize(3);
            Reply refused = guest.api().post("/reports", MILK).expectProblem(403, "insufficient_permissions");
            assertThat(refused.text("detail")).contains("write:reports");
            assertThat(refused.header("www-authenticate")).contains("insufficient_scope");
        }
    }

    @OnEveryDatabase
    void aTokenIsRefusedAtTheRequestAfterTheSignOut(TestDatabase on) {
        try (TestServer server = TestServer.dev(on)) {
            Tokens ada = server.person();
            Tokens again = server.signIn(ada.name());
            ada.api().get("/todos").expect(200);
            ada.api().post("/auth/logout").expect(204);
            ada.api().get("/todos").expectProblem(401, "invalid_token");
            again.api().get("/todos").expect(200);
        }
    }

    @Test
    void aCookieAloneIsNoToken() {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.dev(on)) {
            Tokens ada = server.person();
            server.api()
                    .cookie("gatehouse_access", ada.access())
                    .get("/users/me")
                    .expect(200);
            server.api().cookie("gatehouse_access", ada.access()).get("/tasks").expectProblem(401, "not_authenticated");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ES384", "RS256", "PS256", "EdDSA", "HS256"})
    void tokensOfEveryAlgorithmAreKnown(String algorithm) {
        String secret = "tokens.secret=" + "mQ4v-9dXw2Tz_7LbKe1Rn8Yc5Hs0Ua3Fj6Gp";
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.dev(on, "tokens.algorithm=" + algorithm, secret)) {
            server.person().api().get("/tasks").expect(200);
        }
    }

    @Test
    void productionHasNoSample() {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.on(on)) {
            Tokens admin = server.admin();
            for (String path : List.of("/tasks", "/todos", "/reports", "/tasks/1")) {
                admin.api().get(path).expectProblem(404, "not_found");
            }
        }
    }
}
