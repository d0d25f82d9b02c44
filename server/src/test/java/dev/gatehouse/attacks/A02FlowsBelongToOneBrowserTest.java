package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Answer;
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
import tools.jackson.databind.JsonNode;

/** Row A02: what one browser began, no other goes on with; and a session is never one that somebody knew before. */
class A02FlowsBelongToOneBrowserTest {
    private static final String SESSION = "gatehouse_session";
    private static final String KEY = "gatehouse_browser";

    @OnEveryDatabase
    void aFlowOfAnotherBrowserGoesNowhere(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            String name = TestServer.freshName("victim");
            world.server().signUp(name);
            Surfer attacker = world.surfer();
            String flow = Surfer.hidden(attacker.visit("/sign-in").expect(200), "flow");
            Surfer victim = world.surfer();
            victim.visit("/sign-in");
            for (Surfer browser : List.of(victim, world.surfer())) {
                Reply page =
                        browser.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD);
                assertThat(page.status()).isEqualTo(200);
                assertThat(browser.cookies()).doesNotContainKey(SESSION);
                assertThat(Surfer.hidden(page, "flow")).isNotEqualTo(flow);
                assertThat(browser.get("/sign-in/link?flow=" + flow).status()).isEqualTo(410);
                assertThat(browser.get("/auth/google?flow=" + flow).status()).isEqualTo(410);
            }
            attacker.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD)
                    .expect(303);
        }
    }

    /** Whoever sends a victim back with their own code would sign them in as somebody else. */
    @OnEveryDatabase
    void anAnswerOfAnotherBrowsersTripIsRefused(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer attacker = world.surfer();
            Answer answer = world.google().approve(attacker.leave("/auth/google"), Person.EVE);
            Surfer victim = world.surfer();
            victim.visit("/sign-in");
            victim.arrive(answer).expect(410);
            world.surfer().arrive(answer).expect(410);
            world.surfer().asProgram().arrive(answer).expectProblem(410, "flow_expired");
            assertThat(victim.cookies()).doesNotContainKey(SESSION);
            attacker.arrive(answer).expect(303);
        }
    }

    @OnEveryDatabase
    void theSessionIsNewAtEverySignInAndStepUp(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.cookies().put(SESSION, "planted-planted-planted-planted-planted-pla");
            ada.cookies().put(KEY, "planted-planted-planted-planted-planted-pla");
            ada.signIn(world.google(), Person.ADA).expect(200);
            String first = ada.cookies().getOrDefault(SESSION, "");
            assertThat(first).doesNotStartWith("planted").hasSize(43);
            String before = sessionIds(ada);

            ada.follow(ada.come(world.google(), Person.ADA, "")).expect(200);
            String second = ada.cookies().getOrDefault(SESSION, "");
            assertThat(second).isNotEqualTo(first);
            assertThat(sessionIds(ada)).isNotEqualTo(before);
            assertThat(signedIn(world, first)).isFalse();
            assertThat(signedIn(world, second)).isTrue();
        }
    }

    @OnEveryDatabase
    void whoeverSignsInAsSomebodyElseEndsTheSessionBefore(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer shared = world.surfer();
            shared.signIn(world.google(), Person.ADA);
            String adas = shared.cookies().getOrDefault(SESSION, "");
            String access = shared.cookies().getOrDefault("gatehouse_access", "");
            shared.signIn(world.github(), Person.LINUS);
            assertThat(signedIn(world, adas)).isFalse();
            world.server().api().bearer(access).get("/users/me").expect(401);
            assertThat(shared.asProgram().get("/users/me").expect(200).text("username"))
                    .isEqualTo("linus");
        }
    }

    /** Three sign-ins of one browser, on pages and where tokens go into cookies, leave what the last one opened. */
    @OnEveryDatabase
    void aBrowserKeepsNoSessionThatItHasNoCookieFor(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            String access = ada.cookies().getOrDefault("gatehouse_access", "");
            ada.signIn(world.google(), Person.ADA);
            world.server().api().bearer(access).get("/users/me").expect(401);
            Reply handed = ada.get("/sign-in?delivery=cookie&return_to=" + ProviderWorld.FRONT_END);
            handed.expect(303);
            Reply back = ada.get("/sign-in?return_to=" + ProviderWorld.FRONT_END);
            String code = Objects.requireNonNull(Surfer.parameter(back, "code"));
            ada.api()
                    .post("/auth/exchange", Map.of("code", code, "delivery", "cookie"))
                    .expect(200);
            List<String> live = world.server()
                    .database()
                    .read(sql -> sql.list(
                            "SELECT client_id FROM sessions WHERE ended_at IS NULL", row -> row.text("client_id")));
            assertThat(live).containsExactlyInAnyOrder("gatehouse", "gatehouse-pages");
        }
    }

    @OnEveryDatabase
    void signingOutEndsTheBrowserAndWhatItCameTo(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            String session = ada.cookies().getOrDefault(SESSION, "");
            String access = ada.cookies().getOrDefault("gatehouse_access", "");
            ada.post("/sign-out").expect(200);
            assertThat(ada.cookies()).doesNotContainKeys(SESSION, "gatehouse_access");
            assertThat(signedIn(world, session)).isFalse();
            world.server().api().bearer(access).get("/users/me").expect(401);
        }
    }

    @OnEveryDatabase
    void theBrowsersSessionIsListedAndTakesThoseUnderItAlong(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            String session = ada.cookies().getOrDefault(SESSION, "");
            JsonNode sessions =
                    ada.asProgram().get("/auth/sessions").expect(200).at("sessions");
            assertThat(sessions)
                    .extracting(one -> one.path("client").stringValue())
                    .containsExactlyInAnyOrder("gatehouse", "gatehouse-pages");
            String browser = sessions.valueStream()
                    .filter(one -> one.path("client").stringValue().equals("gatehouse-pages"))
                    .map(one -> one.path("id").stringValue())
                    .findFirst()
                    .orElseThrow();
            ada.api().delete("/auth/sessions/" + browser).expect(204);
            assertThat(signedIn(world, session)).isFalse();
            ada.get("/users/me").expect(401);
        }
    }

    /** The same when the application signs out: the next sign-in asks again. */
    @OnEveryDatabase
    void signingOutAtTheClientSignsTheBrowserOutToo(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            String session = ada.cookies().getOrDefault(SESSION, "");
            ada.asProgram().api().post("/auth/logout", Map.of()).expect(204);
            assertThat(signedIn(world, session)).isFalse();
        }
    }

    @OnEveryDatabase
    void anotherSiteSignsNobodyInOrOut(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            String name = TestServer.freshName("csrf");
            world.server().signUp(name);
            Surfer ada = world.surfer();
            String flow = Surfer.hidden(ada.visit("/sign-in"), "flow");
            for (String path : List.of(
                    "/sign-in",
                    "/sign-up",
                    "/sign-in/link",
                    "/sign-out",
                    "/account/password",
                    "/account/unlink/google")) {
                for (String site : List.of("cross-site", "same-site", "none")) {
                    ada.api()
                            .with("sec-fetch-site", site)
                            .form(path, "flow", flow, "identifier", name, "password", TestServer.PASSWORD)
                            .expect(403);
                }
            }
        }
    }

    private static boolean signedIn(ProviderWorld world, String session) {
        return world.server()
                        .api()
                        .with("accept", "text/html")
                        .cookie(SESSION, session)
                        .get("/account")
                        .status()
                == 200;
    }

    private static String sessionIds(Surfer surfer) {
        return surfer.api().get("/auth/sessions").expect(200).json().toString();
    }
}
