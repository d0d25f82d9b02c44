package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

class PasswordRulesTest {
    private static final int LONGEST = 4096;

    @OnEveryServer
    void eightCharactersWillDoAndSevenWillNot(TestServer server) {
        refused(server, "vulpine", "8 characters");
        accepted(server, "vulpine?");
    }

    @OnEveryServer
    void commonPasswordsAndOnesOwnNamesAreRefused(TestServer server) {
        refused(server, "password123", "guess");
        refused(server, "qwertyuiop", "guess");
        String name = TestServer.freshName("marianne");
        Reply own = server.api().post("/auth/signup", Map.of("username", name, "password", name + "1"));
        own.expectInvalid("password");
    }

    @OnEveryServer
    void theLongestPasswordWorksAndOneCharacterMoreDoesNot(TestServer server) {
        String longest = "long words ".repeat(400).substring(0, LONGEST);
        String name = accepted(server, longest);
        server.api()
                .post("/auth/login", Map.of("username", name, "password", longest))
                .expect(200);
        server.api()
                .post("/auth/login", Map.of("username", name, "password", longest.substring(1)))
                .expectProblem(401, "invalid_credentials");
        server.api()
                .post("/auth/login", Map.of("username", name, "password", longest + "x"))
                .expectInvalid("password");
        server.api().form("/token", "username", name, "password", longest + "x").expect(422);
        refused(server, longest + "x", "4");
        server.signIn(server.person().name())
                .api()
                .post("/auth/change-password", Map.of("current_password", longest + "x", "new_password", longest + "x"))
                .expectInvalid("current_password", "new_password");
        assertThat(server.api()
                        .form("/token", "username", name, "password", longest + "x")
                        .status())
                .isIn(400, 422);
    }

    @OnEveryDatabase
    void aPasswordThatIsTooLongCostsNoHash(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "passwords.argon2=m=65536,t=20,p=1")) {
            long hashed = nanos(() -> server.api()
                    .post("/auth/login", Map.of("username", "nobody", "password", "x".repeat(LONGEST)))
                    .expect(401));
            // The fastest of three: a machine that is busy with other things makes no hash of it.
            long refused = LongStream.generate(() -> nanos(() -> server.api()
                            .post("/auth/login", Map.of("username", "nobody", "password", "x".repeat(LONGEST + 1)))
                            .expect(422)))
                    .limit(3)
                    .min()
                    .orElseThrow();
            assertThat(Duration.ofNanos(refused)).isLessThan(Duration.ofNanos(hashed / 3));
        }
    }

    @OnEveryDatabase
    void compositionListsAllThatIsMissing(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "passwords.policy=composition")) {
            Reply reply = server.api().post("/auth/signup", Map.of("username", "ada", "password", ""));
            reply.expectInvalid("password");
            Reply poor = server.api().post("/auth/signup", Map.of("username", "ada", "password", "é"));
            assertThat(poor.expectInvalid("password").fieldErrors().get("password"))
                    .hasSize(4)
                    .anyMatch(message -> message.contains("12"))
                    .anyMatch(message -> message.contains("upper"))
                    .anyMatch(message -> message.contains("digit"))
                    .anyMatch(message -> message.contains("special"));
            for (String almost :
                    List.of("Abcdefgh1!x", "abcdefgh1!xy", "ABCDEFGH1!XY", "Abcdefghi!xy", "Abcdefghi1xy")) {
                Reply one = server.api().post("/auth/signup", Map.of("username", "ada", "password", almost));
                assertThat(one.expectInvalid("password").fieldErrors().get("password"))
                        .as(almost)
                        .hasSize(1);
            }
            accepted(server, "Abcdefgh1!xy");
        }
    }

    @OnEveryDatabase
    void olderHashesAreReplacedAtTheNextSignIn(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String name = server.person().name();
            assertThat(hashes(server)).allMatch(hash -> hash.contains("m=7168,t=1,p=1"));
            server.restart("passwords.argon2=m=8192,t=2,p=1");
            server.signIn(name);
            assertThat(hashes(server)).allMatch(hash -> hash.contains("m=8192,t=2,p=1"));
            server.signIn(name);
        }
    }

    private static List<String> hashes(TestServer server) {
        return server.database().read(sql -> sql.list("SELECT hash FROM passwords", row -> row.text("hash")));
    }

    private static long nanos(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return System.nanoTime() - begun;
    }

    private static String accepted(TestServer server, String password) {
        String name = TestServer.freshName("somebody");
        server.api()
                .post("/auth/signup", Map.of("username", name, "password", password))
                .expect(201);
        return name;
    }

    private static void refused(TestServer server, String password, String because) {
        String name = TestServer.freshName("somebody");
        Reply reply = server.api().post("/auth/signup", Map.of("username", name, "password", password));
        assertThat(reply.expectInvalid("password").fieldErrors().get("password"))
                .singleElement()
                .asString()
                .contains(because);
    }
}
