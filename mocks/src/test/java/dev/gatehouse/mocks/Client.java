package dev.gatehouse.mocks;

import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A client of a mock provider, by hand: it can also send what no client should. */
final class Client {
    static final URI CALLBACK = URI.create("https://app.example.org/callback");
    static final String VERIFIER = "v".repeat(43);

    private final HttpClient http = HttpClient.newHttpClient();
    private final MockProvider provider;

    Client(MockProvider provider) {
        this.provider = provider;
    }

    /** What a good authorization request says; {@code others} replace and, where empty, remove. */
    URI authorizationUrl(String scope, String... others) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", provider.clientId());
        parameters.put("redirect_uri", CALLBACK.toString());
        parameters.put("scope", scope);
        parameters.put("state", "the-state");
        parameters.put("nonce", "the-nonce");
        parameters.put("code_challenge", Authorization.sha256(VERIFIER));
        parameters.put("code_challenge_method", "S256");
        return URI.create(provider.authorizationEndpoint() + "?" + form(with(parameters, others)));
    }

    /** Redeems a code as a good client does; {@code others} replace and, where empty, remove. */
    HttpResponse<String> redeem(String code, String... others) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", CALLBACK.toString());
        form.put("client_id", provider.clientId());
        form.put("client_secret", provider.clientSecret());
        form.put("code_verifier", VERIFIER);
        return token(with(form, others));
    }

    HttpResponse<String> token(Map<String, String> form) {
        return send(HttpRequest.newBuilder(provider.tokenEndpoint())
                .header("accept", "application/json")
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form(form))));
    }

    HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri));
    }

    HttpResponse<String> get(URI uri, String bearer) {
        return send(HttpRequest.newBuilder(uri).header("authorization", "Bearer " + bearer));
    }

    HttpResponse<String> post(URI uri, String form) {
        return send(HttpRequest.newBuilder(uri)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Somebody's tokens, honestly. */
    JsonNode tokens(String scope, Person person) {
        Answer answer = provider.approve(authorizationUrl(scope), person);
        HttpResponse<String> reply = redeem(answer.code());
        if (reply.statusCode() != 200) {
            throw new IllegalStateException(reply.body());
        }
        return Json.read(reply.body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> with(Map<String, String> parameters, String... others) {
        for (int i = 0; i < others.length; i += 2) {
            if (others[i + 1].isEmpty()) {
                parameters.remove(others[i]);
            } else {
                parameters.put(others[i], others[i + 1]);
            }
        }
        return parameters;
    }

    static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
