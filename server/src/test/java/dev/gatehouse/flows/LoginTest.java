package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

class LoginTest {
    private static final String PASSWORD = TestServer.PASSWORD;

    @OnEveryServer
    void bothPathsAnswerWithTokensAndTheAccount(TestServer server) {
        String name = TestServer.freshName("ada");
        String id = server.signUp(name);
        for (String path : List.of("/auth/login", "/login")) {
            Reply reply = server.api()
                    .post(path, Map.of("username", name, "password", PASSWORD))
                    .expect(200);
            assertThat(reply.keys())
                    .containsExactlyInAnyOrder(
                            "access_token", "refresh_token", "token_type", "expires_in", "message", "user");
            assertThat(reply.text("token_type")).isEqualTo("Bearer");
            assertThat(reply.at("expires_in").intValue()).isEqualTo(900);
            assertThat(reply.text("message")).isEqualTo("Login successful");
            assertThat(reply.text("user.id")).isEqualTo(id);
            assertThat(reply.text("refresh_token")).hasSizeGreaterThanOrEqualTo(43);
            assertThat(reply.header("cache-control")).contains("no-store");
            assertThat(reply.setCookies()).isEmpty();
        }
    }

    @OnEveryServer
    void eachFieldTakesANameOrAnAddressHoweverItIsWritten(TestServer server) {
        String name = TestServer.freshName("grace");
        String email = name + "@example.com";
        server.api()
                .post("/auth/signup", Map.of("username", name, "email", email, "password", PASSWORD))
                .expect(201);
        for (String field : List.of("username", "email", "identifier")) {
            for (String typed :
                    List.of(name, email, name.toUpperCase(Locale.ROOT), email.toUpperCase(Locale.ROOT), " " + name)) {
                server.api()
                        .post("/auth/login", Map.of(field, typed, "password", PASSWORD))
                        .expect(200);
            }
        }
    }

    @OnEveryServer
    void aWrongPasswordAndAnUnknownAccountReadTheSame(TestServer server) {
        String name = server.person().name();
        Tokens disabled = server.person();
        server.admin()
                .api()
                .patch("/users/" + disabled.id(), Map.of("status", "disabled"))
                .expect(200);

        Reply wrong = login(server, name, "not the right one");
        wrong.expectProblem(401, "invalid_credentials");
        assertThat(wrong.text("detail")).isEqualTo("Incorrect email or password");
        List<Reply> others = List.of(
                login(server, "nobody-at-all", "not the right one"),
                login(server, "nobody@example.com", PASSWORD),
                login(server, "no name\u202e at all", PASSWORD),
                login(server, disabled.name(), PASSWORD),
                login(server, disabled.name(), "not the right one"));
        for (Reply other : others) {
            assertThat(other.status()).isEqualTo(401);
            assertThat(other.bytes()).isEqualTo(wrong.bytes());
            assertThat(other.headerNames()).isEqualTo(wrong.headerNames());
            assertThat(other.header("www-authenticate")).isEqualTo(wrong.header("www-authenticate"));
        }
    }

    @OnEveryServer
    void aPasswordIsTakenAsItIsHoweverItsAccentsAreTyped(TestServer server) {
        String name = TestServer.freshName("accent");
        String password = "  Käse und Öl ";
        server.api()
                .post("/auth/signup", Map.of("username", name, "password", password))
                .expect(201);
        login(server, name, password).expect(200);
        login(server, name, Normalizer.normalize(password, Normalizer.Form.NFD)).expect(200);
        login(server, name, password.strip()).expect(401);
        login(server, name, password.toLowerCase(Locale.ROOT)).expect(401);
        server.api().form("/token", "username", name, "password", password).expect(200);
    }

    @OnEveryServer
    void whatIsMissingOrIllTypedIsNamed(TestServer server) {
        server.api().post("/auth/login", Map.of()).expectInvalid("username", "password");
        server.api().post("/auth/login", Map.of("username", "ada")).expectInvalid("password");
        server.api()
                .post("/auth/login", Map.of("username", List.of("ada"), "password", 7))
                .expectInvalid("username", "password");
        server.api()
                .post("/auth/login", Map.of("username", "ada", "password", PASSWORD, "delivery", "pigeon"))
                .expectInvalid("delivery");
    }

    @OnEveryServer
    void everySignInIsASessionOfItsOwn(TestServer server) {
        String name = TestServer.freshName("twice");
        server.signUp(name);
        Tokens one = server.signIn(name);
        Tokens other = server.signIn(name);
        assertThat(one.access()).isNotEqualTo(other.access());
        assertThat(one.refresh()).isNotEqualTo(other.refresh());
        one.api().post("/auth/logout").expect(204);
        other.api().get("/users/me").expect(200);
    }

    private static Reply login(TestServer server, String name, String password) {
        return server.api().post("/auth/login", Map.of("username", name, "password", password));
    }
}
