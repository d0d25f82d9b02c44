package dev.gatehouse.platform.http;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.NotAuthenticated;
import dev.gatehouse.guard.Permissions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on a free port with routes of the test's own, and a client for it. */
final class TestServer implements AutoCloseable {
    static final URI PUBLIC = URI.create("https://id.example.org");
    private static final JsonMapper MAPPER = new JsonMapper();

    final HttpServer server;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestServer(HttpServer server) {
        this.server = server;
    }

    static TestServer serving(Consumer<Routes> routes) throws IOException {
        return serving(UnaryOperator.identity(), routes);
    }

    static TestServer serving(UnaryOperator<HttpSettings> change, Consumer<Routes> add) throws IOException {
        Routes routes = new Routes(TestServer::caller);
        add.accept(routes);
        HttpSettings settings = change.apply(HttpSettings.of(PUBLIC).listeningOn("127.0.0.1", 0));
        return new TestServer(HttpServer.start(settings, routes));
    }

    static HttpSettings speakingHttp2(HttpSettings settings) {
        return new HttpSettings(
                settings.host(),
                settings.port(),
                settings.publicUrl(),
                settings.bodyLimit(),
                settings.headerLimit(),
                settings.inFlight(),
                settings.waiting(),
                settings.patience(),
                settings.drain(),
                settings.trustedProxies(),
                settings.corsOrigins(),
                true);
    }

    /** {@code Bearer good} may read users; any other token is bad. */
    static AuthContext caller(Request request) {
        String header = request.header("authorization");
        if (header == null) {
            throw new NotAuthenticated();
        }
        if (!header.equals("Bearer good")) {
            throw new InvalidToken("not the good one");
        }
        return new AuthContext(
                "ada",
                "t1",
                null,
                null,
                Set.of(),
                Set.of(),
                Permissions.of(List.of("read:users")),
                "password",
                "local",
                List.of(),
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(at(path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(to(path));
    }

    HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
        return send(to(path).header("content-type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> postJson(String path, String body) throws IOException, InterruptedException {
        return post(path, "application/json", body);
    }

    static JsonNode json(HttpResponse<String> response) {
        return MAPPER.readTree(response.body());
    }

    Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Sends these characters as they are; all that comes back until the server closes. */
    String raw(String text) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(readAll(socket.getInputStream()), StandardCharsets.UTF_8);
        }
    }

    /** The status of a GET for exactly this request target. */
    int statusOf(String target) throws IOException {
        return status(raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    }

    static int status(String response) {
        return Integer.parseInt(response.substring(9, 12));
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toByteArray();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
