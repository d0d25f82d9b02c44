package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;

/** Row A24: neither the bytes of a refusal nor the time that it takes tell whether there is such an account. */
class A24NobodyLearnsWhoHasAnAccountTest {
    private static final String WRONG = "not the right password";
    private static final int SAMPLES = 100;

    /** PBKDF2 and scrypt at a small cost, as imported accounts have them; of a password that nobody here sends. */
    private static final Map<String, String> FOREIGN = Map.of(
            "pbkdf2",
            "$pbkdf2-sha256$2000$c29tZXNhbHRzb21lc2FsdA$SCjY7SSTd.1t0YRKbVoolytKt.BeFjwwXJESGnfk9yY",
            "argon2id of a smaller cost",
            "$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHQxMjM0NTY3OA$pNdwPSkDbYyMfYzsnKmpVe5xv1mOQyJQjC2HyFtfFqs",
            "bcrypt",
            "$2a$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS");

    private final Map<String, Function<Map<String, String>, Reply>> doors = new LinkedHashMap<>();

    @OnEveryServer
    void theSameBytesWhoeverIsAskedFor(TestServer server) {
        Map<String, Map<String, String>> attempts = attempts(server);
        ways(server.api());
        doors.forEach((door, knock) -> {
            Reply unknown = knock.apply(attempts.getOrDefault("unknown name", Map.of()));
            assertThat(unknown.status()).as(door).isIn(400, 401);
            attempts.forEach((name, attempt) -> {
                Reply reply = knock.apply(attempt);
                assertThat(reply.status()).as(door + ", " + name).isEqualTo(unknown.status());
                assertThat(reply.body()).as(door + ", " + name).isEqualTo(unknown.body());
                assertThat(headers(reply)).as(door + ", " + name).isEqualTo(headers(unknown));
            });
        });
    }

    /** The same attempts until the limit is full and beyond: it is full for everybody after the same number. */
    @OnEveryDatabase
    void theSameNumberOfAttemptsWhoeverIsAskedFor(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.login=3/minute")) {
            Map<String, Map<String, String>> attempts = attempts(server);
            attempts.remove("disabled, wrong password"); // counts together with the right one
            server.clock().advance(Duration.ofMinutes(2));
            attempts.forEach((name, attempt) -> {
                for (int count = 0; count < 5; count++) {
                    Reply reply = server.api().post("/auth/login", attempt);
                    assertThat(reply.status()).as(name).isEqualTo(count < 3 ? 401 : 429);
                }
            });
        }
    }

    /**
     * Measured in turns of random order, so that whatever else the machine does meets all alike, and compared by rank: one
     * value in a hundred that took long moves nothing. 0.5 is no difference at all; with 100 samples of each, chance alone
     * leaves 0.35 to 0.65 less than once in a thousand comparisons, and what tells somebody apart does so every time.
     */
    @OnEveryDatabase
    void theSameTimeWhoeverIsAskedFor(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "passwords.argon2=m=8192,t=1,p=1")) {
            Map<String, Map<String, String>> attempts = attempts(server);
            FOREIGN.forEach((kind, hash) -> {
                Tokens imported = server.person();
                server.database()
                        .write(tx ->
                                tx.update("UPDATE passwords SET hash = ? WHERE account_id = ?", hash, imported.id()));
                attempts.put(kind, Map.of("username", imported.name(), "password", WRONG));
            });
            List.of("disabled, wrong password", "unknown address", "with a hash that nobody can read")
                    .forEach(attempts::remove);
            Map<String, Double> told = told(server.api(), attempts);
            for (int again = 0; again < 2 && !told.isEmpty(); again++) {
                told = told(server.api(), attempts);
            }
            assertThat(told).as("told apart three times by their time").isEmpty();
        }
    }

    /** What differs from an unknown name by more than chance allows, and how. */
    private static Map<String, Double> told(Api api, Map<String, Map<String, String>> attempts) {
        Map<String, double[]> times = measured(api, attempts);
        double[] unknown = times.getOrDefault("unknown name", new double[0]);
        Map<String, Double> told = new TreeMap<>();
        times.forEach((name, these) -> {
            double order = chanceOfLonger(these, unknown);
            // Behind a foreign hash the same time is waited for, not worked, so it may be a little off.
            if (Math.abs(order - 0.5) > (FOREIGN.containsKey(name) ? 0.3 : 0.15)) {
                told.put(name, order);
            }
        });
        return told;
    }

    private static Map<String, double[]> measured(Api api, Map<String, Map<String, String>> attempts) {
        Map<String, double[]> times = new LinkedHashMap<>();
        attempts.keySet().forEach(name -> times.put(name, new double[SAMPLES]));
        int warming = 10;
        List<Map.Entry<String, Map<String, String>>> order = new ArrayList<>(attempts.entrySet());
        Random random = new Random(24);
        for (int sample = -warming; sample < SAMPLES; sample++) {
            Collections.shuffle(order, random);
            for (Map.Entry<String, Map<String, String>> attempt : order) {
                long begun = System.nanoTime();
                api.post("/auth/login", attempt.getValue()).expect(401);
                if (sample >= 0) {
                    times.getOrDefault(attempt.getKey(), new double[SAMPLES])[sample] = System.nanoTime() - begun;
                }
            }
        }
        return times;
    }

    /** The area under the curve of whoever tells the two apart by time (Mann and Whitney's U over its largest). */
    private static double chanceOfLonger(double[] these, double[] those) {
        double longer = 0;
        for (double one : these) {
            for (double other : those) {
                longer += one > other ? 1 : one == other ? 0.5 : 0;
            }
        }
        return longer / ((double) these.length * those.length);
    }

    /** Everything that is refused, and that nobody is to tell apart. */
    private static Map<String, Map<String, String>> attempts(TestServer server) {
        Tokens known = server.person();
        Tokens disabled = server.person();
        Tokens without = server.person();
        Tokens unreadable = server.person();
        server.admin()
                .api()
                .patch("/users/" + disabled.id(), Map.of("status", "disabled"))
                .expect(200);
        server.database().write(tx -> tx.update("DELETE FROM passwords WHERE account_id = ?", without.id()));
        server.database()
                .write(tx ->
                        tx.update("UPDATE passwords SET hash = 'of no kind' WHERE account_id = ?", unreadable.id()));
        Map<String, Map<String, String>> attempts = new LinkedHashMap<>();
        attempts.put("unknown name", Map.of("username", TestServer.freshName("nobody"), "password", WRONG));
        attempts.put("wrong password", Map.of("username", known.name(), "password", WRONG));
        attempts.put("disabled, wrong password", Map.of("username", disabled.name(), "password", WRONG));
        attempts.put("disabled, right password", Map.of("username", disabled.name(), "password", TestServer.PASSWORD));
        attempts.put("without a password", Map.of("username", without.name(), "password", WRONG));
        attempts.put("with a hash that nobody can read", Map.of("username", unreadable.name(), "password", WRONG));
        attempts.put("unknown address", Map.of("username", "nobody@example.org", "password", WRONG));
        attempts.put("nonsense", Map.of("username", "no such / name", "password", WRONG));
        return attempts;
    }

    private void ways(Api api) {
        doors.put("/auth/login", attempt -> api.post("/auth/login", attempt));
        doors.put("/login", attempt -> api.post("/login", attempt));
        doors.put(
                "/token",
                attempt -> api.form(
                        "/token",
                        "username",
                        attempt.getOrDefault("username", ""),
                        "password",
                        attempt.getOrDefault("password", "")));
        doors.put(
                "/oauth2/token",
                attempt -> api.form(
                        "/oauth2/token",
                        "grant_type",
                        "password",
                        "username",
                        attempt.getOrDefault("username", ""),
                        "password",
                        attempt.getOrDefault("password", "")));
    }

    private static Map<String, List<String>> headers(Reply reply) {
        Map<String, List<String>> headers = new TreeMap<>(reply.headers().map());
        headers.remove("x-request-id");
        headers.remove("date");
        return headers;
    }
}
