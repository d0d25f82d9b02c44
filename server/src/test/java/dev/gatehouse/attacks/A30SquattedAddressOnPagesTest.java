package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

/** Row A30, as the people in it see it. */
class A30SquattedAddressOnPagesTest {
    private static final String EMAIL = "ada@example.com";

    @OnEveryDatabase
    void theOwnerGetsInAndTheStrangerIsOut(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens stranger = squat(world);
            Surfer owner = world.surfer();
            Reply page = owner.signIn(world.google(), Person.ADA).expect(200);
            assertThat(page.body()).contains("value=\"disown\"");
            Reply account = owner.follow(
                            owner.post("/sign-in/link", "flow", Surfer.hidden(page, "flow"), "choice", "disown"))
                    .expect(200);
            assertThat(account.body()).contains(EMAIL);
            Reply me = owner.asProgram().get("/users/me").expect(200);
            assertThat(me.text("id")).isNotEqualTo(stranger.id());
            assertThat(me.at("email_verified").booleanValue()).isTrue();

            stranger.api().get("/users/me").expect(401);
            world.server()
                    .api()
                    .post("/auth/refresh", Map.of("refresh_token", stranger.refresh()))
                    .expect(401);
            world.server()
                    .api()
                    .post("/auth/login", Map.of("email", EMAIL, "password", TestServer.PASSWORD))
                    .expect(401);
        }
    }

    /** The stranger's own browser, waiting on the page with the owner's address, gains nothing. */
    @OnEveryDatabase
    void nobodyElseDisowns(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens victim = squat(world);
            Surfer stranger = world.surfer();
            String flow = Surfer.hidden(stranger.visit("/sign-in"), "flow");
            assertThat(stranger.post("/sign-in/link", "flow", flow, "choice", "disown")
                            .expect(303)
                            .header("location"))
                    .startsWith("/sign-in?flow=");
            Reply unverified = stranger.signIn(world.google(), Person.ADA.withEmail(EMAIL, false))
                    .expect(200);
            assertThat(unverified.body()).doesNotContain("disown");
            victim.api().get("/users/me").expect(200);
        }
    }

    private static Tokens squat(ProviderWorld world) {
        world.server()
                .api()
                .post("/auth/signup", Map.of("email", EMAIL, "password", TestServer.PASSWORD))
                .expect(201);
        return world.server()
                .tokens(
                        EMAIL,
                        world.server()
                                .api()
                                .post("/auth/login", Map.of("email", EMAIL, "password", TestServer.PASSWORD))
                                .expect(200));
    }
}
