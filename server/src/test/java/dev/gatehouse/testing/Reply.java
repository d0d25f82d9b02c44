package dev.gatehouse.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer, read whole. */
public record Reply(String asked, int status, HttpHeaders headers, byte[] bytes) {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static Reply of(HttpResponse<byte[]> response) {
        String asked = response.request().method() + " " + response.request().uri();
        return new Reply(asked, response.statusCode(), response.headers(), response.body());
    }

    /** The same answer; fails unless it has this status. */
    public Reply expect(int expected) {
        assertThat(status).as(this::toString).isEqualTo(expected);
        return this;
    }

    /** The same answer; fails unless it is a problem (RFC 9457) with this status and code. */
    public Reply expectProblem(int expected, String code) {
        expect(expected);
        assertThat(header("content-type")).as(asked).isEqualTo("application/problem+json");
        assertThat(text("error")).as(this::toString).isEqualTo(code);
        assertThat(json().path("status").asInt()).as(asked).isEqualTo(expected);
        assertThat(text("type")).as(asked).isNotBlank();
        assertThat(text("title")).as(asked).isNotBlank();
        assertThat(text("detail")).as(asked).isNotBlank();
        return this;
    }

    /** The same answer; fails unless it is 422 that names exactly these fields. */
    public Reply expectInvalid(String... fields) {
        expectProblem(422, "validation_failed");
        assertThat(fieldErrors().keySet()).as(this::toString).containsExactlyInAnyOrder(fields);
        return this;
    }

    /** The messages of a 422 by field, in order. */
    public Map<String, List<String>> fieldErrors() {
        Map<String, List<String>> byField = new LinkedHashMap<>();
        for (JsonNode error : json().path("errors")) {
            byField.computeIfAbsent(error.path("field").stringValue(), field -> new ArrayList<>())
                    .add(error.path("message").stringValue());
        }
        return byField;
    }

    public String body() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The body as JSON, of any size: the server's own bounds are for what it is sent. */
    public JsonNode json() {
        return MAPPER.readTree(bytes);
    }

    /** A text of the JSON body by its path, such as {@code user.id}; null where it is not there or null. */
    public @Nullable String text(String path) {
        JsonNode node = at(path);
        return node.isMissingNode() || node.isNull() ? null : node.asString();
    }

    /** A value of the JSON body by its path, such as {@code user.roles}. */
    public JsonNode at(String path) {
        JsonNode node = json();
        for (String step : path.split("\\.")) {
            node = node.path(step);
        }
        return node;
    }

    /** The texts of an array in the JSON body. */
    public List<String> texts(String path) {
        return at(path).valueStream().map(JsonNode::asString).toList();
    }

    /** The keys of the JSON body. */
    public List<String> keys() {
        return List.copyOf(json().propertyNames());
    }

    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /** The names of all headers, sorted. */
    public TreeSet<String> headerNames() {
        return new TreeSet<>(headers.map().keySet());
    }

    /** Every {@code Set-Cookie} by the cookie's name, as sent. */
    public Map<String, String> setCookies() {
        Map<String, String> cookies = new LinkedHashMap<>();
        headers.allValues("set-cookie").forEach(line -> cookies.put(line.substring(0, line.indexOf('=')), line));
        return cookies;
    }

    /** The value of a cookie that was set. */
    public String cookie(String name) {
        assertThat(setCookies()).containsKey(name);
        String line = setCookies().getOrDefault(name, "");
        String rest = line.substring(name.length() + 1);
        return rest.contains(";") ? rest.substring(0, rest.indexOf(';')) : rest;
    }

    @Override
    public String toString() {
        return asked + " answered " + status + " " + body();
    }
}
