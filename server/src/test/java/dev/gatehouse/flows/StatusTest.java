package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

class StatusTest {
    @OnEveryServer
    void theStatusSaysWhoHowAndWhat(TestServer server) {
        Tokens ada = server.person();
        Reply status = ada.api().get("/auth/status").expect(200);
        assertThat(status.keys())
                .containsExactlyInAnyOrder(
                        "authenticated",
                        "user",
                        "auth_method",
                        "provider",
                        "is_oauth",
                        "roles",
                        "permissions",
                        "capabilities",
                        "token");
        assertThat(status.at("authenticated").booleanValue()).isTrue();
        assertThat(status.text("user.id")).isEqualTo(ada.id());
        assertThat(status.text("auth_method")).isEqualTo("password");
        assertThat(status.text("provider")).isEqualTo("local");
        assertThat(status.at("is_oauth").booleanValue()).isFalse();
        assertThat(status.texts("roles")).containsExactly("user");
        assertThat(status.texts("permissions"))
                .containsExactlyInAnyOrder("read:users", "read:reports", "write:reports", "delete_own");
        assertThat(status.at("capabilities.read:reports").booleanValue()).isTrue();
        assertThat(status.at("capabilities.write:users").booleanValue()).isFalse();
        assertThat(status.text("token.id")).isNotBlank();
        assertThat(status.text("token.issued_at")).isEqualTo("2026-03-02T09:00:00Z");
        assertThat(status.text("token.expires_at")).isEqualTo("2026-03-02T09:15:00Z");
        assertThat(status.body()).doesNotContain(ada.access()).doesNotContain(ada.refresh());
    }

    @OnEveryServer
    void anAdministratorIsCapableOfEverything(TestServer server) {
        Reply status = server.admin().api().get("/auth/status").expect(200);
        assertThat(status.texts("permissions")).containsExactly("admin:all");
        assertThat(status.at("capabilities").valueStream()).allMatch(capable -> capable.booleanValue());
    }

    @OnEveryServer
    void onesOwnAccountHasExactlyTheseFields(TestServer server) {
        String name = TestServer.freshName("grace");
        server.api()
                .post(
                        "/auth/signup",
                        Map.of(
                                "username",
                                name,
                                "email",
                                name + "@example.com",
                                "password",
                                TestServer.PASSWORD,
                                "name",
                                "Grace"))
                .expect(201);
        Reply me = server.signIn(name).api().get("/users/me").expect(200);
        assertThat(me.keys())
                .containsExactlyInAnyOrder(
                        "id", "username", "email", "email_verified", "name", "picture", "roles", "created_at");
        assertThat(me.text("email")).isEqualTo(name + "@example.com");
        assertThat(me.at("picture").isNull()).isTrue();
    }

    @OnEveryServer
    void aMissingTokenAndABadOneReadDifferently(TestServer server) {
        for (String path : new String[] {"/auth/status", "/users/me"}) {
            Reply missing = server.api().get(path).expectProblem(401, "not_authenticated");
            assertThat(missing.text("detail")).isEqualTo("Not authenticated");
            assertThat(missing.header("www-authenticate")).startsWith("Bearer").doesNotContain("error=");
            Reply bad = server.api().bearer("a.b.c").get(path).expectProblem(401, "invalid_token");
            assertThat(bad.text("detail")).isEqualTo("Could not validate credentials");
            assertThat(bad.header("www-authenticate")).startsWith("Bearer").contains("error=\"invalid_token\"");
        }
    }
}
