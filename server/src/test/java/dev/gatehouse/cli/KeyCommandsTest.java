package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code keys list} and {@code keys rotate}, beside a running server. */
class KeyCommandsTest {
    private static String kidOf(Tokens tokens) {
        String header = tokens.access().substring(0, tokens.access().indexOf('.'));
        return Json.read(Base64.getUrlDecoder().decode(header)).path("kid").asString();
    }

    private static List<String> published(TestServer server) {
        return server.api()
                .get("/oauth2/jwks")
                .at("keys")
                .valueStream()
                .map(key -> key.path("kid").asString())
                .toList();
    }

    @OnEveryDatabase
    void aNewKeyIsPublishedAtOnceAndSignsLater(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens before = server.person();
            Ran rotated = server.command("keys", "rotate");
            assertThat(rotated.exitCode()).as(rotated.err()).isZero();
            assertThat(rotated.err()).contains("in 10 minutes");
            String kid = rotated.out().strip();
            Heard.by(server, () -> published(server).contains(kid));
            assertThat(kidOf(server.signIn(before.name()))).isEqualTo(kidOf(before));

            assertThat(server.command("keys", "list").out().lines())
                    .hasSize(3)
                    .anyMatch(line -> line.matches(kidOf(before) + " +ES256 +signs .*in \\d+ minutes"))
                    .anyMatch(line -> line.matches(kid + " +ES256 +waits .*in 10 minutes +-"));
            server.clock().advance(Duration.ofMinutes(11));
            assertThat(kidOf(server.signIn(before.name()))).isEqualTo(kid);
            assertThat(server.command("keys", "list").out()).containsPattern(kidOf(before) + " +ES256 +retired");
        }
    }

    @OnEveryDatabase
    void aKeyThatIsNotTrustedAnyMoreIsReplacedNow(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens before = server.person();
            String kid = server.command("keys", "rotate", "--now").out().strip();
            Heard.by(server, () -> kidOf(server.signIn(before.name())).equals(kid));
            List<String> actors = server.database()
                    .read(sql -> sql.list(
                            "SELECT actor FROM audit_events WHERE action = 'key.rotated' AND subject = ?",
                            row -> row.text("actor"),
                            kid));
            assertThat(actors).containsExactly("command-line");
        }
    }

    @Test
    void aSharedSecretIsNotRotatedFromHere() {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.on(
                        on, "tokens.algorithm=hs256", "tokens.secret=Zm9yIHRoaXMgdGVzdCBhbG9uZSwgbm8gb3RoZXI")) {
            Ran rotated = server.command("keys", "rotate");
            assertThat(rotated.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(rotated.err()).contains("tokens.secret");
            assertThat(server.command("keys", "list").out()).startsWith("Tokens are signed with the shared secret");
        }
    }
}
