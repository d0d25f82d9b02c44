package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.tokens.TokenHorizon;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;

/** Row A28 where access tokens have been given longer lives than settings give them now. */
class A28ShorterLivesForgetNothingTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @OnEveryDatabase
    void aRevocationOutlivesTheLongestTokenThatItStops(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "tokens.access.ttl=20d")) {
            Tokens ada = server.person();
            server.restart("tokens.access.ttl=15m");
            server.api().bearer(ada.access()).get("/users/me").expect(200);
            server.api().bearer(ada.access()).post("/auth/logout").expect(204);
            for (int day = 0; day < 19; day++) {
                server.clock().advance(DAY);
                // Somebody is always about, so that what has expired leaves.
                server.person();
            }
            server.restart();
            server.api().bearer(ada.access()).get("/users/me").expect(401);
        }
    }

    @OnEveryDatabase
    void theHorizonComesNearerOnceTheLongestIsOver(TestDatabase on) {
        Database database = on.database();
        TestClock clock = new TestClock();
        assertThat(TokenHorizon.visiting(database, HOUR, clock)).isEqualTo(HOUR);
        assertThat(TokenHorizon.serving(database, HOUR, clock)).isEqualTo(HOUR);
        assertThat(TokenHorizon.serving(database, DAY, clock)).isEqualTo(DAY);
        assertThat(TokenHorizon.serving(database, HOUR, clock)).isEqualTo(DAY);
        assertThat(TokenHorizon.visiting(database, HOUR, clock)).isEqualTo(DAY);
        clock.advance(DAY.multipliedBy(2).minusMillis(1));
        assertThat(TokenHorizon.serving(database, HOUR, clock)).isEqualTo(DAY);
        clock.advance(Duration.ofMillis(1));
        assertThat(TokenHorizon.visiting(database, HOUR, clock)).isEqualTo(HOUR);
        assertThat(TokenHorizon.serving(database, HOUR, clock)).isEqualTo(HOUR);
    }
}
