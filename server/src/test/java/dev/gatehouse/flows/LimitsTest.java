package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnEveryServer.With({
    "limits.login=5/minute",
    "limits.login_address=100/minute",
    "limits.signup=60/hour",
    "proxy.trusted=127.0.0.1"
})
class LimitsTest {
    private static final String[] USUAL = {
        "limits.login=5/minute", "limits.login_address=100/minute", "proxy.trusted=127.0.0.1"
    };

    @OnEveryServer
    void theSixthSignInInAMinuteHasToWait(TestServer server) {
        Api here = server.api().from("192.0.2.1");
        String name = TestServer.freshName("ada");
        for (int i = 0; i < 5; i++) {
            wrong(here, name).expectProblem(401, "invalid_credentials");
        }
        server.clock().advance(Duration.ofSeconds(20));
        Reply refused = wrong(here, name).expectProblem(429, "too_many_requests");
        assertThat(refused.header("retry-after")).isEqualTo("40");
        assertThat(refused.header("ratelimit")).isEqualTo("\"login\";r=0;t=40");
        assertThat(refused.header("ratelimit-policy")).isEqualTo("\"login\";q=5;w=60");
        server.clock().advance(Duration.ofMillis(39_999));
        wrong(here, name).expectProblem(429, "too_many_requests");
        server.clock().advance(Duration.ofMillis(1));
        wrong(here, name).expectProblem(401, "invalid_credentials");
    }

    @OnEveryServer
    void theRightPasswordDoesNotPassTheLimitEither(TestServer server) {
        Api here = server.api().from("192.0.2.2");
        String name = signUp(server.api().from("192.0.2.2"));
        for (int i = 0; i < 5; i++) {
            right(here, name).expect(200);
        }
        right(here, name).expectProblem(429, "too_many_requests");
        server.clock().advance(Duration.ofMinutes(1));
        right(here, name).expect(200);
    }

    @OnEveryServer
    void oneNameIsOneNameHoweverAndWhereverItIsTyped(TestServer server) {
        Api here = server.api().from("192.0.2.3");
        String name = TestServer.freshName("grace");
        wrong(here, name).expect(401);
        wrong(here, name.toUpperCase(Locale.ROOT)).expect(401);
        wrong(here, "  " + name + " ").expect(401);
        here.form("/token", "username", name, "password", "wrong one").expect(401);
        here.form("/oauth2/token", "grant_type", "password", "username", name, "password", "wrong one")
                .expect(400);
        wrong(here, name).expectProblem(429, "too_many_requests");
        Reply oauth =
                here.form("/token", "username", name, "password", "wrong one").expect(429);
        assertThat(oauth.header("retry-after")).isEqualTo("60");
        assertThat(oauth.header("ratelimit")).isNotBlank();
        assertThat(oauth.text("error")).isNotBlank();
        here.post("/login", Map.of("email", name, "password", "wrong one")).expectProblem(429, "too_many_requests");
    }

    @OnEveryServer
    void anotherNameOrAnotherAddressHasItsOwnCount(TestServer server) {
        Api here = server.api().from("192.0.2.4");
        String name = TestServer.freshName("alan");
        for (int i = 0; i < 5; i++) {
            wrong(here, name).expect(401);
        }
        wrong(here, name).expect(429);
        wrong(here, TestServer.freshName("alan")).expect(401);
        wrong(server.api().from("192.0.2.5"), name).expect(401);
    }

    @OnEveryServer
    void whereverAnIpv6HostMovesInItsNetworkItIsOneAddress(TestServer server) {
        String name = TestServer.freshName("vint");
        for (int i = 1; i <= 5; i++) {
            wrong(server.api().from("2001:db8:1:2::" + i), name).expect(401);
        }
        wrong(server.api().from("2001:db8:1:2:ffff::9"), name).expect(429);
        wrong(server.api().from("2001:db8:1:3::1"), name).expect(401);
    }

    @OnEveryServer
    void anAddressAloneHasAHundredAMinute(TestServer server) {
        Api here = server.api().from("192.0.2.6");
        for (int i = 0; i < 100; i++) {
            wrong(here, "name" + i).expect(401);
        }
        Reply refused = wrong(here, "name100").expectProblem(429, "too_many_requests");
        assertThat(refused.header("retry-after")).isEqualTo("60");
        wrong(server.api().from("192.0.2.7"), "name100").expect(401);
    }

    @OnEveryServer
    void sixtySignUpsAnHour(TestServer server) {
        Api here = server.api().from("192.0.2.8");
        for (int i = 0; i < 60; i++) {
            signUp(here);
        }
        Map<String, String> body = Map.of("username", TestServer.freshName("late"), "password", TestServer.PASSWORD);
        Reply refused = here.post("/users/signup", body).expectProblem(429, "too_many_requests");
        assertThat(refused.header("retry-after")).isEqualTo("3600");
        server.clock().advance(Duration.ofHours(1));
        here.post("/auth/signup", body).expect(201);
    }

    @OnEveryServer
    void twentyAtOnceGetFiveAttempts(TestServer server) {
        Api here = server.api().from("192.0.2.9");
        String name = TestServer.freshName("flood");
        List<CompletableFuture<Integer>> attempts = IntStream.range(0, 20)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> wrong(here, name).status()))
                .toList();
        List<Integer> answers = attempts.stream().map(CompletableFuture::join).toList();
        assertThat(answers).filteredOn(status -> status == 401).hasSize(5);
        assertThat(answers).filteredOn(status -> status == 429).hasSize(15);
    }

    @OnEveryDatabase
    void theCountOutlivesARestart(TestDatabase on) {
        try (TestServer server = TestServer.on(on, USUAL)) {
            for (int i = 0; i < 5; i++) {
                wrong(server.api(), "ada").expect(401);
            }
            server.restart();
            wrong(server.api(), "ada").expectProblem(429, "too_many_requests");
            server.clock().advance(Duration.ofMinutes(1));
            wrong(server.api(), "ada").expect(401);
        }
    }

    @Test
    void allNodesCountTogether() {
        try (TestDatabase on = TestDatabases.postgres();
                TestServer one = TestServer.on(on, USUAL)) {
            TestServer other = one.secondNode();
            for (int i = 0; i < 5; i++) {
                wrong(i % 2 == 0 ? one.api() : other.api(), "ada").expect(401);
            }
            wrong(one.api(), "ada").expectProblem(429, "too_many_requests");
            wrong(other.api(), "ada").expectProblem(429, "too_many_requests");
        }
    }

    @OnEveryDatabase
    void limitsAreSetAndSwitchedOff(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.login=2/hour")) {
            wrong(server.api(), "ada").expect(401);
            wrong(server.api(), "ada").expect(401);
            assertThat(wrong(server.api(), "ada").expect(429).header("retry-after"))
                    .isEqualTo("3600");
            server.restart("limits.login=off");
            for (int i = 0; i < 20; i++) {
                wrong(server.api(), "ada").expect(401);
            }
        }
    }

    @OnEveryDatabase
    void anUntrustedHeaderMovesNobody(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.login=5/minute")) {
            for (int i = 0; i < 5; i++) {
                wrong(server.api().from("203.0.113." + i), "ada").expect(401);
            }
            wrong(server.api().from("203.0.113.99"), "ada").expect(429);
        }
    }

    @OnEveryDatabase
    void guessingRefreshTokensIsLimitedAndRefreshingIsNot(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.refresh=3/minute")) {
            Tokens ada = server.person();
            for (int i = 0; i < 3; i++) {
                RefreshTest.refresh(server, "nonsense").expectProblem(401, "invalid_refresh_token");
            }
            RefreshTest.refresh(server, "nonsense").expectProblem(429, "too_many_requests");
            String next = ada.refresh();
            for (int i = 0; i < 5; i++) {
                next = String.valueOf(
                        RefreshTest.refresh(server, next).expect(200).text("refresh_token"));
            }
        }
    }

    @OnEveryServer
    void guessingTheCurrentPasswordCountsToo(TestServer server) {
        Api here = server.api().from("192.0.2.10");
        String name = signUp(here);
        Tokens ada = server.tokens(name, right(here, name).expect(200));
        Map<String, String> guess = Map.of("current_password", "wrong one", "new_password", "four red foxes");
        Api signedIn = ada.api().from("192.0.2.10");
        for (int i = 0; i < 5; i++) {
            signedIn.post("/auth/change-password", guess).expectProblem(401, "invalid_credentials");
        }
        signedIn.post("/auth/change-password", guess).expectProblem(429, "too_many_requests");
    }

    private static String signUp(Api from) {
        String name = TestServer.freshName("somebody");
        from.post("/auth/signup", Map.of("username", name, "password", TestServer.PASSWORD))
                .expect(201);
        return name;
    }

    private static Reply wrong(Api from, String name) {
        return from.post("/auth/login", Map.of("username", name, "password", "not the right one"));
    }

    private static Reply right(Api from, String name) {
        return from.post("/auth/login", Map.of("username", name, "password", TestServer.PASSWORD));
    }
}
