package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CapacityTest {
    private static final int BOUND = 3;

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(BOUND);

    private static HttpSettings bounds(HttpSettings settings, Duration patience, Duration drain) {
        return new HttpSettings(
                settings.host(),
                0,
                settings.publicUrl(),
                65_536,
                16_384,
                BOUND,
                BOUND,
                patience,
                drain,
                Set.of(),
                Set.of(),
                false);
    }

    private TestServer serving(Duration patience, Duration drain) throws IOException {
        return TestServer.serving(settings -> bounds(settings, patience, drain), routes -> {
            Handler waits = request -> {
                begun.countDown();
                release.await();
                return Response.text(200, "done");
            };
            routes.open(Method.GET, "/slow", waits);
            routes.waiting().open(Method.GET, "/poll", waits);
            routes.open(
                    Method.GET,
                    "/quick",
                    request -> Response.text(200, Thread.currentThread().isVirtual() + ""));
            routes.open(Method.POST, "/quick", request -> Response.noContent());
        });
    }

    private static List<CompletableFuture<HttpResponse<String>>> begin(TestServer server, String path, int count) {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(server.client.sendAsync(server.to(path).build(), HttpResponse.BodyHandlers.ofString()));
        }
        return all;
    }

    @Test
    void requestsBeyondTheBoundAreToldToComeBack() throws Exception {
        try (TestServer server = serving(Duration.ofSeconds(30), Duration.ofSeconds(5))) {
            var slow = begin(server, "/slow", BOUND);
            begun.await();
            HttpResponse<String> refused = server.get("/quick");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).contains("1");
            assertThat(TestServer.json(refused).path("error").stringValue()).isEqualTo("busy");
            release.countDown();
            for (var one : slow) {
                assertThat(one.join().body()).isEqualTo("done");
            }
            assertThat(server.get("/quick").body()).isEqualTo("true");
        }
    }

    @Test
    void requestsThatWaitAreCountedApart() throws Exception {
        try (TestServer server = serving(Duration.ofSeconds(30), Duration.ofSeconds(5))) {
            var polls = begin(server, "/poll", BOUND);
            begun.await();
            assertThat(server.get("/quick").statusCode()).isEqualTo(200);
            assertThat(server.get("/poll").statusCode()).isEqualTo(503);
            release.countDown();
            for (var one : polls) {
                assertThat(one.join().statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void closingFinishesWhatBeganAndTakesNothingNew() throws Exception {
        TestServer server = serving(Duration.ofSeconds(30), Duration.ofSeconds(20));
        try (Socket idle = server.connect()) {
            var slow = begin(server, "/slow", BOUND);
            begun.await();
            int port = server.server.port();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server.server::close);
            awaitRefusal(port);
            assertThat(closing).isNotDone();
            assertThat(idle.getInputStream().readAllBytes()).isEmpty();
            release.countDown();
            for (var one : slow) {
                assertThat(one.join().body()).isEqualTo("done");
            }
            closing.get(10, TimeUnit.SECONDS);
        } finally {
            server.client.close();
        }
    }

    @Test
    void closingWakesThoseThatWaitAndIsBounded() throws Exception {
        TestServer server = serving(Duration.ofSeconds(30), Duration.ofMillis(200));
        var polls = begin(server, "/poll", 1);
        var slow = begin(server, "/slow", BOUND - 1);
        begun.await();
        CompletableFuture.runAsync(server.server::close).get(10, TimeUnit.SECONDS);
        polls.addAll(slow);
        for (var one : polls) {
            assertThat(one.handle((response, failed) -> response == null || response.statusCode() == 503)
                            .join())
                    .isTrue();
        }
        server.client.close();
    }

    @Test
    void aClientThatDripsIsLetGo() throws Exception {
        try (TestServer server = serving(Duration.ofMillis(300), Duration.ofSeconds(5))) {
            for (String start :
                    new String[] {"", "GET /quick HT", "POST /quick HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"
                    }) {
                try (Socket socket = server.connect()) {
                    socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
                    assertThat(socket.getInputStream().readAllBytes()).isEmpty();
                }
            }
        }
    }

    @Test
    void dropsOfAHeaderDoNotProlongTheWait() throws Exception {
        try (TestServer server = serving(Duration.ofMillis(300), Duration.ofSeconds(5));
                Socket socket = server.connect()) {
            socket.getOutputStream().write("GET /quick HTTP/1.1\r\nX: ".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(20);
            long began = System.nanoTime();
            assertThatThrownBy(() -> {
                        while (true) {
                            socket.getOutputStream().write('x');
                            try {
                                if (socket.getInputStream().read() < 0) {
                                    throw new IOException("closed");
                                }
                            } catch (java.net.SocketTimeoutException e) {
                                assertThat(System.nanoTime() - began)
                                        .isLessThan(Duration.ofSeconds(10).toNanos());
                            }
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRequestThatIsHandledIsNotIdle() throws Exception {
        try (TestServer server = serving(Duration.ofMillis(100), Duration.ofSeconds(5))) {
            var slow = begin(server, "/slow", 1);
            try (Socket other = server.connect()) {
                assertThat(other.getInputStream().readAllBytes()).isEmpty();
            }
            try (Socket other = server.connect()) {
                assertThat(other.getInputStream().readAllBytes()).isEmpty();
            }
            release.countDown();
            assertThat(slow.getFirst().join().body()).isEqualTo("done");
        }
    }

    @Test
    void aPortThatIsTakenStopsTheStart() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            HttpSettings settings = HttpSettings.of(TestServer.PUBLIC).listeningOn("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> HttpServer.start(settings, new Routes(TestServer::caller)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
    }

    private static void awaitRefusal(int port) {
        while (true) {
            try (Socket socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(5_000);
                socket.getOutputStream()
                        .write("GET /quick HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                int first = socket.getInputStream().read();
                if (first < 0) {
                    return;
                }
                String rest = new String(socket.getInputStream().readNBytes(11), StandardCharsets.US_ASCII);
                if (rest.endsWith("503")) {
                    return;
                }
            } catch (IOException refused) {
                return;
            }
        }
    }
}
