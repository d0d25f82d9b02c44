package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The documentation of the errors is what the code says. Rewrite it with {@code -Dgatehouse.regenerate=true}. */
class ErrorsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "generated", "errors.md");
    private static final int TOO_MANY_TO_NAME = 8;

    @Test
    void thePageListsTheErrorsAsTheyAre() throws IOException {
        String expected = page(where());
        if (Boolean.getBoolean("gatehouse.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE).hasContent(expected);
    }

    private static String page(TreeMap<String, TreeSet<String>> where) {
        StringBuilder page = new StringBuilder("""
                # Errors

                Made from the code by a test; change the sentences there.

                A refusal is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`, a sentence for a person,
                and `error`, the code below, which stays what it is. With `validation_failed`, `errors` names each field that does
                not fit. Every 401 carries `WWW-Authenticate`, every 429 and 503 `Retry-After`. OAuth endpoints (`/token`,
                `/oauth2/…`) answer with `error` and `error_description` as RFC 6749, section 5.2 has it.

                | code | status | sentence | where |
                | --- | --- | --- | --- |
                """);
        for (ErrorCode code : ErrorCode.values()) {
            TreeSet<String> calls = where.getOrDefault(code.code(), new TreeSet<>());
            String shown = calls.isEmpty()
                    ? "anywhere"
                    : calls.size() > TOO_MANY_TO_NAME ? kind(code) : "`" + String.join("`, `", calls) + "`";
            if (code == ErrorCode.NOT_FOUND) {
                shown = "unknown paths, " + shown;
            }
            page.append("| `%s` | %d | %s | %s |\n".formatted(code.code(), code.status(), code.sentence(), shown));
        }
        return page.toString();
    }

    private static String kind(ErrorCode code) {
        return switch (code) {
            case NOT_AUTHENTICATED, INVALID_TOKEN -> "every guarded call";
            case INSUFFICIENT_PERMISSIONS -> "every call that needs a permission";
            case CROSS_ORIGIN -> "every change by cookie";
            case MALFORMED_JSON, UNSUPPORTED_MEDIA_TYPE, BODY_TOO_LARGE -> "every call with a body";
            case VALIDATION_FAILED, INVALID_REQUEST -> "every call with a body or a query";
            default -> "many calls";
        };
    }

    /** For every code, the calls whose description names it. */
    private static TreeMap<String, TreeSet<String>> where() {
        TreeMap<String, TreeSet<String>> where = new TreeMap<>();
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.on(database)) {
            JsonNode description = server.api().get("/openapi.json").expect(200).json();
            server.routes().all().forEach(route -> {
                JsonNode responses = description
                        .path("paths")
                        .path(route.pattern())
                        .path(route.method().lowerCase())
                        .path("responses");
                for (JsonNode response : responses) {
                    for (JsonNode content : response.path("content")) {
                        for (String code : content.path("examples").propertyNames()) {
                            where.computeIfAbsent(code, none -> new TreeSet<>())
                                    .add(route.method() + " " + route.pattern());
                        }
                    }
                }
            });
        }
        return where;
    }
}
