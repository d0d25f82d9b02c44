package dev.gatehouse.flows;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;

/** How often one account may do with itself what costs others something. */
class OwnAccountLimitsTest {
    /** Nobody fills the audit trail with changes of their own: 60 an hour, and as many files of one's data as anybody needs. */
    @OnEveryDatabase
    void changesAndFilesOfOnesOwnAreCounted(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens eve = server.person();
            for (int i = 0; i < 60; i++) {
                eve.api().patch("/auth/account", Map.of("name", "Eve " + i)).expect(200);
            }
            eve.api().patch("/auth/account", Map.of("name", "Eve")).expectProblem(429, "too_many_requests");
            for (int i = 0; i < 10; i++) {
                eve.api().get("/auth/data").expect(200);
            }
            eve.api().get("/auth/data").expectProblem(429, "too_many_requests");
            server.person().api().get("/auth/data").expect(200);
            server.clock().advance(Duration.ofHours(1));
            Tokens again = server.signIn(eve.name());
            again.api().patch("/auth/account", Map.of("name", "Eve")).expect(200);
            again.api().get("/auth/data").expect(200);
        }
    }

    /** Nobody asks for everybody's names: 20 an hour. */
    @OnEveryDatabase
    void triesAtUserNamesAreCounted(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens taken = server.person();
            Tokens eve = server.person();
            for (int i = 0; i < 20; i++) {
                eve.api()
                        .patch("/auth/account", Map.of("username", taken.name()))
                        .expect(409);
            }
            eve.api().patch("/auth/account", Map.of("username", taken.name())).expectProblem(429, "too_many_requests");
            eve.api().patch("/auth/account", Map.of("name", "Eve")).expect(200);
            server.clock().advance(Duration.ofHours(1));
            server.signIn(eve.name())
                    .api()
                    .patch("/auth/account", Map.of("username", "eve.too"))
                    .expect(200);
        }
    }
}
