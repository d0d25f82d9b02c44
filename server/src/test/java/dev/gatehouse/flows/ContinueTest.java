package dev.gatehouse.flows;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.Map;

/** Nobody's browser opens a session at an application because of a page that its owner only looks at. */
class ContinueTest {
    private static final String THERE = "/sign-in?delivery=cookie&state=xyz&return_to=" + FRONT_END;

    private static long sessions(ProviderWorld world) {
        return world.server()
                .database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM sessions", row -> row.number("n")))
                .orElseThrow();
    }

    private static Surfer signedIn(ProviderWorld world) {
        world.server()
                .api()
                .post("/auth/signup", Map.of("username", "grace", "password", TestServer.PASSWORD))
                .expect(201);
        Surfer grace = world.surfer();
        Reply page = grace.get("/sign-in");
        grace.post(
                        "/sign-in",
                        "flow",
                        Surfer.hidden(page, "flow"),
                        "identifier",
                        "grace",
                        "password",
                        TestServer.PASSWORD)
                .expect(303);
        return grace;
    }

    @OnEveryDatabase
    void aPageElsewhereOnlyGetsAQuestionAsked(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer grace = signedIn(world);
            long before = sessions(world);
            for (String site : new String[] {"cross-site", "same-site"}) {
                for (String path : new String[] {THERE, THERE.replace("sign-in", "sign-up")}) {
                    Reply asked =
                            grace.api().with("sec-fetch-site", site).get(path).expect(200);
                    assertThat(asked.body()).contains("grace").contains("/sign-in/continue");
                }
            }
            assertThat(sessions(world)).isEqualTo(before);
            Reply asked = grace.api().with("sec-fetch-site", "cross-site").get(THERE);
            Reply gone = grace.post("/sign-in/continue", "flow", Surfer.hidden(asked, "flow"))
                    .expect(303);
            assertThat(gone.header("location")).isEqualTo(FRONT_END + "?state=xyz");
            assertThat(sessions(world)).isEqualTo(before + 1);
        }
    }

    @OnEveryDatabase
    void aClickAndTheAddressBarLeadOnAtOnce(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer grace = signedIn(world);
            grace.api().with("sec-fetch-site", "none").get(THERE).expect(303);
            grace.api()
                    .with("sec-fetch-site", "cross-site")
                    .with("sec-fetch-user", "?1")
                    .get(THERE)
                    .expect(303);
            Reply own = grace.api()
                    .with("sec-fetch-site", "cross-site")
                    .get("/sign-in")
                    .expect(303);
            assertThat(own.header("location")).isEqualTo("/account");
        }
    }

    @OnEveryDatabase
    void onlyWhoWasAskedGoesOn(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer grace = signedIn(world);
            String flow = Surfer.hidden(
                    grace.api().with("sec-fetch-site", "cross-site").get(THERE), "flow");
            world.surfer().post("/sign-in/continue", "flow", flow).expect(410);
            String nobody = Surfer.hidden(grace.get("/sign-in?prompt=login"), "flow");
            grace.post("/sign-in/continue", "flow", nobody).expect(410);
            grace.api()
                    .with("sec-fetch-site", "cross-site")
                    .form("/sign-in/continue", "flow", flow)
                    .expect(403);
            grace.post("/sign-out").expect(200);
            long before = sessions(world);
            grace.post("/sign-in/continue", "flow", flow).expect(410);
            assertThat(sessions(world)).isEqualTo(before);
        }
    }
}
