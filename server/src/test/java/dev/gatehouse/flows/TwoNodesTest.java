package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TwoNodesTest {
    /** What nodes tell each other arrives in milliseconds; this leaves room for a machine that is busy with other things. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static TestDatabase database;
    private static TestServer one;
    private static TestServer other;

    @BeforeAll
    static void start() {
        database = TestDatabases.postgres();
        one = TestServer.on(database);
        other = one.secondNode();
    }

    @AfterAll
    static void stop() {
        one.close();
        database.close();
    }

    @Test
    void aTokenOfOneNodeIsGoodAtTheOther() {
        Tokens ada = one.person();
        at(other, ada).get("/users/me").expect(200);
        Tokens renewed = other.tokens(
                ada.name(), RefreshTest.refresh(other, ada.refresh()).expect(200));
        at(one, renewed).get("/users/me").expect(200);
        String again = RefreshTest.refresh(one, ada.refresh()).expect(200).text("refresh_token");
        assertThat(again).isEqualTo(renewed.refresh());
        assertThat(other.api().get("/oauth2/jwks").expect(200).body())
                .isEqualTo(one.api().get("/oauth2/jwks").expect(200).body());
    }

    @Test
    void aSignOutAtOneNodeIsSoonKnownAtTheOther() {
        Tokens ada = one.person();
        at(other, ada).get("/users/me").expect(200);
        ada.api().post("/auth/logout").expect(204);
        soon(() -> at(other, ada).get("/users/me").status() == 401);
        RefreshTest.refresh(other, ada.refresh()).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void aRefreshTokenOfAnEndedSessionIsRefusedEverywhereAtOnce() {
        Tokens ada = one.person();
        ada.api().post("/auth/logout").expect(204);
        RefreshTest.refresh(other, ada.refresh()).expectProblem(401, "invalid_refresh_token");
    }

    @Test
    void aNewRoleIsSoonKnownAtTheOther() {
        Tokens admin = one.admin();
        admin.api()
                .post("/roles", Map.of("name", "auditor", "permissions", List.of("read:roles")))
                .expect(201);
        soon(() -> at(other, admin).get("/roles").expect(200).body().contains("auditor"));
        Tokens auditor = other.member("auditor");
        auditor.api().get("/roles").expect(200);
        admin.api().put("/roles/auditor", Map.of("permissions", List.of())).expect(200);
        soon(() -> other.signIn(auditor.name()).api().get("/roles").status() == 403);
    }

    private static Api at(TestServer node, Tokens who) {
        return node.api().bearer(who.access());
    }

    private static void soon(BooleanSupplier holds) {
        long end = System.nanoTime() + SOON.toNanos();
        boolean held = holds.getAsBoolean();
        while (!held && System.nanoTime() < end) {
            held = holds.getAsBoolean();
        }
        assertThat(held).isTrue();
    }
}
