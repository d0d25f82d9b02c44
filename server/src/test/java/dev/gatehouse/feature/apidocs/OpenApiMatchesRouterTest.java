package dev.gatehouse.feature.apidocs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What is described is what is served, in development, where everything is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiMatchesRouterTest {
    private static final Pattern NAME_IN_PATH = Pattern.compile("\\{([^}]+)}");
    private static final Set<String> CODES = codes(ErrorCode.values());
    private static final Set<String> LIMITED = Set.of(
            "/auth/login",
            "/login",
            "/token",
            "/oauth2/token",
            "/auth/refresh",
            "/auth/signup",
            "/users/signup",
            "/auth/forgot-password",
            "/auth/reset-password",
            "/auth/magic-link",
            "/auth/email-code");

    private final TestDatabase database = TestDatabases.sqlite();
    private TestServer server;
    private JsonNode description;

    @BeforeAll
    void describe() {
        server = TestServer.dev(database);
        description = server.api().get("/openapi.json").expect(200).json();
    }

    @AfterAll
    void stop() {
        server.close();
        database.close();
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() {
        Set<String> described = new TreeSet<>();
        description.path("paths").forEachEntry((path, item) -> item.propertyNames().stream()
                .filter(OpenApiMatchesRouterTest::isMethod)
                .forEach(method -> described.add(method + " " + path)));
        assertThat(described).isEqualTo(served());
    }

    @Test
    void noPieceDescribesARouteThatIsNotThere() throws IOException {
        List<String> pieces = new ArrayList<>(ApiDocsRoom.PIECES);
        pieces.add("/openapi/tasks.json");
        pieces.add("/openapi/mocks.json");
        for (String piece : pieces) {
            try (InputStream in = ApiDocsRoom.class.getResourceAsStream(piece)) {
                Json.read(Objects.requireNonNull(in).readAllBytes())
                        .path("paths")
                        .forEachEntry((path, item) -> item.propertyNames().stream()
                                .filter(OpenApiMatchesRouterTest::isMethod)
                                .forEach(
                                        method -> assertThat(served()).as(piece).contains(method + " " + path)));
            }
        }
    }

    @Test
    void pathsDescribeTheirNames() {
        for (Route route : server.routes().all()) {
            Set<String> inPattern = new TreeSet<>();
            Matcher names = NAME_IN_PATH.matcher(route.pattern());
            while (names.find()) {
                inPattern.add(names.group(1));
            }
            Set<String> described = new TreeSet<>();
            JsonNode item = description.path("paths").path(route.pattern());
            for (JsonNode list :
                    List.of(item.path("parameters"), operation(route).path("parameters"))) {
                for (JsonNode parameter : list) {
                    if (parameter.path("in").asString("").equals("path")) {
                        assertThat(parameter.path("required").asBoolean()).isTrue();
                        described.add(parameter.path("name").asString());
                    }
                }
            }
            assertThat(described).as(route.toString()).isEqualTo(inPattern);
        }
    }

    @Test
    void whoMayCallIsSaid() {
        for (Route route : server.routes().all()) {
            JsonNode operation = operation(route);
            JsonNode security = operation.path("security");
            assertThat(security.isArray()).as(route.toString()).isTrue();
            boolean anybody =
                    security.isEmpty() || security.valueStream().anyMatch(way -> way.isObject() && way.isEmpty());
            assertThat(anybody).as(route.toString()).isEqualTo(route.access() instanceof Access.Open);
            security.forEach(way -> way.propertyNames().forEach(scheme -> assertThat(description
                            .path("components")
                            .path("securitySchemes")
                            .has(scheme))
                    .as(route + " " + scheme)
                    .isTrue()));
            String permission = route.access() instanceof Access.Requires(String needed) ? needed : null;
            assertThat(operation.path("x-permission").asString(null))
                    .as(route.toString())
                    .isEqualTo(permission);
            if (permission != null) {
                assertThat(operation.path("description").asString("")).contains("`" + permission + "`");
            }
        }
    }

    @Test
    void everyRefusalIsDescribedWithItsCode() {
        for (Route route : server.routes().all()) {
            Set<String> described = codesOf(route);
            assertThat(CODES).as(route.toString()).containsAll(described);
            assertThat(described).as(route.toString()).containsAll(mandatory(route));
            assertThat(operation(route).path("responses").has("default")).isTrue();
        }
    }

    @Test
    void examplesOfRefusalsAreRefusals() {
        for (Route route : server.routes().all()) {
            operation(route).path("responses").forEachEntry((status, response) -> response.path("content")
                    .forEachEntry((type, content) -> content.path("examples").forEachEntry((code, example) -> {
                        JsonNode value = example.path("value");
                        boolean problem = route.errors() == Errors.PROBLEM;
                        assertThat(type).isEqualTo(problem ? "application/problem+json" : "application/json");
                        assertThat(value.path("error").asString("")).isNotEmpty();
                        if (problem) {
                            assertThat(value.path("error").asString()).isEqualTo(code);
                            assertThat(value.path("status").asString()).isEqualTo(status);
                        }
                    })));
        }
    }

    @Test
    void theDocumentIsWellFormed() {
        assertThat(description.path("openapi").asString("")).startsWith("3.1.");
        assertThat(description.path("info").path("title").asString("")).isNotBlank();
        assertThat(description.path("info").path("version").asString("")).isNotBlank();
        assertThat(description.at("/servers/0/url").asString("")).isEqualTo(TestServer.PUBLIC_URL);
        Set<String> tags = new HashSet<>();
        description.path("tags").forEach(tag -> tags.add(tag.path("name").asString()));
        Set<String> ids = new HashSet<>();
        for (Route route : server.routes().all()) {
            JsonNode operation = operation(route);
            assertThat(ids.add(operation.path("operationId").asString("")))
                    .as(route.toString())
                    .isTrue();
            assertThat(operation.path("summary").asString(""))
                    .as(route.toString())
                    .isNotBlank();
            assertThat(operation.path("tags").valueStream().map(JsonNode::asString))
                    .as(route.toString())
                    .isNotEmpty()
                    .isSubsetOf(tags);
            assertThat(operation.has("x-errors")).isFalse();
            operation.path("responses").forEachEntry((status, response) -> {
                assertThat(status).matches("default|[1-5]\\d\\d");
                assertThat(response.has("$ref")
                                || !response.path("description").asString("").isBlank())
                        .as(route + " " + status)
                        .isTrue();
            });
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        Set<String> references = new TreeSet<>();
        collect(description, references);
        for (String reference : references) {
            assertThat(reference).startsWith("#/");
            assertThat(description.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        description.path("components").path("schemas").propertyNames().forEach(schema -> assertThat(references)
                .contains("#/components/schemas/" + schema));
    }

    @Test
    void itIsKeptByThoseWhoHaveIt() {
        Reply first = server.api().get("/openapi.json").expect(200);
        String tag = Objects.requireNonNull(first.header("etag"));
        server.api().with("if-none-match", tag).get("/openapi.json").expect(304);
    }

    @Test
    void everyFileThatThePageNamesIsThere() {
        String page = server.api().get("/docs").expect(200).body();
        Matcher files = Pattern.compile("/docs/[a-z.-]+").matcher(page);
        Set<String> named = new TreeSet<>();
        while (files.find()) {
            named.add(files.group());
        }
        assertThat(named).hasSize(4);
        for (String file : named) {
            Reply plain = server.api().get(file).expect(200);
            Reply compressed =
                    server.api().with("accept-encoding", "gzip").get(file).expect(200);
            assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
            assertThat(plain.header("content-encoding")).isNull();
            assertThat(plain.body()).isNotBlank();
            server.api()
                    .with("accept-encoding", "gzip")
                    .with("if-none-match", Objects.requireNonNull(compressed.header("etag")))
                    .get(file)
                    .expect(304);
        }
        server.api().get("/docs/index.html").expectProblem(404, "not_found");
    }

    @Test
    void whatSettingsTakeAwayIsNotDescribed() {
        try (TestDatabase own = TestDatabases.sqlite();
                TestServer serve = TestServer.on(own, "oauth.password_grant=false")) {
            JsonNode less = serve.api().get("/openapi.json").expect(200).json();
            assertThat(less.path("paths").propertyNames())
                    .contains("/users/me", "/oauth2/token")
                    .doesNotContain("/token", "/docs", "/tasks");
            assertThat(less.path("components").path("securitySchemes").propertyNames())
                    .containsExactly("bearer", "cookie");
            assertThat(less.toString()).doesNotContain("{\"password\":[]}", "Sample API", "\"Report\"");
            serve.api().get("/docs").expectProblem(404, "not_found");
        }
    }

    private Set<String> mandatory(Route route) {
        Set<String> codes = new TreeSet<>();
        if (!(route.access() instanceof Access.Open)) {
            codes.addAll(codes(ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN));
        }
        if (route.access() instanceof Access.Requires) {
            codes.addAll(codes(ErrorCode.INSUFFICIENT_PERMISSIONS));
        }
        if (operation(route).has("requestBody")) {
            codes.addAll(
                    codes(ErrorCode.VALIDATION_FAILED, ErrorCode.UNSUPPORTED_MEDIA_TYPE, ErrorCode.BODY_TOO_LARGE));
        }
        if (route.method() == Method.POST && LIMITED.contains(route.pattern())) {
            codes.addAll(codes(ErrorCode.TOO_MANY_REQUESTS));
        }
        return codes;
    }

    private Set<String> codesOf(Route route) {
        Set<String> codes = new TreeSet<>();
        operation(route).path("responses").forEach(response -> response.path("content")
                .forEach(content -> codes.addAll(content.path("examples").propertyNames())));
        return codes;
    }

    private JsonNode operation(Route route) {
        return description
                .path("paths")
                .path(route.pattern())
                .path(route.method().lowerCase());
    }

    private Set<String> served() {
        Set<String> served = new TreeSet<>();
        server.routes().all().forEach(route -> served.add(route.method().lowerCase() + " " + route.pattern()));
        return served;
    }

    private static void collect(JsonNode node, Set<String> references) {
        if (node.path("$ref").isString()) {
            references.add(node.path("$ref").stringValue());
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            collect(entry.getValue(), references);
        }
        if (node.isArray()) {
            node.forEach(element -> collect(element, references));
        }
    }

    private static boolean isMethod(String name) {
        return !name.equals("parameters");
    }

    private static Set<String> codes(ErrorCode... all) {
        Set<String> codes = new TreeSet<>();
        for (ErrorCode code : all) {
            codes.add(code.code());
        }
        return codes;
    }
}
