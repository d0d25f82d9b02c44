package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** Pages say how long to wait after too many attempts, as long as the header of the same answer and no shorter. */
class WaitOnPagesTest {
    @OnEveryDatabase
    void aFormSaysHowLongInTheReadersLanguage(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.login=2/hour", "attempts.free=20")) {
            server.signUp("ada");
            Surfer ada = new Surfer(server);
            guess(ada, "");
            assertThat(guess(ada, "").expect(401).body()).doesNotContain("Too many attempts");
            assertThat(guess(ada, "").expect(429).body()).contains("Try again in 1 hour.");
            server.clock().advance(Duration.ofMinutes(30));
            Map<String, String> words = Map.of(
                    "en", "Try again in 30 minutes.",
                    "de", "Versuchen Sie es in 30 Minuten noch einmal.",
                    "fr", "Réessayez dans 30 minutes.",
                    "ja", "30 分後にもう一度お試しください。");
            words.forEach((language, sentence) -> {
                Reply page = guess(ada, "?lang=" + language).expect(429);
                assertThat(page.header("retry-after")).isEqualTo("1800");
                assertThat(page.body()).as(language).contains(sentence);
            });
            server.clock().advance(Duration.ofSeconds(1_795));
            Reply soon = guess(ada, "?lang=en").expect(429);
            assertThat(soon.header("retry-after")).isEqualTo("5");
            assertThat(soon.body()).contains("Try again in 5 seconds.");
            server.clock().advance(Duration.ofSeconds(5));
            guess(ada, "").expect(401);
        }
    }

    /** Also where no form is left to be shown again, and to whoever has no account here at all. */
    @OnEveryDatabase
    void aPageOfItsOwnSaysSoToo(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "limits.exchange=1/minute")) {
            Surfer nobody = new Surfer(server);
            nobody.post("/recover/new", "ticket", "none").expect(410);
            Reply page = nobody.post("/recover/new", "ticket", "none").expect(429);
            assertThat(page.header("retry-after")).isEqualTo("60");
            assertThat(page.body()).contains("Just a moment", "Try again in 1 minute.");
            nobody.asProgram().post("/recover/new", "ticket", "none").expectProblem(429, "too_many_requests");
        }
    }

    /** The server's own haste is no number of attempts. */
    @OnEveryDatabase
    void anythingElseSaysNoTime(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Reply page = new Surfer(server).get("/account/email/confirm").expect(410);
            assertThat(page.header("retry-after")).isNull();
            assertThat(page.body()).doesNotContain("Try again in");
        }
    }

    private static Reply guess(Surfer surfer, String query) {
        Reply page = surfer.visit("/sign-in" + query).expect(200);
        return surfer.post(
                "/sign-in",
                "flow",
                Objects.requireNonNull(Surfer.hidden(page, "flow")),
                "identifier",
                "ada",
                "password",
                "not the right one");
    }
}
