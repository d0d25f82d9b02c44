package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.Await;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Webhooks to a real receiver on this machine, which checks them by code of its own. */
class WebhooksTest {
    private static final String OLD =
            "whsec_" + Base64.getEncoder().encodeToString("the old secret of 24 byte".getBytes(StandardCharsets.UTF_8));
    private static final String NEW =
            "whsec_" + Base64.getEncoder().encodeToString("the new secret of 24 byte".getBytes(StandardCharsets.UTF_8));

    /** Noted by this run of the server, after which the time of the next attempt stands. */
    private static final String FAILED_ONCE = "gatehouse_outbox_attempts_total{kind=\"webhook\",outcome=\"failed\"} 1";

    private static final int SLOW = 1;
    private static final int HUGE = 2;
    private static final Map<Integer, String> OUTCOMES = Map.of(SLOW, "timeout", HUGE, "too_large", 302, "unexpected");

    /** What came. */
    private record Heard(String id, String timestamp, String signature, byte[] body) {
        String type() {
            return Json.read(body).path("type").stringValue();
        }

        /** As the specification of Standard Webhooks says. */
        boolean signedBy(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
                mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
                String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
                return Arrays.asList(signature.split(" ")).contains(expected);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A receiver that answers with these statuses in turn, the last one from then on. */
    private static final class Receiver implements AutoCloseable {
        private final List<Heard> heard = new CopyOnWriteArrayList<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private final List<Integer> statuses;
        private final HttpServer server;

        Receiver(Integer... statuses) throws IOException {
            this.statuses = List.of(statuses);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::take);
            server.start();
        }

        private void take(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            int status = statuses.get(Math.min(heard.size(), statuses.size() - 1));
            heard.add(new Heard(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    body));
            if (status == SLOW) {
                pause();
            }
            if (status == HUGE) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(new byte[1 << 20]);
                exchange.close();
                return;
            }
            if (status == 302) {
                exchange.getResponseHeaders().add("location", "http://169.254.169.254/latest");
            }
            exchange.sendResponseHeaders(status == SLOW ? 200 : status, -1);
            exchange.close();
        }

        /** Until nobody waits any more. */
        private void pause() {
            try {
                closed.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }

        String place() {
            return "127.0.0.1:" + server.getAddress().getPort();
        }

        List<String> types() {
            return heard.stream().map(Heard::type).toList();
        }

        @Override
        public void close() {
            closed.countDown();
            server.stop(0);
        }
    }

    private static TestServer server(TestDatabase on, Receiver receiver, String events, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "webhooks.siem.url=http://" + receiver.place() + "/hook",
                "webhooks.siem.secret=" + OLD,
                "webhooks.siem.events=" + events,
                "outgoing.allow_private=" + receiver.place()));
        settings.addAll(List.of(more));
        return TestServer.on(on, settings.toArray(String[]::new));
    }

    @OnEveryDatabase
    void anEventIsPostedSignedAndWithoutSecrets(TestDatabase on) throws Exception {
        try (Receiver receiver = new Receiver(204);
                TestServer server = server(on, receiver, "account.*,session.opened")) {
            String id = server.signUp("ada");
            Await.until(() -> receiver.heard.size() == 1);
            server.signIn("ada");
            Await.until(() -> receiver.heard.size() == 2);

            assertThat(receiver.types()).containsExactly("account.created", "session.opened");
            Heard first = receiver.heard.getFirst();
            assertThat(first.signedBy(OLD)).isTrue();
            assertThat(first.signedBy(NEW)).isFalse();
            assertThat(Long.parseLong(first.timestamp()))
                    .isEqualTo(server.clock().instant().getEpochSecond());
            var data = Json.read(first.body()).path("data");
            assertThat(data.path("subject").stringValue()).isEqualTo(id);
            assertThat(data.path("outcome").stringValue()).isEqualTo("success");
            assertThat(Json.read(first.body()).path("timestamp").stringValue()).endsWith("Z");
            assertThat(receiver.heard.getLast().id()).isNotEqualTo(first.id());
            assertThat(server.api().get("/health/ready").status()).isEqualTo(200);
        }
    }

    @OnEveryDatabase
    void whileOneSecretFollowsAnotherMessagesAreSignedByBoth(TestDatabase on) throws Exception {
        try (Receiver receiver = new Receiver(200);
                TestServer server = server(on, receiver, "account.*", "webhooks.siem.secret=" + NEW + "," + OLD)) {
            server.signUp("ada");
            Await.until(() -> receiver.heard.size() == 1);
            assertThat(receiver.heard.getFirst().signedBy(OLD)).isTrue();
            assertThat(receiver.heard.getFirst().signedBy(NEW)).isTrue();
        }
    }

    @OnEveryDatabase
    void whatIsNotReceivedComesAgainUnderTheSameId(TestDatabase on) throws Exception {
        try (Receiver receiver = new Receiver(500, 302, 200);
                TestServer server = server(on, receiver, "account.*", "metrics.open=true")) {
            server.signUp("ada");
            Await.until(() -> outcomes(server).contains(FAILED_ONCE));
            assertThat(receiver.heard).hasSize(1);
            server.clock().advance(Duration.ofHours(1));
            server.restart();
            Await.until(() -> outcomes(server).contains(FAILED_ONCE));
            assertThat(receiver.heard).hasSize(2);
            server.clock().advance(Duration.ofHours(2));
            server.restart();
            Await.until(() -> receiver.heard.size() == 3);

            assertThat(receiver.heard.stream().map(Heard::id).distinct()).hasSize(1);
            assertThat(receiver.heard.stream().map(Heard::timestamp).distinct()).hasSize(3);
            assertThat(receiver.heard).allMatch(heard -> heard.signedBy(OLD));
            Await.until(() -> waiting(server) == 0);
        }
    }

    private static long waiting(TestServer server) {
        return server.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM outbox", row -> row.number("n")))
                .orElseThrow();
    }

    /** That a message was given up is an event itself: it may not lead to another message. */
    @OnEveryDatabase
    void aReceiverThatIsGoneIsTriedOnceAndCausesNothingMore(TestDatabase on) throws Exception {
        try (Receiver receiver = new Receiver(410);
                TestServer server = server(on, receiver, "account.*,outbox.*")) {
            server.signUp("ada");
            Await.until(() -> receiver.heard.size() == 1 && waiting(server) == 0);
            assertThat(server.database()
                            .<List<String>>read(sql -> sql.list(
                                    "SELECT detail FROM audit_events WHERE action = 'outbox.given_up'",
                                    row -> row.text("detail"))))
                    .singleElement()
                    .asString()
                    .contains("\"kind\":\"webhook\"");
            server.clock().advance(Duration.ofHours(1));
            server.restart();
            server.settle();
            assertThat(receiver.heard).hasSize(1);
        }
    }

    @OnEveryDatabase
    void aSignedHeadIsPostedToo(TestDatabase on) throws Exception {
        try (Receiver receiver = new Receiver(200);
                TestServer server = server(on, receiver, "audit.head")) {
            server.person();
            server.restart();
            Await.until(() -> receiver.heard.size() == 1);
            var data = Json.read(receiver.heard.getFirst().body()).path("data");
            assertThat(data.path("seq").longValue()).isPositive();
            Ran verified = server.commandWith(data.path("head").stringValue(), "audit", "verify", "--from-head", "-");
            assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
        }
    }

    @OnEveryDatabase
    void aTryIsPostedByACommand(TestDatabase on) throws Exception {
        try (Receiver receiver = new Receiver(200, 500);
                TestServer server = server(on, receiver, "audit.head")) {
            Ran tried = server.command("webhooks", "test", "siem");
            assertThat(tried.exitCode()).as(tried.err()).isZero();
            assertThat(tried.out()).contains("200");
            assertThat(receiver.types()).containsExactly("webhook.test");
            assertThat(receiver.heard.getFirst().signedBy(OLD)).isTrue();
            assertThat(server.command("webhooks", "test", "siem").exitCode()).isEqualTo(1);
            Ran unknown = server.command("webhooks", "test", "other");
            assertThat(unknown.exitCode()).isEqualTo(1);
            assertThat(unknown.err()).contains("siem");
        }
    }

    /** One is slow, one answers without end, one leads into this machine's network: none is followed or waited for. */
    @OnEveryDatabase
    void aHostileReceiverCostsAnAttemptAndNothingElse(TestDatabase on) throws Exception {
        for (int status : List.of(SLOW, HUGE, 302)) {
            try (Receiver receiver = new Receiver(status);
                    TestServer server = server(
                            on,
                            receiver,
                            "account.*",
                            "metrics.open=true",
                            "outgoing.timeout=1s",
                            "outgoing.connect_timeout=1s")) {
                server.signUp("ada" + status);
                Await.until(() -> outcomes(server).contains("outcome=\"" + OUTCOMES.get(status) + "\",webhook=\"siem\"")
                        || outcomes(server).contains("webhook=\"siem\",outcome=\"" + OUTCOMES.get(status) + "\""));
                assertThat(receiver.heard).hasSize(1);
                server.database().write(sql -> sql.update("DELETE FROM outbox"));
            }
        }
    }

    private static String outcomes(TestServer server) {
        return server.api().get("/metrics").expect(200).body();
    }

    @OnEveryDatabase
    void nothingIsPostedIntoANetworkThatNobodyNamed(TestDatabase on) throws Exception {
        try (Receiver receiver = new Receiver(200);
                TestServer server = server(on, receiver, "account.*", "outgoing.allow_private=", "metrics.open=true")) {
            server.signUp("ada");
            Await.until(() -> outcomes(server).contains("outcome=\"forbidden\""));
            assertThat(receiver.heard).isEmpty();
            assertThat(server.command("webhooks", "test", "siem").err()).contains("outgoing.allow_private");
        }
    }
}
