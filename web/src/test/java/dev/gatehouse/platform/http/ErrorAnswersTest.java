package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ErrorAnswersTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.serving(routes -> {
            routes.guarded(Method.GET, "/me", (request, caller) -> Response.noContent());
            routes.guarded(Method.GET, "/admin", "admin:all", (request, caller) -> Response.noContent());
            routes.open(Method.GET, "/broken", request -> {
                throw new IllegalStateException("the password is hunter2");
            });
            routes.open(Method.GET, "/overflow", request -> {
                throw new StackOverflowError("deep");
            });
            routes.open(Method.GET, "/limited", request -> {
                throw Problem.retryLater(ErrorCode.TOO_MANY_REQUESTS, Duration.ofMillis(1_001))
                        .with(Map.of("RateLimit", "\"login\";r=0;t=2"))
                        .because("login:ada");
            });
            routes.open(Method.GET, "/wrong", request -> {
                throw Problem.of(ErrorCode.INVALID_CREDENTIALS).because("no such account");
            });
            Routes oauth = routes.refusing(Errors.OAUTH);
            oauth.open(Method.GET, "/oauth/wrong", request -> {
                throw Problem.of(ErrorCode.INVALID_CREDENTIALS);
            });
            oauth.open(Method.GET, "/oauth/invalid", request -> {
                throw Problem.invalid(List.of(new Problem.FieldError("us\"er", "This is required.")));
            });
            oauth.open(Method.GET, "/oauth/broken", request -> {
                throw new java.io.IOException("secret");
            });
            routes.open(Method.GET, "/torn", request -> {
                throw Problem.of(ErrorCode.CONFLICT).with(Map.of("X", "a\r\nb"));
            });
            routes.open(
                    Method.GET, "/unwritable", request -> Response.noContent().withHeader("bad name", "x"));
            routes.knownBy(request -> {
                        throw new IllegalStateException("the check broke");
                    })
                    .guarded(Method.GET, "/unchecked", (request, caller) -> Response.text(200, "in"));
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aProblemHasOneShape() throws Exception {
        HttpResponse<String> response = server.get("/wrong");
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(response.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"Incorrect email or password\",\"error\":\"invalid_credentials\"}");
        assertThat(challenge(response)).isEqualTo("Bearer realm=\"gatehouse\"");
    }

    @Test
    void aMissingTokenIsNotABadOne() throws Exception {
        HttpResponse<String> missing = server.get("/me");
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(challenge(missing)).isEqualTo("Bearer realm=\"gatehouse\"");
        assertThat(detail(missing)).isEqualTo("Not authenticated");

        HttpResponse<String> bad = server.send(server.to("/me").header("authorization", "Bearer bad"));
        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(challenge(bad)).startsWith("Bearer realm=\"gatehouse\", error=\"invalid_token\"");
        assertThat(detail(bad)).isEqualTo("Could not validate credentials");
        assertThat(TestServer.json(bad).path("error").stringValue()).isEqualTo("invalid_token");
        assertThat(bad.body()).doesNotContain("good one");
    }

    @Test
    void aLackingPermissionIsNamed() throws Exception {
        HttpResponse<String> response = server.send(server.to("/admin").header("authorization", "Bearer good"));
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(detail(response)).contains("admin:all");
        assertThat(TestServer.json(response).path("error").stringValue()).isEqualTo("insufficient_permissions");
        assertThat(challenge(response)).contains("error=\"insufficient_scope\"");
    }

    @Test
    void whatNobodyExpectedTellsNothingButItsId() throws Exception {
        for (String path : new String[] {"/broken", "/overflow", "/unchecked", "/oauth/broken", "/torn"}) {
            HttpResponse<String> response = server.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(500);
            assertThat(TestServer.json(response).path("error").stringValue()).isEqualTo("server_error");
            String id = response.headers().firstValue("x-request-id").orElseThrow();
            assertThat(response.body())
                    .contains(id)
                    .doesNotContain("hunter2", "Exception", "deep", "the check broke", "secret");
        }
    }

    @Test
    void anAnswerThatCannotBeWrittenClosesTheConnection() throws Exception {
        assertThat(server.raw("GET /unwritable HTTP/1.1\r\nHost: x\r\n\r\n")).isEmpty();
    }

    @Test
    void aRefusalThatEndsSaysWhen() throws Exception {
        HttpResponse<String> response = server.get("/limited");
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).contains("2");
        assertThat(response.headers().firstValue("ratelimit")).contains("\"login\";r=0;t=2");
        assertThat(response.body()).doesNotContain("login:ada");
    }

    @Test
    void oauthRoutesRefuseAsTheirRfcHasIt() throws Exception {
        HttpResponse<String> wrong = server.get("/oauth/wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(challenge(wrong)).isEqualTo("Bearer realm=\"gatehouse\"");
        JsonNode body = TestServer.json(wrong);
        assertThat(body.propertyNames()).containsExactly("error", "error_description");
        assertThat(body.path("error").stringValue()).isEqualTo("invalid_grant");

        HttpResponse<String> invalid = server.get("/oauth/invalid");
        assertThat(invalid.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(invalid).path("error").stringValue()).isEqualTo("invalid_request");
        assertThat(TestServer.json(invalid).path("error_description").stringValue())
                .isEqualTo("us'er: This is required.");
    }

    private static String challenge(HttpResponse<String> response) {
        return response.headers().firstValue("www-authenticate").orElse("");
    }

    private static String detail(HttpResponse<String> response) {
        return TestServer.json(response).path("detail").stringValue();
    }
}
