package dev.gatehouse.flows;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Answer;
import dev.gatehouse.mocks.Endpoint;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One account, several ways in: linked where both sides are proven, and never without the last. */
class LinkingTest {
    private static final String EMAIL = "ada@example.com";
    private static final String PASSWORD = TestServer.PASSWORD;

    @OnEveryDatabase
    void byTheApi(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens ada = world.server().person();
            Reply pending = bring(world, ada, world.github(), Person.ADA);
            assertThat(pending.text("status")).isEqualTo("pending");
            assertThat(pending.text("provider")).isEqualTo("github");
            assertThat(ada.api().get("/auth/links").expect(200).at("links").isEmpty())
                    .as("nothing is linked yet")
                    .isTrue();
            ada.api()
                    .post("/auth/link/confirm", Map.of("link_token", token(pending), "password", PASSWORD))
                    .expect(200);
            Reply links = ada.api().get("/auth/links").expect(200);
            assertThat(links.at("links").get(0).path("provider").stringValue()).isEqualTo("github");
            assertThat(links.at("links").get(0).path("removable").booleanValue())
                    .isTrue();

            ada.api().post("/auth/link/github", Map.of()).expectProblem(409, "already_linked");
            ada.api().post("/auth/link/nothing", Map.of()).expectProblem(404, "not_found");
            Tokens eve = world.server().person();
            Reply taken = bring(world, eve, world.github(), Person.ADA);
            eve.api()
                    .post("/auth/link/confirm", Map.of("link_token", token(taken), "password", PASSWORD))
                    .expectProblem(409, "already_linked");

            Surfer browser = world.surfer();
            browser.signIn(world.github(), Person.ADA).expect(200);
            assertThat(browser.asProgram().get("/users/me").expect(200).text("id"))
                    .isEqualTo(ada.id());
            ada.api().delete("/auth/link/github").expect(204);
            ada.api().delete("/auth/link/github").expectProblem(404, "not_found");
            browser.get("/users/me").expect(401);
        }
    }

    @OnEveryDatabase
    void theFrontEndGetsThePendingLinkAtItsOwnAddress(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens ada = world.server().person();
            Surfer browser = world.surfer();
            Answer answer = world.google().approve(browser.leave(begin(ada, "google", FRONT_END)), Person.ADA);
            Reply back = browser.arrive(answer).expect(303);
            assertThat(back.header("location")).startsWith(FRONT_END + "?link_token=");
            ada.api()
                    .post(
                            "/auth/link/confirm",
                            Map.of("link_token", Objects.requireNonNull(Surfer.parameter(back, "link_token"))))
                    .expect(200);
        }
    }

    /** Nobody who is signed in is asked to sign in because a provider was not gone through with. */
    @OnEveryDatabase
    void whoComesBackWithoutAnIdentityIsWhereTheyBegan(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            Reply account = ada.follow(ada.arrive(world.github().refuse(leaveFromAccount(ada, "github"))))
                    .expect(200);
            assertThat(account.body()).contains("Your only way in").contains("You did not continue with GitHub");

            Tokens grace = world.server().person();
            Reply refused = ada.arrive(world.github().refuse(ada.leave(begin(grace, "github", FRONT_END))));
            assertThat(refused.expect(303).header("location"))
                    .isEqualTo(FRONT_END + "?error=sign_in_refused&provider=github");
            Answer answer = world.github().approve(ada.leave(begin(grace, "github", FRONT_END)), Person.LINUS);
            world.github().behaveAt(Endpoint.TOKEN, Mode.DOWN);
            assertThat(ada.arrive(answer).expect(303).header("location"))
                    .isEqualTo(FRONT_END + "?error=provider_failed&provider=github");
            ada.asProgram()
                    .arrive(world.google().refuse(ada.leave(begin(grace, "google", null))))
                    .expectProblem(403, "sign_in_refused");
            assertThat(grace.api().get("/auth/links").expect(200).at("links").isEmpty())
                    .isTrue();
        }
    }

    @OnEveryDatabase
    void theSameAddressNeverLinksByItself(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            world.server()
                    .api()
                    .post("/auth/signup", Map.of("email", EMAIL, "password", PASSWORD))
                    .expect(201);
            Surfer script = world.surfer().asProgram();
            Reply required = script.come(world.google(), Person.ADA, "").expectProblem(409, "link_required");
            script.get("/users/me").expect(401);
            Tokens ada = world.server()
                    .tokens(
                            EMAIL,
                            world.server()
                                    .api()
                                    .post("/auth/login", Map.of("email", EMAIL, "password", PASSWORD))
                                    .expect(200));
            Map<String, String> confirm = Map.of("link_token", token(required), "password", PASSWORD);
            ada.api().post("/auth/link/confirm", confirm).expectProblem(410, "link_expired");
            script.api()
                    .bearer(ada.access())
                    .post("/auth/link/confirm", confirm)
                    .expect(200);
            script.come(world.google(), Person.ADA, "").expect(303);
            assertThat(script.get("/users/me").expect(200).text("id")).isEqualTo(ada.id());
        }
    }

    /** The address of a person is no news to whoever only says to have it. */
    @OnEveryDatabase
    void anUnverifiedAddressMeetsNobody(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            world.server().api().post("/auth/signup", Map.of("email", "grace@example.com", "password", PASSWORD));
            Surfer grace = world.surfer();
            grace.signIn(world.google(), Person.GRACE).expect(200);
            Reply me = grace.asProgram().get("/users/me").expect(200);
            assertThat(me.text("email")).isNull();
            assertThat(me.text("username")).isNotNull();
        }
    }

    @OnEveryDatabase
    void anAddressThatChangesAtTheProviderChangesNothingHere(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer mary = world.surfer();
            mary.signIn(world.google(), Person.MARY);
            String id = mary.asProgram().get("/users/me").expect(200).text("id");
            Surfer later = world.surfer();
            later.signIn(world.google(), Person.MARY_MOVED);
            Reply me = later.asProgram().get("/users/me").expect(200);
            assertThat(me.text("id")).isEqualTo(id);
            assertThat(me.text("email")).isEqualTo("mary@example.com");
        }
    }

    @OnEveryDatabase
    void aPasswordIsAddedByWhoeverProvesTheAccount(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            ada.post("/sign-out").expect(200);

            String flow = Surfer.hidden(ada.visit("/sign-up"), "flow");
            Reply prove = ada.follow(ada.post("/sign-up", "flow", flow, "email", EMAIL, "password", PASSWORD))
                    .expect(200);
            assertThat(prove.body()).contains("/auth/google?flow=").doesNotContain("name=\"password\"");
            login(world, EMAIL).expect(401);

            String waiting = Surfer.hidden(prove, "flow");
            Reply elsewhere = ada.follow(
                    ada.come(world.google(), Person.EVE.withEmail("eve@example.com", true), "?flow=" + waiting));
            assertThat(elsewhere.body()).contains("/auth/google?flow=");
            login(world, EMAIL).expect(401);

            Reply proven = ada.follow(ada.come(world.google(), Person.ADA, "?flow=" + waiting))
                    .expect(200);
            ada.follow(ada.post("/sign-in/link", "flow", Surfer.hidden(proven, "flow"), "choice", "link"))
                    .expect(200);
            login(world, EMAIL).expect(200);
            assertThat(ada.asProgram()
                            .get("/auth/links")
                            .expect(200)
                            .at("password")
                            .booleanValue())
                    .isTrue();
        }
    }

    @OnEveryDatabase
    void aFirstPasswordNeedsAFreshSignInAndNoOther(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            Map<String, String> weak = Map.of("new_password", "short");
            ada.asProgram().api().post("/auth/change-password", weak).expectInvalid("new_password");
            world.server().clock().advance(java.time.Duration.ofMinutes(5));
            Map<String, String> wanted = Map.of("new_password", PASSWORD);
            ada.api().post("/auth/change-password", wanted).expectProblem(401, "insufficient_user_authentication");
            Surfer again = world.surfer();
            again.signIn(world.google(), Person.ADA);
            again.asProgram().api().post("/auth/change-password", wanted).expect(204);
            login(world, EMAIL).expect(200);
            again.api().post("/auth/change-password", wanted).expectInvalid("current_password");
        }
    }

    @OnEveryDatabase
    void theLastWayInStays(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.github(), Person.ADA);
            ada.post("/account/unlink/github").expect(409);
            ada.asProgram().api().delete("/auth/link/github").expectProblem(409, "last_sign_in_method");

            String pending = token(ada.arrive(world.google().approve(ada.leave(begin(ada, "google")), Person.ADA))
                    .expect(200));
            ada.api().post("/auth/link/confirm", Map.of("link_token", pending)).expect(200);
            ada.api().delete("/auth/link/github").expect(204);
            Surfer again = world.surfer();
            again.signIn(world.google(), Person.ADA).expect(200);
            again.asProgram().api().delete("/auth/link/google").expectProblem(409, "last_sign_in_method");
        }
    }

    /** As after any other change of a way in, other sessions end unless somebody says otherwise. */
    @OnEveryDatabase
    void otherSessionsEndUnlessOneSaysOtherwise(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Tokens ada = world.server().person();
            Tokens elsewhere = world.server().signIn(ada.name());
            for (String choice : List.of("?end_other_sessions=false", "")) {
                String pending = token(bring(world, ada, world.github(), Person.ADA));
                ada.api()
                        .post(
                                "/auth/link/confirm",
                                Map.of("link_token", pending, "password", PASSWORD, "end_other_sessions", false))
                        .expect(200);
                ada.api().delete("/auth/link/github?end_other_sessions=maybe").expect(422);
                ada.api().delete("/auth/link/github" + choice).expect(204);
                ada.api().get("/users/me").expect(200);
                assertThat(elsewhere.api().get("/users/me").status()).isEqualTo(choice.isEmpty() ? 401 : 200);
            }
        }
    }

    @OnEveryDatabase
    void onPagesWithoutScripts(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            Reply confirm = ada.follow(ada.arrive(world.github().approve(leaveFromAccount(ada, "github"), Person.ADA)))
                    .expect(200);
            assertThat(confirm.body()).contains("GitHub").doesNotContain("name=\"password\"");
            Reply account = ada.follow(
                            ada.post("/sign-in/link", "flow", Surfer.hidden(confirm, "flow"), "choice", "link"))
                    .expect(200);
            assertThat(account.body()).contains("/account/unlink/google").contains("/account/unlink/github");
            Surfer elsewhere = world.surfer();
            elsewhere.signIn(world.google(), Person.ADA);
            assertThat(account.body()).contains("name=\"end_other_sessions\" value=\"true\" checked");
            ada.follow(ada.post("/account/unlink/github", "end_other_sessions", "true"))
                    .expect(200);
            assertThat(elsewhere.visit("/account").body()).doesNotContain("/sign-out");
            ada.post("/account/unlink/google").expect(409);
        }
    }

    @OnEveryDatabase
    void whoSignedInLongAgoProvesItOnceMore(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA);
            world.server().clock().advance(java.time.Duration.ofMinutes(5));
            Reply again = ada.visit("/account/link/github").expect(200);
            assertThat(again.body()).doesNotContain("/auth/github?flow=").doesNotContain("name=\"password\"");
            String flow = again.body().replaceFirst("(?s).*/auth/google\\?flow=([^\"]+)\".*", "$1");
            Reply stranger = ada.follow(ada.come(world.google(), Person.LINUS, "?flow=" + flow));
            assertThat(stranger.body()).contains("/auth/google?flow=");
            Reply back = ada.come(world.google(), Person.ADA, "?flow=" + flow).expect(303);
            assertThat(back.header("location")).startsWith("/account/link/github?");
        }
    }

    private static java.net.URI leaveFromAccount(Surfer surfer, String provider) {
        Reply sent = surfer.get("/account/link/" + provider).expect(303);
        return surfer.leave(Objects.requireNonNull(sent.header("location")));
    }

    private static Reply login(ProviderWorld world, String email) {
        return world.server().api().post("/auth/login", Map.of("email", email, "password", PASSWORD));
    }

    private static Reply bring(ProviderWorld world, Tokens whose, MockProvider provider, Person person) {
        Surfer browser = world.surfer().asProgram();
        return browser.arrive(provider.approve(browser.leave(begin(whose, provider.name(), null)), person))
                .expect(200);
    }

    private static String begin(Tokens whose, String provider, @org.jspecify.annotations.Nullable String returnTo) {
        Map<String, String> body = returnTo == null ? Map.of() : Map.of("return_to", returnTo);
        return path(whose.api().post("/auth/link/" + provider, body));
    }

    private static String begin(Surfer whose, String provider) {
        return path(whose.api().post("/auth/link/" + provider, Map.of()));
    }

    private static String path(Reply begun) {
        String url = Objects.requireNonNull(begun.expect(200).text("authorization_url"));
        assertThat(url).startsWith(TestServer.PUBLIC_URL + "/auth/");
        return url.substring(TestServer.PUBLIC_URL.length());
    }

    private static String token(Reply pending) {
        return Objects.requireNonNull(pending.text("link_token"));
    }
}
