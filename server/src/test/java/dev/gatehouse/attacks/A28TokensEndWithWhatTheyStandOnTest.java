package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Await;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Row A28: every guarded route and everything else that takes a token, in every state that ends it. */
@OnEveryServer.With("sessions.life=20m")
class A28TokensEndWithWhatTheyStandOnTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @OnEveryServer
    void atTheVeryNextRequest(TestServer server) {
        for (Ending ending : Ending.values()) {
            Tokens victim = ending.victim(server);
            assertAlive(server, victim, ending);
            ending.bringAbout(server, victim);
            assertDead(server, victim, ending);
        }
    }

    @Test
    void onAnotherNodeWithinASecond() {
        try (TestDatabase on = TestDatabases.postgres();
                TestServer server = TestServer.on(on, "sessions.life=20m")) {
            TestServer other = server.secondNode();
            for (Ending ending : Ending.values()) {
                assertThat(fastest(server, other, ending))
                        .as(ending + " is heard of within a second")
                        .isLessThan(SECOND);
            }
        }
    }

    /** Of three at most, so that a machine that is busy with other things does not fail a test. */
    private static Duration fastest(TestServer server, TestServer other, Ending ending) {
        Duration fastest = Duration.ofHours(1);
        for (int i = 0; i < 3 && fastest.compareTo(SECOND) >= 0; i++) {
            Tokens victim = ending.victim(server);
            assertAlive(other, victim, ending);
            ending.bringAbout(server, victim);
            long begun = System.nanoTime();
            // Not /users/me, which finds the account gone without having heard that its tokens are revoked.
            Await.until(() ->
                    other.api().bearer(victim.access()).get("/auth/sessions").status() == 401);
            fastest = Duration.ofNanos(System.nanoTime() - begun);
            assertDead(other, victim, ending);
        }
        return fastest;
    }

    /** Nothing of it comes back with a restart. */
    @OnEveryServer
    void afterARestartToo(TestServer server) {
        for (Ending ending : Ending.values()) {
            Tokens victim = ending.victim(server);
            ending.bringAbout(server, victim);
            server.restart();
            assertDead(server, victim, ending);
        }
    }

    /** The account itself is not touched by the end of one sign-in, and what comes after the end is good. */
    @OnEveryServer
    void aNewSignInIsGoodAtOnce(TestServer server) {
        for (Ending ending : Ending.values()) {
            Tokens victim = ending.victim(server);
            ending.bringAbout(server, victim);
            boolean mayNot = ending == Ending.ACCOUNT_DISABLED || ending == Ending.ACCOUNT_DELETED;
            String password = ending == Ending.PASSWORD_CHANGED_ELSEWHERE ? "nine purple badgers" : TestServer.PASSWORD;
            Reply reply = server.api().post("/auth/login", Map.of("username", victim.name(), "password", password));
            assertThat(reply.status()).as(ending::toString).isEqualTo(mayNot ? 401 : 200);
            if (!mayNot) {
                Tokens again = server.tokens(victim.name(), reply);
                again.api().get("/users/me").expect(200);
                again.api().post("/auth/refresh").expect(200);
            }
        }
    }

    private static void assertAlive(TestServer server, Tokens victim, Ending ending) {
        assertThat(server.api().bearer(victim.access()).get("/users/me").status())
                .as(ending + " has not come yet")
                .isEqualTo(200);
    }

    private static void assertDead(TestServer server, Tokens victim, Ending ending) {
        for (Route route : Walk.guarded(server)) {
            assertRefused(Walk.call(server.api().bearer(victim.access()), route), 401, ending);
            assertRefused(Walk.call(Walk.byCookie(server, victim.access()), route), 401, ending);
        }
        assertRefused(server.api().bearer(victim.access()).post("/auth/refresh"), 401, ending);
        Reply introspected = server.admin().api().form("/oauth2/introspect", "token", victim.access());
        assertThat(introspected.expect(200).body()).as(ending::toString).isEqualTo("{\"active\":false}");
        for (Door door : Door.forRefreshTokens(server)) {
            if (ending.takesTheRefreshToken()) {
                assertRefused(door.knock().apply(victim.refresh()), door.name().endsWith("grant") ? 400 : 401, ending);
            }
        }
    }

    private static void assertRefused(Reply reply, int status, Ending ending) {
        assertThat(reply.status()).as(() -> ending + ": " + reply).isEqualTo(status);
    }
}
