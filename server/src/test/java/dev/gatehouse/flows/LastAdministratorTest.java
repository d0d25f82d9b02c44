package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

class LastAdministratorTest {
    @OnEveryDatabase
    void nobodyCanTakeTheLastOneAway(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens admin = server.admin();
            String self = "/users/" + admin.id();
            last(admin.api().delete(self));
            last(admin.api().patch(self, Map.of("status", "disabled")));
            last(admin.api().patch(self, Map.of("roles", List.of())));
            last(admin.api().patch(self, Map.of("roles", List.of("user"), "end_sessions", true)));
            last(admin.api().put("/roles/admin", Map.of("permissions", List.of("read:users"))));
            last(admin.api().delete("/roles/admin"));
            admin.api().get("/users/me").expect(200);
            server.signIn(admin.name()).api().get("/roles").expect(200);
        }
    }

    @OnEveryDatabase
    void aDisabledAdministratorDoesNotCount(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens admin = server.admin();
            Tokens other = server.admin();
            admin.api()
                    .patch("/users/" + other.id(), Map.of("status", "disabled"))
                    .expect(200);
            last(admin.api().delete("/users/" + admin.id()));
            admin.api()
                    .patch("/users/" + other.id(), Map.of("status", "active"))
                    .expect(200);
            admin.api().delete("/users/" + admin.id()).expect(204);
            server.signIn(other.name()).api().get("/users").expect(200);
        }
    }

    @OnEveryDatabase
    void twoWhoRemoveEachOtherAtOnceLeaveOne(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens one = server.admin();
            Tokens other = server.admin();
            CompletableFuture<Reply> first =
                    CompletableFuture.supplyAsync(() -> one.api().delete("/users/" + other.id()));
            CompletableFuture<Reply> second =
                    CompletableFuture.supplyAsync(() -> other.api().delete("/users/" + one.id()));
            List<Integer> answers = List.of(first.join().status(), second.join().status());
            assertThat(answers).containsOnlyOnce(204).allMatch(status -> status != 500);
        }
    }

    private static void last(Reply reply) {
        reply.expectProblem(409, "last_administrator");
    }
}
