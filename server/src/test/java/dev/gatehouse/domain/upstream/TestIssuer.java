package dev.gatehouse.domain.upstream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import dev.gatehouse.testing.TestClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A provider of which a test says every answer: a path's status and JSON, changed at any time. */
final class TestIssuer implements AutoCloseable {
    static final URI CALLBACK = URI.create("https://auth.example.com/auth/id/callback");
    static final String DISCOVERY = "/.well-known/openid-configuration";

    /** A request that came. */
    record Asked(
            String path,
            Map<String, String> form,
            @Nullable String authorization,
            @Nullable String accept) {}

    private record Reply(int status, String json) {}

    final TestClock clock = new TestClock();
    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final String base;
    final Upstream upstream;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final HttpServer http;
    private final OutgoingClient outgoing;
    private List<Pen> pens;

    TestIssuer(Pen... pens) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::answer);
        http.start();
        String host = "localhost:" + http.getAddress().getPort();
        base = "http://" + host;
        Duration patience = Duration.ofSeconds(30);
        outgoing =
                new OutgoingClient(new OutgoingSettings(patience, patience, List.of(host), List.of()), new Metrics());
        upstream = new Upstream(new Upstream.Needs(outgoing, clock, new SecureRandom()));
        this.pens = List.of(pens);
        reply(DISCOVERY, metadata());
        publish(pens);
        reply("/user/info", Map.of("sub", "somebody"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
        asked.add(new Asked(
                path,
                form(body),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Accept")));
        Reply reply = replies.getOrDefault(path, new Reply(404, "{}"));
        byte[] json = reply.json().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(reply.status(), json.length);
        exchange.getResponseBody().write(json);
        exchange.close();
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : body.isEmpty() ? new String[0] : body.split("&")) {
            String[] two = pair.split("=", 2);
            form.put(two[0], URLDecoder.decode(two[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", base);
        metadata.put("authorization_endpoint", base + "/authorize?tenant=1");
        metadata.put("token_endpoint", base + "/token");
        metadata.put("userinfo_endpoint", base + "/user/info");
        metadata.put("jwks_uri", base + "/keys");
        return metadata;
    }

    void metadata(String name, @Nullable Object value) {
        Map<String, Object> metadata = metadata();
        metadata.put(name, value);
        reply(DISCOVERY, metadata);
    }

    void publish(Pen... published) {
        pens = List.of(published);
        reply("/keys", Map.of("keys", pens.stream().map(Pen::published).toList()));
    }

    void reply(String path, Object json) {
        replies.put(path, new Reply(200, Json.text(json)));
    }

    void reply(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
    }

    /** How often a path was asked. */
    int count(String path) {
        return (int) asked.stream().filter(one -> one.path().equals(path)).count();
    }

    Asked last(String path) {
        return asked.stream().filter(one -> one.path().equals(path)).toList().getLast();
    }

    Provider provider() {
        return TestProvider.openIdConnect(base).provider();
    }

    /** Claims of a good ID token for this nonce. */
    Map<String, Object> claims(String nonce) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", base);
        claims.put("aud", TestProvider.CLIENT);
        claims.put("sub", "somebody");
        claims.put("nonce", nonce);
        claims.put("iat", now);
        claims.put("exp", now + 300);
        claims.put("email", "somebody@example.com");
        claims.put("email_verified", true);
        claims.put("name", "Some Body");
        return claims;
    }

    /** A sign-in with these claims more. */
    ProvenIdentity signIn(Provider provider, Map<String, Object> more) throws UpstreamFailure {
        return signIn(provider, pens.getFirst(), more);
    }

    ProvenIdentity signIn(Provider provider, Pen pen, Map<String, Object> more) throws UpstreamFailure {
        Upstream.Secrets secrets = upstream.prepare();
        Map<String, Object> claims = claims(secrets.nonce());
        more.forEach((name, value) -> {
            if (value.equals("")) {
                claims.remove(name);
            } else {
                claims.put(name, value);
            }
        });
        reply("/token", Map.of("access_token", "the-token", "token_type", "Bearer", "id_token", pen.write(claims)));
        return upstream.redeem(provider, CALLBACK, callback("the-code"), secrets);
    }

    static Upstream.Callback callback(String code) {
        return new Upstream.Callback(code, "the-state", null, null, null, null);
    }

    /** The query of an address. */
    static Map<String, String> query(URI uri) {
        return form(uri.getRawQuery());
    }

    /** Runs the same at once on many threads. */
    void atOnce(int threads, Work work) throws Exception {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            all.add(Thread.startVirtualThread(() -> {
                try {
                    work.run();
                } catch (Exception e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new UncheckedIOException(new IOException(failures.getFirst()));
        }
    }

    interface Work {
        void run() throws Exception;
    }

    @Override
    public void close() {
        outgoing.close();
        http.stop(0);
    }
}
