package dev.gatehouse.feature.apidocs;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.json.Json;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Describes refusals by what the router really answers, so that status, body and headers cannot differ from it. */
final class Refusals {
    private static final Duration SOME_TIME = Duration.ofSeconds(30);
    private static final Map<String, String> HEADERS =
            Map.of("retry-after", "Retry-After", "www-authenticate", "WWW-Authenticate");

    private Refusals() {}

    /** The {@code responses} for these codes, by status, each code with its example. */
    static Map<String, ObjectNode> of(Collection<ErrorCode> codes, Errors style) {
        Map<String, ObjectNode> byStatus = new TreeMap<>();
        for (ErrorCode code : codes) {
            Response answer = style.answer(example(code));
            ObjectNode response =
                    byStatus.computeIfAbsent(Integer.toString(answer.status()), status -> empty(answer, style));
            describe(response, code);
            String type = Objects.requireNonNull(answer.header("content-type"));
            ObjectNode example =
                    ((ObjectNode) response.path("content").path(type).path("examples")).putObject(code.code());
            example.put("summary", code.sentence());
            example.set("value", Json.read(answer.body()));
        }
        return byStatus;
    }

    private static void describe(ObjectNode response, ErrorCode code) {
        Set<String> sentences = new LinkedHashSet<>();
        String before = response.path("description").asString();
        if (!before.isEmpty()) {
            sentences.add(before);
        }
        sentences.add("`" + code.code() + "`: " + code.sentence());
        response.put("description", String.join("\n\n", sentences));
    }

    private static ObjectNode empty(Response answer, Errors style) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("description", "");
        HEADERS.forEach((header, component) -> {
            if (answer.header(header) != null) {
                response.withObjectProperty("headers")
                        .putObject(component)
                        .put("$ref", "#/components/headers/" + component);
            }
        });
        ObjectNode content =
                response.putObject("content").putObject(Objects.requireNonNull(answer.header("content-type")));
        String schema = style == Errors.OAUTH ? "OAuthError" : "Problem";
        content.putObject("schema").put("$ref", "#/components/schemas/" + schema);
        content.putObject("examples");
        return response;
    }

    private static Problem example(ErrorCode code) {
        return switch (code) {
            case VALIDATION_FAILED -> Problem.invalid("name_of_the_field", "This is required.");
            case TOO_MANY_REQUESTS, BUSY -> Problem.retryLater(code, SOME_TIME);
            default -> Problem.of(code);
        };
    }
}
