package dev.gatehouse.flows;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import java.util.Map;
import java.util.Objects;

class ProviderSignInTest {
    @OnEveryDatabase
    void somebodyUnknownGetsAnAccountAndIsSignedIn(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            Reply account = ada.signIn(world.google(), Person.ADA).expect(200);
            assertThat(account.body()).contains("ada@example.com");
            Reply status = ada.asProgram().get("/auth/status").expect(200);
            assertThat(status.text("provider")).isEqualTo("google");
            assertThat(status.text("auth_method")).isEqualTo("oauth");
            assertThat(status.at("is_oauth").booleanValue()).isTrue();
            assertThat(status.at("user.email_verified").booleanValue()).isTrue();
            assertThat(status.texts("permissions")).contains("oauth_linked", "read:users");
        }
    }

    @OnEveryDatabase
    void aFrontEndFetchesTheTokensForItsCode(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            Reply back = ada.come(world.github(), Person.ADA, "?return_to=" + FRONT_END + "&state=xyz");
            assertThat(back.header("location")).startsWith(FRONT_END + "?code=");
            assertThat(Surfer.parameter(back, "state")).isEqualTo("xyz");
            String code = Objects.requireNonNull(Surfer.parameter(back, "code"));
            Reply tokens = world.server()
                    .api()
                    .post("/auth/exchange", Map.of("code", code))
                    .expect(200);
            Reply me = world.server()
                    .api()
                    .bearer(Objects.requireNonNull(tokens.text("access_token")))
                    .get("/users/me")
                    .expect(200);
            assertThat(me.text("email")).isEqualTo("ada@example.com");
            world.server().api().post("/auth/exchange", Map.of("code", code)).expectProblem(400, "invalid_grant");
        }
    }

    @OnEveryDatabase
    void theSameAddressIsProvedAndLinkedInOneStep(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            world.server()
                    .api()
                    .post("/auth/signup", Map.of("email", "ada@example.com", "password", "seven brown otters"))
                    .expect(201);
            Surfer ada = world.surfer();
            Reply page = ada.signIn(world.google(), Person.ADA).expect(200);
            assertThat(page.body()).contains("ada@example.com").contains("name=\"password\"");
            String flow = Surfer.hidden(page, "flow");
            ada.post("/sign-in/link", "flow", flow, "choice", "link", "password", "a wrong one")
                    .expect(401);
            Reply done = ada.follow(
                            ada.post("/sign-in/link", "flow", flow, "choice", "link", "password", "seven brown otters"))
                    .expect(200);
            assertThat(done.body()).contains("Google");
            Reply links = ada.asProgram().get("/auth/links").expect(200);
            assertThat(links.at("links").get(0).path("provider").stringValue()).isEqualTo("google");
            assertThat(links.at("password").booleanValue()).isTrue();
        }
    }
}
