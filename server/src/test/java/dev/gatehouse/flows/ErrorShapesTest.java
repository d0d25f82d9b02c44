package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

class ErrorShapesTest {
    private static final int LIMIT = 64 * 1024;

    @OnEveryServer
    void unknownPathsAre404(TestServer server) {
        for (String path : List.of("/nothing", "/auth", "/auth/login/", "/users/me/x", "/AUTH/LOGIN")) {
            server.api().get(path).expectProblem(404, "not_found");
        }
    }

    @OnEveryServer
    void aWrongMethodSaysWhichAreRight(TestServer server) {
        assertThat(server.api()
                        .get("/auth/login")
                        .expectProblem(405, "method_not_allowed")
                        .header("allow"))
                .contains("POST")
                .doesNotContain("GET");
        Reply users = server.api().send("DELETE", "/users").expectProblem(405, "method_not_allowed");
        assertThat(users.header("allow")).contains("GET");
        Reply one = server.api().put("/users/x", Map.of()).expectProblem(405, "method_not_allowed");
        assertThat(one.header("allow")).contains("GET").contains("PATCH").contains("DELETE");
    }

    @OnEveryServer
    void aBodyOverTheLimitIs413(TestServer server) {
        String padding = "x".repeat(LIMIT);
        server.api().post("/auth/signup", Map.of("username", padding)).expectProblem(413, "body_too_large");
        Reply form = server.api()
                .form("/token", "username", padding, "password", "x")
                .expect(413);
        assertThat(form.text("error")).isEqualTo("invalid_request");
        byte[] fits = ("{\"username\":\"ada\",\"password\":\"x\"" + " ".repeat(LIMIT - 33) + "}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(fits).hasSize(LIMIT);
        server.api().send("POST", "/auth/login", "application/json", fits).expectProblem(401, "invalid_credentials");
    }

    @OnEveryServer
    void anotherContentTypeIs415(TestServer server) {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense")) {
            Reply reply = json(server, type, "{\"username\":\"ada\",\"password\":\"x\"}");
            assertThat(reply.expectProblem(415, "unsupported_media_type").text("detail"))
                    .contains("JSON");
        }
        json(server, "application/json; charset=utf-8", "{\"username\":\"ada\",\"password\":\"x\"}")
                .expect(401);
    }

    @OnEveryServer
    void whatIsNotWellFormedJsonIs400(TestServer server) {
        for (String body : List.of(
                "",
                "{",
                "{\"username\":}",
                "nonsense",
                "{\"username\":\"ada\",}",
                "{'username':'ada'}",
                "{\"username\":\"ada\"} trailing",
                "\u0000",
                "[".repeat(10_000))) {
            json(server, "application/json", body).expectProblem(400, "malformed_json");
        }
        byte[] latin = "{\"username\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
        server.api().send("POST", "/auth/login", "application/json", latin).expectProblem(400, "malformed_json");
    }

    @OnEveryServer
    void aKeyThatIsThereTwiceIsNamed(TestServer server) {
        Reply twice =
                json(server, "application/json", "{\"username\":\"ada\",\"username\":\"eve\",\"password\":\"x\"}");
        assertThat(twice.expectProblem(400, "malformed_json").text("detail")).contains("username");
    }

    @OnEveryServer
    void wrongTypesAreNamedAndNeverA500(TestServer server) {
        Tokens admin = server.admin();
        for (String body : List.of("[]", "null", "7", "\"text\"", "true")) {
            json(server, "application/json", body).expect(422);
        }
        for (Object odd : List.of(7, true, List.of("a"), Map.of("a", 1), "a\u0000b", "\ud800")) {
            server.api()
                    .post("/auth/signup", Map.of("username", odd, "email", odd, "name", odd, "password", "x"))
                    .expectInvalid("username", "email", "name", "password");
            admin.api().patch("/users/" + admin.id(), Map.of("name", odd)).expectInvalid("name");
        }
        admin.api().patch("/users/" + admin.id(), Map.of("roles", "admin")).expectInvalid("roles");
        admin.api().patch("/users/" + admin.id(), Map.of("end_sessions", "yes")).expectInvalid("end_sessions");
    }

    @OnEveryServer
    void anUnknownFieldDoesNoHarm(TestServer server) {
        String name = TestServer.freshName("ada");
        Map<String, Object> body =
                Map.of("username", name, "password", TestServer.PASSWORD, "favourite", Map.of("colour", List.of(1)));
        server.api().post("/auth/signup", body).expect(201);
    }

    @OnEveryServer
    void everyAnswerHasARequestIdAndIsNotSniffed(TestServer server) {
        for (Reply reply :
                List.of(server.api().get("/health/live"), server.api().get("/nothing"))) {
            assertThat(reply.header("x-request-id")).isNotBlank();
            assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
        }
    }

    @OnEveryServer
    void healthIsUpAndReady(TestServer server) {
        assertThat(server.api().get("/health/live").expect(200).text("status")).isNotBlank();
        assertThat(server.api().get("/health/ready").expect(200).text("status")).isNotBlank();
    }

    private static Reply json(TestServer server, String type, String body) {
        return server.api().send("POST", "/auth/login", type, body.getBytes(StandardCharsets.UTF_8));
    }
}
