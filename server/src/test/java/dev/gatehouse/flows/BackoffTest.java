package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Wrong passwords in a row for one account are slowed down, wherever they come from, and nobody is locked out by that. */
@OnEveryServer.With({"attempts.free=4", "attempts.longest_wait=10s", "attempts.quiet=10m", "proxy.trusted=127.0.0.1"})
class BackoffTest {
    private static final String[] FOUR = {"attempts.free=4", "attempts.longest_wait=10s", "proxy.trusted=127.0.0.1"};
    private static final AtomicInteger STRANGERS = new AtomicInteger();

    @OnEveryServer
    void afterTheLastFreeOneEachTryWaitsTwiceAsLong(TestServer server) {
        for (String name : List.of(TestServer.freshName("nobody"), signedUp(server))) {
            for (int i = 0; i < 4; i++) {
                wrong(stranger(server), name).expectProblem(401, "invalid_credentials");
            }
            for (int seconds : new int[] {1, 2, 4, 8, 10, 10, 10}) {
                Reply refused = wrong(stranger(server), name).expectProblem(429, "too_many_requests");
                assertThat(refused.header("retry-after")).isEqualTo(Integer.toString(seconds));
                assertThat(refused.header("ratelimit")).isEqualTo("\"backoff\";r=0;t=" + seconds);
                server.clock().advance(Duration.ofSeconds(seconds).minusMillis(1));
                wrong(stranger(server), name).expectProblem(429, "too_many_requests");
                server.clock().advance(Duration.ofMillis(1));
                wrong(stranger(server), name).expectProblem(401, "invalid_credentials");
            }
        }
    }

    @OnEveryServer
    void theRightPasswordWaitsToo(TestServer server) {
        String name = signedUp(server);
        fail(server, name, 4);
        right(stranger(server), name).expectProblem(429, "too_many_requests");
        server.clock().advance(Duration.ofSeconds(1));
        right(stranger(server), name).expect(200);
    }

    @OnEveryServer
    void theRightOneEndsTheSeries(TestServer server) {
        String name = signedUp(server);
        fail(server, name, 3);
        right(stranger(server), name).expect(200);
        fail(server, name, 4);
        wrong(stranger(server), name).expect(429);
    }

    @OnEveryServer
    void aQuietTimeEndsTheSeries(TestServer server) {
        String name = TestServer.freshName("nobody");
        fail(server, name, 4);
        server.clock().advance(Duration.ofMinutes(10).minusMillis(1));
        wrong(stranger(server), name).expect(401);
        wrong(stranger(server), name).expect(429);
        server.clock().advance(Duration.ofMinutes(10));
        fail(server, name, 4);
        wrong(stranger(server), name).expect(429);
    }

    @OnEveryServer
    void noStrangerKeepsSomebodyWaitingWhereTheyHaveSignedInBefore(TestServer server) {
        String name = signedUp(server);
        Api home = stranger(server);
        right(home, name).expect(200);
        fail(server, name, 4);
        wrong(stranger(server), name).expect(429);
        right(home, name).expect(200);
        wrong(stranger(server), name).expect(429);
        for (int i = 0; i < 4; i++) {
            wrong(home, name).expect(401);
        }
        assertThat(right(home, name).expect(429).header("retry-after")).isEqualTo("1");
        server.clock().advance(Duration.ofSeconds(1));
        right(home, name).expect(200);
    }

    /** Somebody else at the same address counts for the address; the browser that was signed in with is known apart. */
    @OnEveryServer
    void aBrowserIsKnownWhereverItIsAndApartFromItsAddress(TestServer server) {
        String name = signedUp(server);
        Surfer owner = new Surfer(server);
        Reply page = owner.visit("/sign-in");
        owner.post("/sign-in", "flow", Surfer.hidden(page, "flow"), "identifier", name, "password", TestServer.PASSWORD)
                .expect(303);
        assertThat(owner.cookies()).containsKey("gatehouse_device");
        fail(server, name, 4);
        for (int i = 0; i < 4; i++) {
            wrong(server.api(), name).expect(401);
        }
        wrong(server.api(), name).expect(429);
        right(owner.api().from("192.0.2.77"), name).expect(200);
        String kept = owner.cookies().getOrDefault("gatehouse_device", "");
        owner.post("/sign-out");
        assertThat(owner.cookies()).containsEntry("gatehouse_device", kept);
        right(owner.api(), name).expect(200);
        right(server.api().from("192.0.2.78").cookie("gatehouse_device", "x".repeat(43)), name)
                .expect(429);
    }

    @OnEveryServer
    void aPlaceIsKnownForTheAccountThatWasThereAlone(TestServer server) {
        String one = signedUp(server);
        String other = signedUp(server);
        Api home = stranger(server);
        right(home, one).expect(200);
        fail(server, other, 4);
        right(home, other).expect(429);
    }

    @OnEveryServer
    void aPlaceIsForgottenAfterNinetyDays(TestServer server) {
        String name = signedUp(server);
        Api home = stranger(server);
        right(home, name).expect(200);
        server.clock().advance(Duration.ofDays(90).minusMillis(1));
        fail(server, name, 4);
        right(home, name).expect(200);
        server.clock().advance(Duration.ofDays(90));
        fail(server, name, 4);
        right(home, name).expect(429);
    }

    @OnEveryServer
    void aWrongPasswordMakesNoPlaceKnown(TestServer server) {
        String name = signedUp(server);
        Api home = stranger(server);
        wrong(home, name).expect(401);
        fail(server, name, 3);
        right(home, name).expect(429);
    }

    @OnEveryServer
    void guessingTheCurrentPasswordIsSlowedDownToo(TestServer server) {
        Tokens ada = server.person();
        Map<String, String> guess = Map.of("current_password", "wrong one", "new_password", "four red foxes");
        for (int i = 0; i < 4; i++) {
            ada.api()
                    .from("192.0.2." + (i + 1))
                    .post("/auth/change-password", guess)
                    .expectProblem(401, "invalid_credentials");
        }
        ada.api().from("203.0.113.200").post("/auth/change-password", guess).expect(429);
    }

    @OnEveryServer
    void theTrailTellsOfItOnceADay(TestServer server) {
        String name = signedUp(server);
        fail(server, name, 4);
        wrong(stranger(server), name).expect(429);
        server.clock().advance(Duration.ofSeconds(1));
        wrong(stranger(server), name).expect(401);
        assertThat(told(server, name)).isEqualTo(1);
        server.clock().advance(Duration.ofHours(23));
        fail(server, name, 4);
        assertThat(told(server, name)).isEqualTo(1);
        server.clock().advance(Duration.ofHours(1));
        fail(server, name, 4);
        assertThat(told(server, name)).isEqualTo(2);
    }

    @OnEveryServer
    void fiftyAtOnceGetNoMoreThanAreFree(TestServer server) {
        for (String name : List.of(TestServer.freshName("nobody"), signedUp(server))) {
            List<CompletableFuture<Integer>> attempts = IntStream.range(0, 50)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> wrong(stranger(server), name).status()))
                    .toList();
            List<Integer> answers =
                    attempts.stream().map(CompletableFuture::join).toList();
            assertThat(answers).filteredOn(status -> status == 401).hasSize(4);
            assertThat(answers).filteredOn(status -> status == 429).hasSize(46);
        }
    }

    @OnEveryDatabase
    void theSeriesOutlivesARestart(TestDatabase on) {
        try (TestServer server = TestServer.on(on, FOUR)) {
            String name = signedUp(server);
            Api home = stranger(server);
            right(home, name).expect(200);
            fail(server, name, 4);
            server.restart();
            wrong(stranger(server), name).expect(429);
            // The port is another now, the address is the same.
            right(server.api().from("198.18.255.255"), name).expect(429);
        }
    }

    @Test
    void allNodesCountTogether() {
        try (TestDatabase on = TestDatabases.postgres();
                TestServer one = TestServer.on(on, FOUR)) {
            TestServer other = one.secondNode();
            for (int i = 0; i < 4; i++) {
                wrong(stranger(i % 2 == 0 ? one : other), "ada").expect(401);
            }
            wrong(stranger(one), "ada").expect(429);
            wrong(stranger(other), "ada").expect(429);
        }
    }

    private static long told(TestServer server, String name) {
        return server.database()
                .read(sql -> sql.one("""
                        SELECT count(*) AS told FROM audit_events
                        WHERE action = 'signin.many_failed'
                          AND subject = (SELECT id FROM accounts WHERE username_key = ?)""", row -> row.number("told"), name))
                .orElseThrow();
    }

    private static void fail(TestServer server, String name, int times) {
        for (int i = 0; i < times; i++) {
            wrong(stranger(server), name).expect(401);
        }
    }

    private static String signedUp(TestServer server) {
        String name = TestServer.freshName("owner");
        server.signUp(name);
        return name;
    }

    /** Somebody at an address that nobody has had before. */
    private static Api stranger(TestServer server) {
        int number = STRANGERS.incrementAndGet();
        return server.api().from("198.18." + number / 250 + "." + (1 + number % 250));
    }

    private static Reply wrong(Api from, String name) {
        return from.post("/auth/login", Map.of("username", name, "password", "not the right one"));
    }

    private static Reply right(Api from, String name) {
        return from.post("/auth/login", Map.of("username", name, "password", TestServer.PASSWORD));
    }
}
