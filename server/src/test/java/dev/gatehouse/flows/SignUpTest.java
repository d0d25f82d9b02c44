package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

class SignUpTest {
    private static final String PASSWORD = TestServer.PASSWORD;

    @OnEveryServer
    void aUserNameIsEnough(TestServer server) {
        String name = TestServer.freshName("ada");
        Reply made =
                signUp(server, Map.of("username", name, "password", PASSWORD)).expect(201);
        assertThat(made.keys())
                .contains("id", "username", "email", "email_verified", "roles", "created_at", "message")
                .doesNotContain("password");
        assertThat(made.text("id")).hasSize(36);
        assertThat(made.text("username")).isEqualTo(name);
        assertThat(made.at("email").isNull()).isTrue();
        assertThat(made.at("email_verified").booleanValue()).isFalse();
        assertThat(made.texts("roles")).containsExactly("user");
        assertThat(made.text("created_at")).isEqualTo(server.clock().instant().toString());
        assertThat(made.text("message")).isNotBlank();
    }

    @OnEveryServer
    void anAddressIsEnough(TestServer server) {
        String email = TestServer.freshName("ada") + "@example.com";
        Reply made =
                signUp(server, Map.of("email", email, "password", PASSWORD)).expect(201);
        assertThat(made.at("username").isNull()).isTrue();
        assertThat(made.text("email")).isEqualTo(email);
        assertThat(made.at("email_verified").booleanValue()).isFalse();
    }

    @OnEveryServer
    void bothPathsTakeANameAnAddressAndAFullName(TestServer server) {
        for (String path : List.of("/auth/signup", "/users/signup")) {
            String name = TestServer.freshName("grace");
            Map<String, String> body =
                    Map.of("username", name, "email", name + "@example.com", "password", PASSWORD, "name", "Grace H.");
            Reply made = server.api().post(path, body).expect(201);
            assertThat(made.text("username")).isEqualTo(name);
            assertThat(made.text("email")).isEqualTo(name + "@example.com");
            Reply me = server.signIn(name).api().get("/users/me").expect(200);
            assertThat(me.text("name")).isEqualTo("Grace H.");
        }
    }

    @OnEveryServer
    void aTakenNameOrAddressIsAConflict(TestServer server) {
        String name = TestServer.freshName("taken");
        String email = name + "@example.com";
        signUp(server, Map.of("username", name, "email", email, "password", PASSWORD))
                .expect(201);
        signUp(server, Map.of("username", name, "password", PASSWORD)).expectProblem(409, "account_exists");
        signUp(server, Map.of("email", email, "password", PASSWORD)).expectProblem(409, "account_exists");
        signUp(server, Map.of("username", TestServer.freshName("other"), "email", email, "password", PASSWORD))
                .expectProblem(409, "account_exists");
    }

    @OnEveryServer
    void namesThatDifferInCaseWidthOrLookAreOneName(TestServer server) {
        String name = TestServer.freshName("paypal");
        signUp(server, Map.of("username", name, "password", PASSWORD)).expect(201);
        for (String alike : List.of(
                name.toUpperCase(Locale.ROOT), name.replace("paypal", "ｐａｙｐａｌ"), name.replace("paypal", "PayPal"))) {
            signUp(server, Map.of("username", alike, "password", PASSWORD)).expectProblem(409, "account_exists");
        }
        // Cyrillic letters among Latin ones: refused as they are, or as the name that they look like.
        Reply mixed = signUp(server, Map.of("username", name.replace("paypal", "pаypаl"), "password", PASSWORD));
        assertThat(mixed.status()).isIn(409, 422);
    }

    @OnEveryServer
    void addressesThatDifferInCaseAreOneAddress(TestServer server) {
        String name = TestServer.freshName("mail");
        signUp(server, Map.of("email", name + "@example.com", "password", PASSWORD))
                .expect(201);
        signUp(server, Map.of("email", name.toUpperCase(Locale.ROOT) + "@EXAMPLE.com", "password", PASSWORD))
                .expectProblem(409, "account_exists");
    }

    @OnEveryServer
    void everyFieldThatDoesNotFitIsNamedAtOnce(TestServer server) {
        signUp(server, Map.of("username", "a b", "email", "nonsense", "password", "short"))
                .expectInvalid("username", "email", "password");
        signUp(server, Map.of("username", 5, "password", true)).expectInvalid("username", "password");
        signUp(server, Map.of("username", TestServer.freshName("ada"))).expectInvalid("password");
        signUp(server, Map.of("password", PASSWORD)).expectInvalid("username");
    }

    @OnEveryServer
    void nullsAreNoName(TestServer server) {
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put("username", null);
        body.put("email", null);
        body.put("password", PASSWORD);
        signUp(server, body).expectInvalid("username");
    }

    @OnEveryServer
    void nobodyMakesThemselvesAnAdministrator(TestServer server) {
        String name = TestServer.freshName("eve");
        Map<String, Object> body = Map.of("username", name, "password", PASSWORD, "roles", List.of("admin"));
        assertThat(signUp(server, body).expect(201).texts("roles")).containsExactly("user");
    }

    private static Reply signUp(TestServer server, Map<String, ? extends @Nullable Object> body) {
        return server.api().post("/auth/signup", body);
    }
}
