package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.CommandInProcess;
import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot work is said in one line, without a stack trace. */
class UnusableDataTest {
    private static final String MASTER = "Zm9yIHRoaXMgdGVzdCBhbG9uZSwgbm8gb3RoZXI";

    @TempDir
    private Path directory;

    private Ran run(Map<String, String> settings, String input, String... arguments) {
        return CommandInProcess.run(settings, directory, InstantSource.system(), input, arguments);
    }

    @Test
    void aMissingDatabaseIsNotMadeByLookingAtIt() {
        Path data = directory.resolve("dta");
        Ran ran = run(Map.of("data", data.toString()), "", "user", "show", "ada");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).startsWith("There is no database in ").hasLineCount(1);
        assertThat(Files.exists(data)).isFalse();
    }

    @Test
    void theFirstAdministratorIsMadeBeforeTheServerHasEverRun() {
        Map<String, String> settings =
                Map.of("data", directory.resolve("data").toString(), "passwords.argon2", "m=7168,t=1,p=1");
        Ran made = run(settings, TestServer.PASSWORD, "admin", "create", "--username", "ada");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(run(settings, "", "user", "show", "ada").out()).containsPattern("roles +admin");
    }

    @Test
    void aDatabaseOutOfReachIsNamed() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        Ran ran = run(
                Map.of("database.url", "jdbc:postgresql://localhost:" + nobody + "/none", "database.user", "x"),
                "",
                "keys",
                "list");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("PostgreSQL", "cannot be reached").hasLineCount(1);
    }

    @OnEveryDatabase
    void anotherMasterKeyKeepsKeysShutButNotAccounts(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "keys.master=" + MASTER)) {
            String name = TestServer.freshName("mastered");
            server.signUp(name);
            Ran keys = server.command("keys", "list", "--set", "keys.master=" + MASTER + "x");
            assertThat(keys.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(keys.err()).contains("keys.master").hasLineCount(1).doesNotContain(MASTER);
            assertThat(server.command("user", "disable", name, "--set", "keys.master=" + MASTER + "x")
                            .exitCode())
                    .isZero();
        }
    }

    @OnEveryDatabase
    void aNewerDatabaseIsLeftAlone(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            server.database().write(transaction -> transaction.update("""
                            INSERT INTO flyway_schema_history
                                (installed_rank, version, description, type, script, installed_by, execution_time, success)
                            VALUES (99, '99', 'newer', 'SQL', 'V99__newer.sql', 'test', 1, TRUE)"""));
            Ran ran = server.command("user", "show", "ada");
            assertThat(ran.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(ran.err()).contains("written by a newer Gatehouse").hasLineCount(1);
        }
    }
}
