package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.ChildServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code serve} and {@code dev} in a process of their own: how they end, whom they refuse, what they log. */
class ServeProcessTest {
    private static final String CHEAP = "passwords.argon2=m=7168,t=5,p=1";

    private static ChildServer serve(TestDatabase on, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "serve", "--port", "0", "--data", on.settings().dataDirectory().toString(), "--set", CHEAP));
        arguments.addAll(List.of(more));
        return ChildServer.start(on.settings().dataDirectory(), arguments.toArray(String[]::new));
    }

    @Test
    void aServerThatIsToldToEndFinishesWhatItBeganAndLosesNoAnswer() throws Exception {
        try (TestDatabase on = TestDatabases.sqlite();
                ChildServer server = serve(on, "--set", "limits.signup=off")) {
            Api api = server.awaitListening();
            ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<Reply> refused = new ConcurrentLinkedQueue<>();
            CountDownLatch busy = new CountDownLatch(20);
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String prefix = "client" + i + "x";
                clients.add(Thread.ofVirtual().start(() -> signUpUntilGone(api, prefix, answered, refused, busy)));
            }
            assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
            server.terminate();
            assertThat(server.awaitEnd()).as(server.lines().toString()).isZero();
            for (Thread client : clients) {
                client.join();
            }
            assertThat(server.lines().getLast()).contains("stopped");
            assertThat(refused).allMatch(reply -> reply.status() == 503 && reply.header("retry-after") != null);
            Set<String> kept = new LinkedHashSet<>(
                    on.database().read(sql -> sql.list("SELECT username FROM accounts", row -> row.text("username"))));
            assertThat(answered).hasSizeGreaterThanOrEqualTo(20).allMatch(kept::contains);
        }
    }

    private static void signUpUntilGone(
            Api api,
            String prefix,
            ConcurrentLinkedQueue<String> answered,
            ConcurrentLinkedQueue<Reply> refused,
            CountDownLatch busy) {
        for (int i = 0; ; i++) {
            String name = prefix + i;
            try {
                Reply reply = api.post("/auth/signup", Map.of("username", name, "password", TestServer.PASSWORD));
                if (reply.status() == 201) {
                    answered.add(name);
                    busy.countDown();
                } else {
                    refused.add(reply);
                }
            } catch (UncheckedIOException gone) {
                return;
            }
        }
    }

    @Test
    void oneServerRunsOnADataDirectoryAndOneOnAPort() throws Exception {
        try (TestDatabase on = TestDatabases.sqlite();
                TestDatabase elsewhere = TestDatabases.sqlite();
                ChildServer first = serve(on)) {
            Api api = first.awaitListening();
            assertThat(first.lines()).noneMatch(line -> line.contains("HikariPool") || line.contains("flyway"));
            try (ChildServer second = serve(on)) {
                assertThat(second.awaitEnd()).isEqualTo(ExitCode.FAILED);
                assertThat(second.lines())
                        .singleElement()
                        .asString()
                        .startsWith("Another server is running on the data directory ");
            }
            String port = Integer.toString(api.port());
            Path data = elsewhere.settings().dataDirectory();
            try (ChildServer second = ChildServer.start(data, "dev", "--port", port, "--data", data.toString())) {
                assertThat(second.awaitEnd()).isEqualTo(ExitCode.FAILED);
                assertThat(second.lines())
                        .last()
                        .asString()
                        .isEqualTo("port " + port + " is in use: choose another with --port, or stop what uses it");
            }
            api.get("/health/ready").expect(200);
        }
    }

    @Test
    void developmentTakesAFreePortAndKnowsItsAddress() throws Exception {
        try (TestDatabase on = TestDatabases.sqlite()) {
            Path data = on.settings().dataDirectory();
            try (ChildServer server = ChildServer.start(data, "dev", "--port", "0", "--data", data.toString())) {
                Api api = server.awaitListening();
                api.post("/auth/signup", Map.of("username", "ada", "password", TestServer.PASSWORD))
                        .expect(201);
                Reply tokens = api.post("/auth/login", Map.of("username", "ada", "password", TestServer.PASSWORD))
                        .expect(200);
                api.bearer(String.valueOf(tokens.text("access_token")))
                        .get("/tasks")
                        .expect(200);
                server.terminate();
                assertThat(server.awaitEnd()).isZero();
                assertThat(server.lines())
                        .anyMatch(line -> line.contains("Gatehouse is ready at http://localhost:" + api.port()))
                        .anyMatch(line -> line.contains("/setup/"));
            }
        }
    }

    @Test
    void theLogTellsWhoDidWhatAndNoSecret() throws Exception {
        try (TestDatabase on = TestDatabases.sqlite();
                ChildServer server = serve(on, "--set", "log.level=trace")) {
            Set<String> secrets = SignInFlow.run(server.awaitListening());
            server.terminate();
            assertThat(server.awaitEnd()).isZero();
            List<String> log =
                    server.lines().stream().filter(line -> line.startsWith("{")).toList();
            assertThat(log)
                    .anyMatch(line -> line.contains("/auth/login") && line.contains("DEBUG"))
                    .anyMatch(line -> line.contains("dev.gatehouse.audit") && line.contains("\"request\":\""));
            Database database = on.database();
            secrets.addAll(database.read(sql -> sql.list("SELECT hash FROM passwords", row -> row.text("hash"))));
            secrets.addAll(database.read(sql -> sql.list("SELECT jwk FROM signing_keys", row -> row.text("jwk"))));
            assertThat(secrets).hasSizeGreaterThan(10);
            String all = String.join("\n", log);
            assertThat(secrets).allSatisfy(secret -> assertThat(all).doesNotContain(secret));
            assertThat(all).doesNotContain("$argon2", "\"d\"");
            // A head over the audit trail is for everybody to keep.
            assertThat(log)
                    .filteredOn(line -> !line.contains("\"dev.gatehouse.audit.head\""))
                    .noneMatch(line -> line.contains("eyJ"));
        }
    }
}
