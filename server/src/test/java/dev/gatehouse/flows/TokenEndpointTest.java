package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

class TokenEndpointTest {
    private static final String PASSWORD = TestServer.PASSWORD;

    @OnEveryServer
    void aFormWithNameAndPasswordGetsTokensAndNothingElse(TestServer server) {
        String name = TestServer.freshName("ada");
        String email = name + "@example.com";
        server.api()
                .post("/auth/signup", Map.of("username", name, "email", email, "password", PASSWORD))
                .expect(201);
        for (String typed : new String[] {name, email}) {
            Reply bare = server.api().form("/token", "username", typed, "password", PASSWORD);
            Reply granted =
                    server.api().form("/token", "grant_type", "password", "username", typed, "password", PASSWORD);
            for (Reply reply : new Reply[] {bare, granted}) {
                assertThat(reply.expect(200).keys())
                        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token");
                assertThat(reply.text("token_type")).isEqualTo("Bearer");
                assertThat(reply.header("cache-control")).contains("no-store");
                server.tokens(name, reply).api().get("/users/me").expect(200);
            }
        }
    }

    @OnEveryServer
    void wrongCredentialsAre401HereAnd400AtTheStandardAddress(TestServer server) {
        String name = server.person().name();
        for (String who : new String[] {name, "nobody-at-all"}) {
            Reply here = server.api().form("/token", "username", who, "password", "not the right one");
            expectOauth(here, 401, "invalid_grant", "Incorrect email or password");
            assertThat(here.header("www-authenticate")).startsWith("Bearer");
            Reply standard = server.api()
                    .form("/oauth2/token", "grant_type", "password", "username", who, "password", "not the right one");
            expectOauth(standard, 400, "invalid_grant", "Incorrect email or password");
        }
    }

    @OnEveryServer
    void jsonIsToldToComeAsAForm(TestServer server) {
        for (String path : new String[] {"/token", "/oauth2/token"}) {
            Reply reply = server.api().post(path, Map.of("username", "ada", "password", PASSWORD));
            expectOauth(reply, 415, "invalid_request", "form");
        }
    }

    @OnEveryServer
    void otherGrantsAndMissingParametersAreRefusedInTheirOwnWords(TestServer server) {
        expectOauth(
                server.api().form("/oauth2/token", "grant_type", "telepathy"), 400, "unsupported_grant_type", "grant");
        expectOauth(server.api().form("/token", "grant_type", "telepathy"), 400, "unsupported_grant_type", "grant");
        expectOauth(server.api().form("/oauth2/token"), 400, "invalid_request", "grant_type");
        expectOauth(server.api().form("/token", "username", "ada"), 400, "invalid_request", "password");
        expectOauth(
                server.api().form("/token", "username", "ada", "username", "eve", "password", "x"),
                400,
                "invalid_request",
                "username");
    }

    @OnEveryServer
    void aRefreshTokenIsAGrantAtTheStandardAddress(TestServer server) {
        Tokens ada = server.person();
        Reply reply = server.api()
                .form("/oauth2/token", "grant_type", "refresh_token", "refresh_token", ada.refresh())
                .expect(200);
        assertThat(reply.keys()).containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token");
        assertThat(reply.text("refresh_token")).isNotEqualTo(ada.refresh());
        expectOauth(
                server.api().form("/oauth2/token", "grant_type", "refresh_token", "refresh_token", "nonsense"),
                400,
                "invalid_grant",
                "refresh token");
    }

    @OnEveryDatabase
    void switchedOffItIsGone(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "oauth.password_grant=off")) {
            Tokens ada = server.person();
            server.api()
                    .form("/token", "username", ada.name(), "password", PASSWORD)
                    .expectProblem(404, "not_found");
            Reply standard = server.api()
                    .form("/oauth2/token", "grant_type", "password", "username", ada.name(), "password", PASSWORD);
            expectOauth(standard, 400, "unsupported_grant_type", "grant");
            server.api()
                    .form("/oauth2/token", "grant_type", "refresh_token", "refresh_token", ada.refresh())
                    .expect(200);
        }
    }

    static void expectOauth(Reply reply, int status, String error, String description) {
        reply.expect(status);
        assertThat(reply.header("content-type")).startsWith("application/json");
        assertThat(reply.keys()).containsExactlyInAnyOrder("error", "error_description");
        assertThat(reply.text("error")).as(reply.toString()).isEqualTo(error);
        assertThat(reply.text("error_description")).containsIgnoringCase(description);
    }
}
