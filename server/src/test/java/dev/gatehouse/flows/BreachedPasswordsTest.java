package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.CommandInProcess;
import dev.gatehouse.domain.breaches.FilterUnusable;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;

/** Nobody chooses a password that is known from a breach, where an operator says how that is known. */
class BreachedPasswordsTest {
    private static final String BREACHED = "correct horse battery staple";
    private static final String SENTENCE = "This password is known from a breach of another service. Choose another.";

    @TempDir
    Path directory;

    @OnEveryDatabase
    void whereverAPasswordIsChosen(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on)) {
            server.api().post("/auth/signup", somebody(BREACHED)).expect(201);
            server.restart("passwords.breached_filter=" + filter(server));
            Reply refused =
                    server.api().post("/auth/signup", somebody(BREACHED)).expectProblem(422, "validation_failed");
            assertThat(refused.at("errors").toString()).contains(SENTENCE);
            server.api().post("/auth/signup", somebody(TestServer.PASSWORD)).expect(201);
            Tokens ada = server.person();
            ada.api()
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", TestServer.PASSWORD, "new_password", BREACHED))
                    .expectProblem(422, "validation_failed");
            CommandInProcess.Ran created =
                    server.commandWith(BREACHED + "\n", "user", "create", "--username", "operator", "--password-stdin");
            assertThat(created.exitCode()).isNotZero();
            assertThat(created.err()).contains(SENTENCE);
        }
    }

    /** Also where the policy is another; and nobody is kept out who has one from before. */
    @OnEveryDatabase
    void underEachPolicyAndNeverAtTheDoor(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on, "passwords.policy=composition")) {
            String strong = "Correct Horse 1!";
            Map<String, String> person = somebody(strong);
            server.api().post("/auth/signup", person).expect(201);
            server.restart("passwords.breached_filter=" + filter(server, strong));
            server.api().post("/auth/login", person).expect(200);
            server.api().post("/auth/signup", somebody(strong)).expectProblem(422, "validation_failed");
        }
    }

    @OnEveryDatabase
    void aDamagedFilterStopsTheStart(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on)) {
            Path filter = filter(server);
            byte[] bytes = Files.readAllBytes(filter);
            bytes[bytes.length - 1] ^= 1;
            Files.write(filter, bytes);
            CommandInProcess.Ran ran = server.command("passwords", "check", "--filter", filter.toString());
            assertThat(ran.exitCode()).isNotZero();
            assertThat(ran.err()).contains("is damaged").doesNotContain("Exception");
        }
        String setting = "passwords.breached_filter=" + directory.resolve("breached.filter");
        assertThatThrownBy(() -> TestServer.on(on, setting))
                .isInstanceOf(FilterUnusable.class)
                .hasMessageContaining("is damaged");
        Files.writeString(directory.resolve("breached.filter"), "nothing of the kind");
        assertThatThrownBy(() -> TestServer.on(on, setting))
                .isInstanceOf(FilterUnusable.class)
                .hasMessageContaining("is no filter");
    }

    @OnEveryDatabase
    void theCommandSaysWhetherAPasswordIsKnown(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on)) {
            assertThat(server.commandWith("x", "passwords", "check").err()).contains("There is no filter");
            String filter = filter(server).toString();
            CommandInProcess.Ran known = server.commandWith(BREACHED + "\n", "passwords", "check", "--filter", filter);
            assertThat(known.exitCode()).isEqualTo(1);
            assertThat(known.out()).contains("is known").doesNotContain(BREACHED);
            CommandInProcess.Ran unknown =
                    server.commandWith("another one\n", "passwords", "check", "--filter", filter);
            assertThat(unknown.exitCode()).isZero();
        }
    }

    @OnEveryDatabase
    void theRangeApiIsToldFiveDigitsAndPaddingIsNoAnswer(TestDatabase on) throws Exception {
        String padded = "padded to be found";
        try (Service service = new Service(
                        200,
                        sha1(BREACHED).substring(5) + ":3\r\n" + sha1(padded).substring(5) + ":0");
                TestServer server = TestServer.on(on, service.settings())) {
            Map<String, String> person = somebody(padded);
            server.api().post("/auth/signup", person).expect(201);
            server.api().post("/auth/signup", somebody(BREACHED)).expectProblem(422, "validation_failed");
            assertThat(service.asked)
                    .containsExactly(
                            "/range/" + sha1(padded).substring(0, 5) + " padding=true",
                            "/range/" + sha1(BREACHED).substring(0, 5) + " padding=true");
            server.api().post("/auth/login", person).expect(200);
            // What is refused for another reason is nobody else's business.
            server.api().post("/auth/signup", somebody("short")).expect(422);
            assertThat(service.asked).hasSize(2);
        }
    }

    @OnEveryDatabase
    void whereTheRangeApiFailsThePasswordIsTakenAndCounted(TestDatabase on) throws Exception {
        try (Service service = new Service(503, "no");
                TestServer server = TestServer.on(on, service.settings())) {
            server.api().post("/auth/signup", somebody(BREACHED)).expect(201);
            service.close();
            server.api().post("/auth/signup", somebody(BREACHED)).expect(201);
            assertThat(server.api().get("/metrics").expect(200).body())
                    .contains("gatehouse_breached_total{outcome=\"failed\",source=\"api\"} 2");
        }
    }

    private static Map<String, String> somebody(String password) {
        return Map.of("username", TestServer.freshName("chooser"), "password", password);
    }

    private Path filter(TestServer server, String... others) throws Exception {
        StringBuilder list = new StringBuilder(sha1(BREACHED) + ":7\n");
        for (String other : others) {
            list.append(sha1(other)).append(":1\n");
        }
        Path from = Files.writeString(directory.resolve("list.txt"), list);
        Path to = directory.resolve("breached.filter");
        CommandInProcess.Ran ran =
                server.command("passwords", "build-filter", "--from", from.toString(), "--out", to.toString());
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return to;
    }

    private static String sha1(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().withUpperCase().formatHex(hash);
    }

    /** A range API that says the same of all ranges. */
    private static final class Service implements AutoCloseable {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final HttpServer server;

        Service(int status, String answer) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/range/", exchange -> {
                asked.add(exchange.getRequestURI() + " padding="
                        + exchange.getRequestHeaders().getFirst("add-padding"));
                byte[] body = answer.getBytes(StandardCharsets.US_ASCII);
                exchange.getResponseHeaders().set("content-type", "text/plain");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        String[] settings() {
            String here = "127.0.0.1:" + server.getAddress().getPort();
            return new String[] {
                "passwords.breached_api=http://" + here + "/range", "outgoing.allow_private=" + here, "metrics.open=on"
            };
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
