package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** {@code token inspect}: what it says is what the server does. */
class TokenInspectTest {
    private static Ran inspect(TestServer server, String token) {
        return server.command("token", "inspect", token);
    }

    private static void refused(Ran ran, String... why) {
        assertThat(ran.exitCode()).as(ran.out()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out()).contains("This server does not accept it: ").contains(why);
    }

    @OnEveryServer
    void aGoodTokenIsReadAndAccepted(TestServer server) {
        Tokens somebody = server.person();
        Ran ran = inspect(server, somebody.access());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .containsPattern("alg +ES256")
                .containsPattern("typ +at\\+jwt")
                .containsPattern("sub +" + somebody.id())
                .containsPattern("exp +2026-.*Z, in 15 minutes")
                .contains("This server accepts it: it ends in 15 minutes.");
        assertThat(server.commandWith("Bearer " + somebody.access() + "\n", "token", "inspect")
                        .out())
                .isEqualTo(ran.out());
        assertThat(server.commandWith("", "token", "inspect", "-").exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
    }

    @OnEveryServer
    void aTokenThatIsOverSaysWhy(TestServer server) {
        Tokens out = server.person();
        out.api().post("/auth/logout").expect(204);
        refused(inspect(server, out.access()), "revoked", "its session has ended");

        Tokens disabled = server.person();
        server.command("user", "disable", disabled.id());
        refused(inspect(server, disabled.access()), "the account " + disabled.name() + " is disabled");

        Tokens gone = server.person();
        server.command("user", "delete", gone.id(), "--yes");
        refused(inspect(server, gone.access()), "there is no such account");
    }

    @OnEveryDatabase
    void anExpiredTokenSaysWhen(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens somebody = server.person();
            server.clock().advance(Duration.ofHours(3));
            refused(inspect(server, somebody.access()), "the token has expired");
            assertThat(inspect(server, somebody.access()).out()).containsPattern("exp +2026-.*Z, 3 hours ago");
        }
    }

    @OnEveryServer
    void aForgedOrForeignTokenSaysWhatIsWrong(TestServer server) {
        Tokens somebody = server.person();
        String[] parts = somebody.access().split("\\.");
        Tokens other = server.person();
        refused(
                inspect(server, parts[0] + "." + parts[1] + "." + other.access().split("\\.")[2]),
                "the signature is wrong");
        // {"alg":"ES256","typ":"at+jwt","kid":"unknown"}
        String unknown = "eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6InVua25vd24ifQ";
        refused(inspect(server, unknown + "." + parts[1] + "." + parts[2]), "no trusted key has this kid");
        refused(inspect(server, somebody.refresh()), "a refresh token is none");
        refused(inspect(server, "\u001b[2Jx"), "not three parts");
        Ran elsewhere =
                server.command("token", "inspect", somebody.access(), "--set", "public_url=https://other.example");
        refused(elsewhere, "another issuer's", "its issuer is " + TestServer.PUBLIC_URL);
    }

    @Test
    void whatATokenSaysCannotMoveTheCursor() {
        // {"alg":"none"} and {"sub":"\u001b[2J\nThis server accepts it"}
        TokenPage page =
                TokenPage.of("eyJhbGciOiJub25lIn0." + "eyJzdWIiOiJcdTAwMWJbMkpcblRoaXMgc2VydmVyIGFjY2VwdHMgaXQifQ.");
        StringWriter out = new StringWriter();
        page.print(new PrintWriter(out), Instant.EPOCH);
        assertThat(out.toString()).contains("[2J This server accepts it").doesNotContain("\u001b");
        assertThat(out.toString().lines()).noneMatch(line -> line.startsWith("This server"));
    }
}
