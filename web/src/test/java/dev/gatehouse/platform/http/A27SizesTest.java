package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.json.Json;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Row A27: every size has a limit, and what passes it is answered before work is done. */
class A27SizesTest {
    private static final int LIMIT = 64 * 1024;
    private static final AtomicInteger REACHED = new AtomicInteger();
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.serving(TestServer::speakingHttp2, routes -> {
            routes.open(Method.POST, "/length", request -> {
                REACHED.incrementAndGet();
                return Response.text(200, Integer.toString(request.body().length));
            });
            routes.open(Method.POST, "/json", request -> {
                Fields fields = request.json();
                fields.optionalNumber("n", 0, 100);
                fields.check();
                return Response.noContent();
            });
            routes.open(Method.POST, "/form", request -> {
                request.form();
                return Response.noContent();
            });
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void bodiesAreTakenUpToTheLimit() throws Exception {
        assertThat(length(LIMIT - 1).body()).isEqualTo("65535");
        assertThat(length(LIMIT).body()).isEqualTo("65536");
        assertThat(length(0).body()).isEqualTo("0");
        int before = REACHED.get();
        HttpResponse<String> response = length(LIMIT + 1);
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestServer.json(response).path("error").stringValue()).isEqualTo("body_too_large");
        assertThat(REACHED).hasValue(before);
    }

    @Test
    void aBodyOfUnknownLengthIsCountedAsItComes() throws Exception {
        for (int size : new int[] {LIMIT, LIMIT + 1, 4 * LIMIT}) {
            HttpRequest.Builder request = server.to("/length")
                    .POST(HttpRequest.BodyPublishers.ofInputStream(
                            () -> new java.io.ByteArrayInputStream(new byte[size])));
            assertThat(server.send(request).statusCode()).isEqualTo(size > LIMIT ? 413 : 200);
        }
    }

    @Test
    void anAnnouncedLengthIsAnsweredBeforeTheBody() throws Exception {
        for (String length : new String[] {"65537", "99999999999", "9223372036854775807"}) {
            try (Socket socket = server.connect()) {
                socket.getOutputStream()
                        .write(("POST /length HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + length
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(line(socket.getInputStream())).as(length).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
            }
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws Exception {
        try (Socket socket = server.connect()) {
            socket.getOutputStream()
                    .write("POST /length HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(line(socket.getInputStream())).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(line(socket.getInputStream())).isEmpty();
            socket.getOutputStream().write("ab".getBytes(StandardCharsets.US_ASCII));
            assertThat(line(socket.getInputStream())).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void nothingIsTakenFromAConnectionAfterARefusedBody() throws Exception {
        int before = REACHED.get();
        String answer = server.raw("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n"
                + "x".repeat(70_000) + "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        assertThat(TestServer.status(answer)).isEqualTo(413);
        assertThat(answer.toLowerCase(java.util.Locale.ROOT)).contains("connection: close");
        assertThat(REACHED).hasValue(before);
    }

    @Test
    void onHttp2ARefusedBodyLeavesTheConnectionAlone() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int size : new int[] {10, LIMIT + 1, 10}) {
                HttpRequest request = server.to("/length")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[size]))
                        .build();
                int status = client.send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode();
                assertThat(status).isEqualTo(size > LIMIT ? 413 : 200);
            }
        }
    }

    @Test
    void headersAreTakenUpToTheLimit() throws Exception {
        assertThat(withHeader(12_000)).isEqualTo(200);
        assertThat(withHeader(17_000)).isEqualTo(431);
        String many = IntStream.range(0, 2_000)
                .mapToObj(i -> "X" + i + ": yyyyyy\r\n")
                .collect(Collectors.joining());
        String answer = server.raw("POST /length HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + many + "\r\n");
        assertThat(TestServer.status(answer)).isEqualTo(431);
        assertThat(server.statusOf("/" + "a".repeat(9_000))).isIn(400, 414);
        assertThat(server.statusOf("/a".repeat(40))).isEqualTo(400);
    }

    @Test
    void headersThatAreNoneAreRefused() throws Exception {
        for (String bad : new String[] {"No colon", "Bad name: x", "X\u0001: y", "X: a\u0000b", ": x", "X : y"}) {
            String answer = server.raw("POST /length HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + bad + "\r\n\r\n");
            assertThat(TestServer.status(answer)).as(bad).isEqualTo(400);
        }
    }

    @Test
    void jsonIsBoundedInDepthNumbersNamesAndCount() throws Exception {
        assertThat(json("{\"a\":" + "[".repeat(Json.MAX_DEPTH - 1) + "]".repeat(Json.MAX_DEPTH - 1) + "}"))
                .isEqualTo(204);
        assertThat(json("{\"a\":" + "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH) + "}"))
                .isEqualTo(400);
        assertThat(json("[".repeat(60_000))).isEqualTo(400);
        assertThat(json("{\"x\":" + "1".repeat(Json.MAX_NUMBER) + "}")).isEqualTo(204);
        assertThat(json("{\"x\":" + "1".repeat(Json.MAX_NUMBER + 1) + "}")).isEqualTo(400);
        assertThat(json("{\"" + "n".repeat(300) + "\":1}")).isEqualTo(400);
        assertThat(json("{\"x\":[" + "1,".repeat(25_000) + "1]}")).isEqualTo(400);
        for (String huge :
                new String[] {"1e999999999", "-1e999999999", "1e-999999999", "99999999999999999999", "1.5"}) {
            assertThat(json("{\"n\":" + huge + "}")).as(huge).isEqualTo(422);
        }
    }

    @Test
    void formsAreBoundedInCount() throws Exception {
        assertThat(form(200)).isEqualTo(204);
        assertThat(form(201)).isEqualTo(400);
    }

    private static int form(int parameters) throws Exception {
        String body =
                IntStream.range(0, parameters).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));
        return server.post("/form", "application/x-www-form-urlencoded", body).statusCode();
    }

    private static int json(String body) throws Exception {
        return server.postJson("/json", body).statusCode();
    }

    private static HttpResponse<String> length(int size) throws Exception {
        return server.send(server.to("/length").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[size])));
    }

    private static int withHeader(int size) throws Exception {
        return TestServer.status(server.raw(
                "POST /length HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: " + "y".repeat(size) + "\r\n\r\n"));
    }

    private static String line(InputStream in) throws Exception {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }
}
