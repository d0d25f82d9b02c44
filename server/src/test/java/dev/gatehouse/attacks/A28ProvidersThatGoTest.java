package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Row A28 for what came in by a provider that is turned off. */
class A28ProvidersThatGoTest {
    @OnEveryDatabase
    void aSessionIsNotRenewedOnceItsProviderIsOffInTheSettings(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            List<Surfer> people = List.of(world.surfer(), world.surfer());
            for (Surfer one : people) {
                one.come(world.google(), Person.ADA, "").expect(303);
            }
            server.restart("providers.google.enabled=off");
            for (Surfer one : people) {
                String refresh = Objects.requireNonNull(one.cookies().get("gatehouse_refresh"));
                server.api()
                        .post("/auth/refresh", Map.of("refresh_token", refresh))
                        .expect(401);
                String access = Objects.requireNonNull(one.cookies().get("gatehouse_access"));
                server.api().bearer(access).post("/auth/refresh").expect(401);
                server.api().bearer(access).get("/users/me").expect(401);
            }
            people.getFirst().get("/sign-in?return_to=" + FRONT_END).expect(200);
            assertThat(people.getFirst().get("/account").expect(303).header("location"))
                    .isEqualTo("/sign-in");
            Reply gone = world.surfer().get("/auth/google");
            assertThat(gone.status()).isEqualTo(404);
            assertThat(server.api()
                            .get("/auth/providers")
                            .expect(200)
                            .at("providers")
                            .size())
                    .isEqualTo(1);
        }
    }
}
