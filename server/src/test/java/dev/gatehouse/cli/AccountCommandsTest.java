package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code admin create} and {@code user …}, beside a running server. */
class AccountCommandsTest {
    @TempDir
    private Path directory;

    @OnEveryServer
    void anAdministratorMadeFromAShellSignsIn(TestServer server) {
        String name = TestServer.freshName("root");
        Ran made = server.commandWith(TestServer.PASSWORD + "\n", "admin", "create", "--username", name);
        assertThat(made.exitCode()).as(made.err()).isZero();
        Tokens tokens = server.signIn(name);
        assertThat(made.out().strip()).isEqualTo(tokens.id());
        tokens.api().get("/users").expect(200);
    }

    @OnEveryServer
    void anAccountGetsItsRoleAndItsPasswordFromAFile(TestServer server) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), TestServer.PASSWORD + "\r\nmore");
        String name = TestServer.freshName("written");
        Ran made = server.command(
                "user", "create", "--username", name, "--role", "moderator", "--password-file", file.toString());
        assertThat(made.err()).isEmpty();
        assertThat(server.signIn(name).api().get("/auth/status").texts("roles")).containsExactly("moderator");
    }

    @OnEveryServer
    void whatDoesNotFitMakesNoAccount(TestServer server) {
        Ran nameless = server.commandWith(TestServer.PASSWORD, "user", "create");
        assertThat(nameless.exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
        assertThat(nameless.err()).startsWith("An account needs --username, --email, or both.");

        Ran malformed = server.commandWith(TestServer.PASSWORD, "user", "create", "--email", "nobody");
        assertThat(malformed.exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
        assertThat(malformed.err()).startsWith("--email: ");

        String name = TestServer.freshName("weak");
        Ran weak = server.commandWith("password", "admin", "create", "--username", name);
        assertThat(weak.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(weak.err()).startsWith("password: ").hasLineCount(1);

        Ran silent = server.command("admin", "create", "--username", name);
        assertThat(silent.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(silent.err()).startsWith("There is no password");

        Ran roleless =
                server.commandWith(TestServer.PASSWORD, "user", "create", "--username", name, "--role", "emperor");
        assertThat(roleless.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(roleless.err().strip()).isEqualTo("There is no role \"emperor\".");

        assertThat(server.command("user", "show", name).exitCode()).isEqualTo(ExitCode.FAILED);
        server.signUp(name);
        Ran taken = server.commandWith(TestServer.PASSWORD, "user", "create", "--username", name);
        assertThat(taken.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(taken.err().strip()).isEqualTo("An account with this user name or address exists.");
    }

    @OnEveryServer
    void anAccountIsShownByIdNameOrAddress(TestServer server) {
        String name = TestServer.freshName("shown");
        String address = name + "@example.com";
        Ran made = server.commandWith(
                TestServer.PASSWORD, "user", "create", "--username", name, "--email", address, "--name", "A\u001b[2J");
        String id = made.out().strip();
        server.signIn(name);

        Ran byId = server.command("user", "show", id);
        assertThat(byId.out())
                .containsPattern("username +" + name)
                .containsPattern("email +" + address + " \\(not verified\\)")
                .containsPattern("status +active")
                .containsPattern("sessions +1")
                .doesNotContain("\u001b");
        assertThat(server.command("user", "show", name).out()).isEqualTo(byId.out());
        Ran json = server.command("user", "show", address, "--json");
        JsonNode page = Json.read(json.out());
        assertThat(page.path("id").asString()).isEqualTo(id);
        assertThat(page.path("roles").get(0).asString()).isEqualTo("user");
        assertThat(page.path("sessions").asInt()).isEqualTo(1);
    }

    @OnEveryServer
    void aDisabledAccountIsRefusedAtTheVeryNextRequestAndMayReturn(TestServer server) {
        Tokens somebody = server.person();
        somebody.api().get("/users/me").expect(200);
        assertThat(server.command("user", "disable", somebody.name()).exitCode())
                .isZero();
        Heard.by(server, () -> somebody.api().get("/users/me").status() == 401);
        server.api()
                .post("/auth/login", Map.of("username", somebody.name(), "password", TestServer.PASSWORD))
                .expectProblem(401, "invalid_credentials");

        assertThat(server.command("user", "enable", somebody.id()).out().strip())
                .isEqualTo(somebody.name() + " may sign in.");
        server.clock().advance(Duration.ofSeconds(2));
        server.signIn(somebody.name()).api().get("/users/me").expect(200);
        somebody.api().get("/users/me").expect(401);
    }

    @OnEveryServer
    void anAccountIsDeletedOnlyByWhoeverMeansIt(TestServer server) {
        Tokens somebody = server.person();
        Ran hesitant = server.commandWith("no\n", "user", "delete", somebody.name());
        assertThat(hesitant.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(hesitant.err()).contains(somebody.id(), "Nothing was deleted.");
        assertThat(server.command("user", "delete", somebody.name()).exitCode()).isEqualTo(ExitCode.FAILED);
        somebody.api().get("/users/me").expect(200);

        assertThat(server.commandWith("yes\n", "user", "delete", somebody.name())
                        .exitCode())
                .isZero();
        Heard.by(server, () -> somebody.api().get("/users/me").status() == 401);
        assertThat(server.command("user", "delete", somebody.name(), "--yes").err())
                .contains("There is no account");
    }

    @OnEveryDatabase
    void theLastAdministratorStaysButBeforeThereIsOneOthersMayGo(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens early = server.person();
            assertThat(server.command("user", "disable", early.name()).exitCode())
                    .isZero();
            Tokens admin = server.admin();
            Ran refused = server.command("user", "disable", admin.name());
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(refused.err().strip()).isEqualTo("This would leave nobody who can administer the server.");
            assertThat(server.command("user", "delete", admin.id(), "--yes").exitCode())
                    .isEqualTo(ExitCode.FAILED);
            admin.api().get("/users").expect(200);
        }
    }
}
