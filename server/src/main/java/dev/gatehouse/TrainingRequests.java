package dev.gatehouse;

import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The usual requests to a server of this process, often enough that the JVM learns what is done often. */
final class TrainingRequests {
    private static final int ROUNDS = 40;

    /** Read by somebody who is signed in, and by nobody. */
    private static final List<String> PAGES = List.of(
            "/health/ready",
            "/metrics",
            "/oauth2/jwks",
            "/oauth2/revocations",
            "/users/me",
            "/auth/status",
            "/auth/sessions",
            "/users",
            "/roles",
            "/tasks",
            "/",
            "/setup/nothing",
            "/docs",
            "/openapi.json",
            "/nowhere");

    private final String base;
    private final HttpClient client = HttpClient.newHttpClient();

    TrainingRequests(int port) {
        this.base = "http://localhost:" + port;
    }

    void run() throws IOException, InterruptedException {
        Map<String, String> ada = Map.of("username", "ada", "password", TrainCommand.PASSWORD);
        json("/auth/signup", ada, Optional.empty());
        json("/auth/login", Map.of("username", "ada", "password", "wrong"), Optional.empty());
        json("/auth/signup", Map.of("username", 1), Optional.empty());
        form("/token", "username=ada&password=seven+brown+otters");
        JsonNode tokens =
                json("/auth/login", Map.of("username", "admin", "password", TrainCommand.PASSWORD), Optional.empty());
        for (int round = 0; round < ROUNDS; round++) {
            tokens = json(
                    "/auth/refresh",
                    Map.of("refresh_token", tokens.path("refresh_token").asString()),
                    Optional.empty());
            Optional<String> access = Optional.of(tokens.path("access_token").asString());
            for (String page : PAGES) {
                send(request(page, access).GET().build());
            }
            send(request("/users/me", Optional.of("none")).GET().build());
            send(request("/users/me", Optional.empty()).GET().build());
            json("/tasks", Map.of("title", "Train"), access);
        }
        json("/auth/logout", Map.of(), Optional.of(tokens.path("access_token").asString()));
    }

    private JsonNode json(String path, Map<String, ?> body, Optional<String> access)
            throws IOException, InterruptedException {
        HttpRequest request = request(path, access)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        byte[] answer = send(request).body();
        return Json.read(answer.length == 0 ? new byte[] {'{', '}'} : answer);
    }

    private void form(String path, String body) throws IOException, InterruptedException {
        send(request(path, Optional.empty())
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path, Optional<String> access) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        access.ifPresent(token -> request.header("authorization", "Bearer " + token));
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofByteArray());
    }
}
