package dev.gatehouse.testing;

import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;

/** A client of one server. It never changes: {@link #bearer} and its like give another that sends that too. */
public final class Api {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String base;
    private final Map<String, String> headers;

    Api(int port) {
        this("http://127.0.0.1:" + port, Map.of());
    }

    /** A client of whatever listens on this port of this machine. */
    public static Api at(int port) {
        return new Api(port);
    }

    private Api(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /** The port that it speaks to. */
    public int port() {
        return URI.create(base).getPort();
    }

    /** Sends this access token. */
    public Api bearer(String token) {
        return with("authorization", "Bearer " + token);
    }

    /** Sends this header, in place of one of the same name. */
    public Api with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Api(base, more);
    }

    /** Sends this cookie beside those that are sent already. */
    public Api cookie(String name, String value) {
        String before = headers.get("cookie");
        String cookie = name + "=" + value;
        return with("cookie", before == null ? cookie : before + "; " + cookie);
    }

    /** Comes from this address; believed only where {@code proxy.trusted} names 127.0.0.1. */
    public Api from(String address) {
        return with("x-forwarded-for", address);
    }

    public Reply get(String path) {
        return send("GET", path);
    }

    /** Without a body. */
    public Reply post(String path) {
        return send("POST", path);
    }

    /** With a JSON body: a map, a record, or any value that Jackson writes. */
    public Reply post(String path, Object json) {
        return json("POST", path, json);
    }

    public Reply patch(String path, Object json) {
        return json("PATCH", path, json);
    }

    public Reply put(String path, Object json) {
        return json("PUT", path, json);
    }

    public Reply delete(String path) {
        return send("DELETE", path);
    }

    /** Posts a form of names and values in turn. */
    public Reply form(String path, String... namesAndValues) {
        StringJoiner form = new StringJoiner("&");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.add(URLEncoder.encode(namesAndValues[i], StandardCharsets.UTF_8) + "="
                    + URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        byte[] body = form.toString().getBytes(StandardCharsets.UTF_8);
        return send("POST", path, "application/x-www-form-urlencoded", body);
    }

    /** Any method, without a body. */
    public Reply send(String method, String path) {
        return answer(request(path).method(method, BodyPublishers.noBody()).build());
    }

    /** Any method with any body. */
    public Reply send(String method, String path, String contentType, byte[] body) {
        return answer(request(path)
                .header("content-type", contentType)
                .method(method, BodyPublishers.ofByteArray(body))
                .build());
    }

    /** Asks without waiting, such as for a long poll. */
    public CompletableFuture<Reply> getLater(String path) {
        return CLIENT.sendAsync(request(path).GET().build(), BodyHandlers.ofByteArray())
                .thenApply(Reply::of);
    }

    private Reply json(String method, String path, Object json) {
        return send(method, path, "application/json", Json.bytes(json));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        headers.forEach(request::header);
        return request;
    }

    private static Reply answer(HttpRequest request) {
        try {
            return Reply.of(CLIENT.send(request, BodyHandlers.ofByteArray()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
