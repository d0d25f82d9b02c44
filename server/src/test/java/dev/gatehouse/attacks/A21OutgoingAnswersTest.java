package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.NameResolver;
import dev.gatehouse.platform.outgoing.OutgoingAnswer;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Row A21: what another host answers, or does not, neither fills nor holds this server. */
class A21OutgoingAnswersTest extends OutgoingRequests {
    @Test
    void whatIsLargerThanIsTakenIsNotRead() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        ScriptedHost endless = new ScriptedHost((head, out) -> {
            out.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            try {
                while (true) {
                    out.write(chunk);
                }
            } finally {
                stopped.countDown();
            }
        });
        opened.add(endless);
        OutgoingClient client = client("big.test");
        assertThat(reason(client, get("http://big.test:" + endless.port() + "/")))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(stopped.await(20, TimeUnit.SECONDS))
                .as("the connection was closed")
                .isTrue();
        for (String large : List.of(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 262145\r\n\r\n{",
                "HTTP/1.1 500 No\r\ncontent-length: 9999999999999999\r\n\r\n{",
                "HTTP/1.1 200 OK\r\nx: " + "y".repeat(20_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + "x: y\r\n".repeat(20_000) + "\r\n")) {
            ScriptedHost host = host(large);
            assertThat(reason(client, get("http://big.test:" + host.port() + "/")))
                    .as(large.substring(0, 30))
                    .isEqualTo(Reason.TOO_LARGE);
        }
    }

    @Test
    void theLimitIsExact() throws Exception {
        String most = "\"" + "a".repeat(256 * 1024 - 2) + "\"";
        ScriptedHost host = host(ScriptedHost.json(most));
        assertThat(client("big.test")
                        .send(get("http://big.test:" + host.port() + "/"))
                        .body())
                .hasSize(256 * 1024);
    }

    @Test
    void anAnswerOfAnotherKindIsNone() {
        OutgoingClient client = client("odd.test");
        for (String odd : List.of(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-type: application/jsonx\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n")) {
            ScriptedHost host = host(odd);
            assertThat(reason(client, get("http://odd.test:" + host.port() + "/")))
                    .as(odd)
                    .isEqualTo(Reason.UNEXPECTED);
        }
    }

    @Test
    void anErrorIsAnAnswerOfAnyKind() throws Exception {
        ScriptedHost host = host("HTTP/1.1 503 No\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nno");
        OutgoingAnswer answer = client("odd.test").send(get("http://odd.test:" + host.port() + "/"));
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.successful()).isFalse();
    }

    @Test
    void brokenAnswersAreNone() {
        OutgoingClient client = client("broken.test");
        for (String broken : List.of(
                "",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{",
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{",
                "SSH-2.0-OpenSSH_9.6\r\n\r\n")) {
            ScriptedHost host = host(broken);
            assertThat(reason(client, get("http://broken.test:" + host.port() + "/")))
                    .as(broken)
                    .isEqualTo(Reason.UNREACHABLE);
        }
    }

    @Test
    void whoDripsHoldsNobodyBeyondTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedHost drips = new ScriptedHost((head, out) -> {
            out.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1));
            do {
                out.write(' ');
                out.flush();
            } while (!never.await(10, TimeUnit.MILLISECONDS));
        });
        opened.add(drips);
        ScriptedHost silent = new ScriptedHost((head, out) -> never.await());
        opened.add(silent);
        OutgoingClient client = client(always("127.0.0.1"), Duration.ofSeconds(1), "slow.test");
        for (ScriptedHost host : List.of(drips, silent)) {
            assertThat(reason(client, get("http://slow.test:" + host.port() + "/")))
                    .isEqualTo(Reason.TIMEOUT);
            assertThat(host.heads()).hasSize(1);
        }
        never.countDown();
    }

    @Test
    void aSlowHostLeavesRoomForOthers() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedHost silent = new ScriptedHost((head, out) -> never.await());
        opened.add(silent);
        OutgoingClient client = client("slow.test", "quick.test");
        OutgoingRequest slow = get("http://slow.test:" + silent.port() + "/");
        BlockingQueue<Reason> outcomes = new LinkedBlockingQueue<>();
        for (int i = 0; i < 150; i++) {
            Thread.startVirtualThread(() -> outcomes.add(reason(client, slow)));
        }
        // As many as neither find a place nor may wait for one fail at once.
        for (int i = 0; i < 150 - 32 - 64; i++) {
            assertThat(outcomes.poll(20, TimeUnit.SECONDS)).isEqualTo(Reason.UNREACHABLE);
        }
        assertThat(client.send(get("http://quick.test:" + host(OK).port() + "/"))
                        .status())
                .isEqualTo(200);
        assertThat(silent.heads()).hasSizeLessThanOrEqualTo(32);
        assertThat(outcomes).isEmpty();
    }

    @Test
    void hostsThatOthersChooseDoNotFillTheMetrics() throws Exception {
        ScriptedHost host = host(OK);
        List<String> names =
                IntStream.range(0, 60).mapToObj(i -> "h" + i + ".test").toList();
        Metrics metrics = new Metrics();
        OutgoingClient client = new OutgoingClient(
                new OutgoingSettings(PATIENCE, PATIENCE, names, List.of()), always("127.0.0.1"), metrics);
        opened.add(client);
        assertThat(reason(client, get("https://inward.test/"))).isEqualTo(Reason.FORBIDDEN);
        for (String name : names) {
            client.send(get("http://" + name + ":" + host.port() + "/secret-path?code=secret"));
        }
        assertThat(metrics.text())
                .contains("_count{host=\"h0.test\",outcome=\"2xx\",purpose=\"test\"} 1\n")
                .contains("_count{host=\"other\",outcome=\"2xx\",purpose=\"test\"} 10\n")
                .contains("_count{host=\"other\",outcome=\"forbidden\",purpose=\"test\"} 1\n")
                .doesNotContain("inward", "secret", "h59.test");
    }

    @Test
    void closingEndsWhatIsStillAsked() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        ScriptedHost silent = new ScriptedHost((head, out) -> {
            asked.countDown();
            never.await();
        });
        opened.add(silent);
        OutgoingClient client = client("slow.test");
        BlockingQueue<Reason> outcomes = new LinkedBlockingQueue<>();
        Thread.startVirtualThread(() -> outcomes.add(reason(client, get("http://slow.test:" + silent.port() + "/"))));
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        client.close();
        assertThat(outcomes.poll(10, TimeUnit.SECONDS)).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void aNameServerThatDoesNotAnswerHoldsNobodyBeyondTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        NameResolver hangs = name -> {
            try {
                never.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(name);
        };
        OutgoingClient client = client(hangs, Duration.ofMillis(100));
        for (int i = 0; i < 20; i++) {
            assertThat(reason(client, get("https://hangs.test/"))).isEqualTo(Reason.TIMEOUT);
        }
        never.countDown();
    }
}
