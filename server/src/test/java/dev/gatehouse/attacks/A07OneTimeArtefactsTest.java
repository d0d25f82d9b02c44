package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestClock;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Row A07: what may be used once has one user, whether the others come later or at the same moment. */
@OnEveryServer.With("tokens.refresh.grace=0s")
class A07OneTimeArtefactsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @OnEveryServer
    void aRefreshTokenWithoutGraceHasOneUserOfFifty(TestServer server) throws Exception {
        Tokens ada = server.person();
        List<Reply> replies =
                AtOnce.fifty(() -> server.api().post("/auth/refresh", Map.of("refresh_token", ada.refresh())));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 401).hasSize(49);
        ada.api().get("/users/me").expect(401);
    }

    @OnEveryServer
    void aRefreshTokenWithoutGraceIsNoGoodTheSecondTime(TestServer server) {
        for (Door door : Door.forRefreshTokens(server)) {
            Tokens ada = server.person();
            door.knock().apply(ada.refresh()).expect(200);
            for (Door again : Door.forRefreshTokens(server)) {
                assertThat(again.lets(ada.refresh()))
                        .as(door.name() + ", then " + again.name())
                        .isFalse();
            }
        }
    }

    @OnEveryDatabase
    void aLinkHasOneUserOfFifty(TestDatabase on) throws Exception {
        Database database = on.database();
        OneTimeLinks links = links(database, new TestClock());
        String secret = database.write(tx -> links.issue(tx, Purpose.FIRST_ADMINISTRATOR, HOUR));
        Callable<Boolean> attempt = () -> redeemed(database, links, secret);
        assertThat(AtOnce.fifty(attempt)).filteredOn(won -> won).hasSize(1);
        assertThat(attempt.call()).isFalse();
    }

    @OnEveryDatabase
    void aLinkEndsWithItsHourAndWithItsSuccessor(TestDatabase on) {
        Database database = on.database();
        TestClock clock = new TestClock();
        OneTimeLinks links = links(database, clock);
        String first = database.write(tx -> links.issue(tx, Purpose.FIRST_ADMINISTRATOR, HOUR));
        String second = database.write(tx -> links.issue(tx, Purpose.FIRST_ADMINISTRATOR, HOUR));
        assertThat(redeemed(database, links, first)).isFalse();
        assertThat(redeemed(database, links, second.toLowerCase(java.util.Locale.ROOT)))
                .isFalse();
        clock.advance(HOUR);
        assertThat(redeemed(database, links, second)).isFalse();
    }

    private static boolean redeemed(Database database, OneTimeLinks links, String secret) {
        return database.<Boolean>write(
                tx -> links.redeem(tx, Purpose.FIRST_ADMINISTRATOR, secret).isPresent());
    }

    private static OneTimeLinks links(Database database, TestClock clock) {
        SecureRandom random = new SecureRandom();
        return new OneTimeLinks(new Seals(database, null, clock, random), clock, random);
    }
}
