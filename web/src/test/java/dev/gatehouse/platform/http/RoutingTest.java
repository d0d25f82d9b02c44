package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static final AtomicInteger REACHED = new AtomicInteger();
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = TestServer.serving(TestServer::speakingHttp2, routes -> {
            routes.open(Method.GET, "/", request -> Response.text(200, "root"));
            routes.open(Method.GET, "/users/me", request -> Response.text(200, "me"));
            routes.open(Method.GET, "/users/{id}", request -> Response.text(200, "user " + request.pathValue("id")));
            routes.open(Method.DELETE, "/users/{name}", request -> Response.noContent());
            routes.open(Method.POST, "/users/me/{part}/x", request -> Response.noContent());
            routes.open(Method.GET, "/users/{id}/pets", request -> Response.text(200, "pets"));
            routes.guarded(Method.GET, "/status", (request, caller) -> Response.text(200, caller.subject()));
            routes.guarded(Method.GET, "/allowed", "read:users", (request, caller) -> Response.noContent());
            routes.guarded(Method.GET, "/forbidden", "write:users", (request, caller) -> {
                REACHED.incrementAndGet();
                return Response.noContent();
            });
        });
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void exactSegmentsWinOverNames() throws Exception {
        assertThat(server.get("/").body()).isEqualTo("root");
        assertThat(server.get("/users/me").body()).isEqualTo("me");
        assertThat(server.get("/users/42").body()).isEqualTo("user 42");
        assertThat(server.get("/users/read%3Ausers").body()).isEqualTo("user read:users");
        assertThat(server.get("/users/J%C3%BCrgen%20S").body()).isEqualTo("user Jürgen S");
        assertThat(server.get("/users/me/pets").body()).isEqualTo("pets");
    }

    @Test
    void unknownPathsAreProblems() throws Exception {
        for (String path : new String[] {"/nothing", "/users", "/users/", "/users/1/", "/users/1/2/3", "/Users/me"}) {
            HttpResponse<String> response = server.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(TestServer.json(response).path("error").stringValue()).isEqualTo("not_found");
        }
    }

    @Test
    void wrongMethodsLearnTheRightOnes() throws Exception {
        HttpResponse<String> response = server.postJson("/users/42", "{}");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD, DELETE, OPTIONS");
        assertThat(server.send(server.to("/users/me").DELETE()).statusCode()).isEqualTo(405);
        assertThat(server.send(server.to("/").method("TRACE", HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void optionsNamesTheMethods() throws Exception {
        HttpResponse<String> response =
                server.send(server.to("/users/42").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD, DELETE, OPTIONS");
        assertThat(response.headers().firstValue("access-control-allow-methods"))
                .isEmpty();
    }

    @Test
    void headIsGetWithoutItsBody() throws Exception {
        HttpResponse<String> response = server.send(server.to("/users/42").HEAD());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-length")).contains("7");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void accessIsCheckedBeforeTheHandler() throws Exception {
        assertThat(server.get("/status").statusCode()).isEqualTo(401);
        assertThat(server.send(server.to("/status").header("authorization", "Bearer bad"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(server.send(server.to("/status").header("authorization", "Bearer good"))
                        .body())
                .isEqualTo("ada");
        assertThat(server.send(server.to("/allowed").header("authorization", "Bearer good"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.send(server.to("/forbidden").header("authorization", "Bearer good"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(REACHED).hasValue(0);
    }

    @Test
    void http2InCleartextIsServedAfterAnUpgrade() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response =
                        client.send(server.to("/users/42").build(), HttpResponse.BodyHandlers.ofString());
                assertThat(response.body()).isEqualTo("user 42");
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
        }
    }

    @Test
    void http2InCleartextIsNotServedUnlessWanted() throws Exception {
        try (TestServer plain = TestServer.serving(
                        routes -> routes.open(Method.GET, "/", request -> Response.text(200, "root")));
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            HttpResponse<String> response = client.send(plain.to("/").build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.body()).isEqualTo("root");
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    @Test
    void twoRoutesOfOneShapeStopTheStart() {
        Routes routes = new Routes(TestServer::caller);
        routes.open(Method.GET, "/a/{x}", request -> Response.noContent());
        routes.open(Method.GET, "/a/{y}", request -> Response.noContent());
        assertThatThrownBy(() -> new Router(routes.all()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/a/{y}");
    }

    @Test
    void patternsAreExactOrNamesAndNothingElse() {
        Routes routes = new Routes(TestServer::caller);
        for (String bad : new String[] {"a", "/a//b", "/a/", "/a/*", "/a/{}", "/{a}/{a}", "/a/..", "/a.{b}", "/a b"}) {
            assertThatThrownBy(() -> routes.open(Method.GET, bad, request -> Response.noContent()))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void allRoutesAreListedInOrderWithTheirAccess() {
        Routes routes = new Routes(TestServer::caller);
        routes.open(Method.GET, "/a", request -> Response.noContent());
        routes.waiting().refusing(Errors.OAUTH).guarded(Method.GET, "/b", (request, caller) -> Response.noContent());
        routes.guarded(Method.PUT, "/c", "write:users", (request, caller) -> Response.noContent());
        assertThat(routes.all()).extracting(Route::toString).containsExactly("GET /a", "GET /b", "PUT /c");
        assertThat(routes.all())
                .extracting(Route::access)
                .containsExactly(new Access.Open(), new Access.SignedIn(), new Access.Requires("write:users"));
        assertThat(routes.all()).extracting(Route::waiting).containsExactly(false, true, false);
        assertThat(routes.all())
                .extracting(Route::errors)
                .containsExactly(Errors.PROBLEM, Errors.OAUTH, Errors.PROBLEM);
    }
}
