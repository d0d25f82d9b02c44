package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever would have to wait may work instead, where an operator says so: once for each piece of work. */
@OnEveryServer.With({
    "attempts.free=3",
    "attempts.longest_wait=1h",
    "attempts.quiet=1h",
    "attempts.proof_of_work=on",
    "attempts.proof_of_work_bits=8"
})
class ProofOfWorkTest {
    @OnEveryServer
    void workLetsOneTryThrough(TestServer server) {
        String name = TestServer.freshName("nobody");
        Reply refused = refused(server, name);
        assertThat(refused.at("challenge").at("/algorithm").asString()).isEqualTo("SHA-256");
        assertThat(refused.at("challenge").at("/bits").asInt()).isEqualTo(8);
        assertThat(refused.at("challenge").at("/expires_in").asInt()).isEqualTo(120);
        Map<String, String> worked = worked(refused, name);
        server.api().post("/auth/login", worked).expectProblem(401, "invalid_credentials");
        server.api().post("/auth/login", worked).expectProblem(429, "too_many_requests");
    }

    @OnEveryServer
    void theRightPasswordGetsInByWork(TestServer server) {
        String name = TestServer.freshName("owner");
        server.signUp(name);
        Map<String, String> worked = new LinkedHashMap<>(worked(refused(server, name), name));
        worked.put("password", TestServer.PASSWORD);
        server.api().post("/auth/login", worked).expect(200);
    }

    @OnEveryServer
    void aFormWorksToo(TestServer server) {
        String name = TestServer.freshName("owner");
        server.signUp(name);
        Map<String, String> worked = worked(refused(server, name), name);
        server.api()
                .form(
                        "/token",
                        "username",
                        name,
                        "password",
                        TestServer.PASSWORD,
                        "challenge",
                        Objects.requireNonNull(worked.get("challenge")),
                        "solution",
                        Objects.requireNonNull(worked.get("solution")))
                .expect(200);
    }

    @OnEveryServer
    void whatIsNotWorkForThisOpensNothing(TestServer server) {
        String name = TestServer.freshName("nobody");
        String other = TestServer.freshName("another");
        Reply refused = refused(server, name);
        Map<String, String> elsewhere = new LinkedHashMap<>(worked(refused(server, other), other));
        elsewhere.put("username", name);
        server.api().post("/auth/login", elsewhere).expect(429);
        Map<String, String> right = worked(refused, name);
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("solution", unsolved(Objects.requireNonNull(right.get("challenge")))),
                Map.of("solution", ""),
                Map.of("solution", "-1"),
                Map.of("solution", 1),
                Map.of("solution", "1".repeat(100)),
                Map.of("challenge", "x"),
                Map.of("challenge", "x".repeat(5_000)),
                Map.of("challenge", List.of("x")))) {
            Map<String, Object> sent = new LinkedHashMap<>(right);
            sent.putAll(wrong);
            server.api().post("/auth/login", sent).expectProblem(429, "too_many_requests");
        }
        server.api().post("/auth/login", right).expect(401);
    }

    @OnEveryServer
    void itExpiresAfterTwoMinutes(TestServer server) {
        String name = TestServer.freshName("nobody");
        for (int i = 0; i < 9; i++) {
            server.api()
                    .post("/auth/login", worked(refused(server, name), name))
                    .expect(401);
        }
        Map<String, String> inTime = worked(refused(server, name), name);
        server.clock().advance(Duration.ofMinutes(2).minusMillis(1));
        server.api().post("/auth/login", inTime).expect(401);
        Map<String, String> late = worked(refused(server, name), name);
        server.clock().advance(Duration.ofMinutes(2));
        server.api().post("/auth/login", late).expect(429);
    }

    @OnEveryServer
    void itIsHarderEachTimeAndEndsAtTenAMinute(TestServer server) {
        String name = TestServer.freshName("nobody");
        for (int bits : new int[] {8, 9, 10, 11, 12, 13, 14, 14, 14, 14}) {
            Reply refused = refused(server, name);
            assertThat(refused.at("challenge").at("/bits").asInt()).isEqualTo(bits);
            server.api().post("/auth/login", worked(refused, name)).expect(401);
        }
        Map<String, String> eleventh = worked(refused(server, name), name);
        Reply refused = server.api().post("/auth/login", eleventh).expectProblem(429, "too_many_requests");
        assertThat(refused.json().has("challenge")).isFalse();
    }

    @OnEveryServer
    void fiftyAtOnceWithOneSolutionAreOne(TestServer server) {
        String name = TestServer.freshName("nobody");
        Map<String, String> worked = worked(refused(server, name), name);
        List<CompletableFuture<Integer>> tries = IntStream.range(0, 50)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> server.api().post("/auth/login", worked).status()))
                .toList();
        assertThat(tries.stream().map(CompletableFuture::join))
                .filteredOn(status -> status == 401)
                .hasSize(1);
    }

    @OnEveryDatabase
    void itTakesPastALimitAndOutlivesARestart(TestDatabase on) {
        try (TestServer server = TestServer.on(
                on, "limits.login=1/hour", "attempts.proof_of_work=on", "attempts.proof_of_work_bits=8")) {
            wrong(server, "ada").expect(401);
            Map<String, String> worked = worked(wrong(server, "ada").expect(429), "ada");
            server.restart();
            server.api().post("/auth/login", worked).expect(401);
            server.restart();
            server.api().post("/auth/login", worked).expect(429);
        }
    }

    @Test
    void workForOneNodeIsWorkForAllAndOnlyOnce() {
        try (TestDatabase on = TestDatabases.postgres();
                TestServer one = TestServer.on(
                        on, "attempts.free=3", "attempts.proof_of_work=on", "attempts.proof_of_work_bits=8")) {
            TestServer other = one.secondNode();
            Map<String, String> worked = worked(refused(one, "ada"), "ada");
            other.api().post("/auth/login", worked).expect(401);
            one.api().post("/auth/login", worked).expect(429);
        }
    }

    @OnEveryDatabase
    void nothingIsOfferedUnlessAnOperatorSaysSo(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "attempts.free=3")) {
            assertThat(refused(server, "ada").json().has("challenge")).isFalse();
        }
    }

    /** What comes of three wrong ones and one more. */
    private static Reply refused(TestServer server, String name) {
        for (int i = 0; i < 4; i++) {
            Reply reply = wrong(server, name);
            if (reply.status() == 429) {
                return reply;
            }
        }
        throw new AssertionError("nothing was refused");
    }

    private static Map<String, String> worked(Reply refused, String name) {
        String token = refused.at("challenge").at("/token").asString();
        int bits = refused.at("challenge").at("/bits").asInt();
        long number = 0;
        while (zeros(token, number) < bits) {
            number++;
        }
        return Map.of(
                "username",
                name,
                "password",
                "not the right one",
                "challenge",
                token,
                "solution",
                Long.toString(number));
    }

    private static String unsolved(String token) {
        long number = 0;
        while (zeros(token, number) >= 8) {
            number++;
        }
        return Long.toString(number);
    }

    private static int zeros(String token, long number) {
        return 256 - new BigInteger(1, Sha256.of(token + "." + number)).bitLength();
    }

    private static Reply wrong(TestServer server, String name) {
        return server.api().post("/auth/login", Map.of("username", name, "password", "not the right one"));
    }
}
