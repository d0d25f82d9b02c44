package dev.gatehouse.examples.tasks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.guard.NotAuthenticated;
import dev.gatehouse.guard.TrustedKeys;
import dev.gatehouse.platform.http.HttpServer;
import dev.gatehouse.platform.http.HttpSettings;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** The sample API on a free port, and a client that signs its own tokens. */
final class SampleServer implements AutoCloseable {
    /** An answer, read whole. */
    record Reply(int status, String body, HttpResponse<String> whole) {
        JsonNode json() {
            return Json.read(body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        String text(String name) {
            return json().path(name).asString();
        }

        List<String> fields() {
            return json().path("errors")
                    .valueStream()
                    .map(error -> error.path("field").asString())
                    .toList();
        }
    }

    private static final String ISSUER = "https://id.example.com";
    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

    private final ECKey key = key();
    private final HttpClient client = HttpClient.newHttpClient();
    private final SampleApi sample;
    private final HttpServer server;
    /** Subjects whose tokens are revoked. */
    final Set<String> revoked = ConcurrentHashMap.newKeySet();
    /** How many guards were made. */
    final AtomicInteger guards = new AtomicInteger();

    SampleServer() throws IOException {
        Routes routes = new Routes(request -> {
            throw new NotAuthenticated();
        });
        sample = new SampleApi(this::guard, InstantSource.fixed(NOW));
        sample.addTo(routes);
        server = HttpServer.start(HttpSettings.of(URI.create(ISSUER)).listeningOn("127.0.0.1", 0), routes);
    }

    private Guard guard() {
        guards.incrementAndGet();
        return Guard.builder()
                .issuer(ISSUER)
                .audience(ISSUER)
                .keys(new TrustedKeys(List.of(key.toPublicJWK()), null))
                .revocations(caller -> revoked.contains(caller.subject()))
                .clock(InstantSource.fixed(NOW))
                .build();
    }

    /** A good access token. */
    String token(String subject, String... permissions) {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(ISSUER)
                .subject(subject)
                .jwtID("token-of-" + subject)
                .claim("client_id", "first-party")
                .claim("permissions", List.of(permissions))
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(900)))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID())
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return token.serialize();
    }

    Reply get(String path, String token) throws IOException, InterruptedException {
        return send("GET", path, token, "");
    }

    Reply post(String path, String token, String json) throws IOException, InterruptedException {
        return send("POST", path, token, json);
    }

    Reply patch(String path, String token, String json) throws IOException, InterruptedException {
        return send("PATCH", path, token, json);
    }

    Reply delete(String path, String token) throws IOException, InterruptedException {
        return send("DELETE", path, token, "");
    }

    /** An empty token sends none. */
    Reply send(String method, String path, String token, String json) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        if (!json.isEmpty()) {
            request.header("content-type", "application/json");
        }
        if (!token.isEmpty()) {
            request.header("authorization", "Bearer " + token);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.body(), response);
    }

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the sample, while its routes still answer. */
    void endSample() {
        sample.close();
    }

    @Override
    public void close() {
        sample.close();
        client.close();
        server.close();
    }
}
