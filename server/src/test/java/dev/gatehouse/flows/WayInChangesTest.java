package dev.gatehouse.flows;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.time.Duration;
import java.util.List;

/** What changes while a sign-in is under way, or between two. */
class WayInChangesTest {
    /** An address that an operator has taken from the list is led to no more, by nothing that began before. */
    @OnEveryDatabase
    void anAddressThatIsNotRegisteredAnyMoreIsLedToByNothing(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            String name = TestServer.freshName("person");
            server.signUp(name);
            Surfer person = world.surfer();
            String begun = Surfer.hidden(person.visit("/sign-in?return_to=" + FRONT_END), "flow");
            Surfer travelling = world.surfer();
            var answer = world.google().approve(travelling.leave("/auth/google?return_to=" + FRONT_END), Person.ADA);
            server.restart("signin.return_to=https://other.example.com/in");

            travelling.arrive(answer).expect(410);
            person.get("/auth/google?flow=" + begun).expect(410);
            Reply again = person.post("/sign-in", "flow", begun, "identifier", name, "password", TestServer.PASSWORD);
            assertThat(again.expect(200).body()).doesNotContain("app.example.com");
            Reply done = person.post(
                    "/sign-in",
                    "flow",
                    Surfer.hidden(again, "flow"),
                    "identifier",
                    name,
                    "password",
                    TestServer.PASSWORD);
            assertThat(done.expect(303).header("location")).isEqualTo("/account");
        }
    }

    /** Whoever proves again and again who they are, and never begins anew, keeps no role that the provider has taken. */
    @OnEveryDatabase
    void rolesFollowEveryProof(TestDatabase on) {
        try (ProviderWorld world =
                new ProviderWorld(on, List.of(Flavour.GITLAB), "providers.gitlab.roles=engineering=moderator")) {
            MockProvider gitlab = world.provider(Flavour.GITLAB);
            Surfer ada = world.surfer();
            ada.signIn(gitlab, Person.ADA).expect(200);
            assertThat(roles(ada)).contains("moderator");
            world.server().clock().advance(Duration.ofMinutes(5));
            String flow = Surfer.parameter(ada.get("/account/password").expect(303), "flow");
            ada.follow(ada.come(gitlab, Person.ADA.inGroups("nobody"), "?flow=" + flow))
                    .expect(200);
            assertThat(roles(ada)).doesNotContain("moderator");
        }
    }

    /** A role that a provider's rule gives asks for a second factor at the very sign-in that gives it. */
    @OnEveryDatabase
    void aRoleThatAsksForASecondFactorAsksAtOnce(TestDatabase on) {
        try (ProviderWorld world = new ProviderWorld(
                on,
                List.of(Flavour.GITLAB),
                "providers.gitlab.roles=engineering=moderator",
                "mfa.required_roles=moderator")) {
            MockProvider gitlab = world.provider(Flavour.GITLAB);
            Surfer ada = world.surfer();
            assertThat(ada.come(gitlab, Person.ADA, "").expect(303).header("location"))
                    .startsWith("/sign-in/enrol?flow=");
            ada.api().get("/auth/status").expect(401);

            Surfer grace = world.surfer();
            grace.signIn(gitlab, Person.GRACE.inGroups("nobody")).expect(200);
            assertThat(roles(grace)).doesNotContain("moderator");
        }
    }

    /** Who types in somebody's address is not told where that person has other accounts. */
    @OnEveryDatabase
    void anAddressAloneTellsNoProviders(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            world.surfer().signIn(world.google(), Person.ADA).expect(200);
            Surfer stranger = world.surfer();
            String flow = Surfer.hidden(stranger.visit("/sign-up"), "flow");
            Reply prove = stranger.follow(stranger.post(
                    "/sign-up", "flow", flow, "email", "ada@example.com", "password", TestServer.PASSWORD));
            assertThat(prove.body()).contains("/auth/google?flow=").contains("/auth/github?flow=");
        }
    }

    @OnEveryDatabase
    void whoComesBackAndDoesNotGetInIsOnRecord(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on, "providers.google.signup=off")) {
            Surfer ada = world.surfer();
            ada.come(world.google(), Person.ADA, "").expect(403);
            var answer = world.github().approve(ada.leave("/auth/github"), Person.LINUS);
            ada.arrive(answer).expect(303);
            ada.arrive(answer).expect(410);
            world.server().clock().advance(Duration.ofMinutes(5));
            String flow = Surfer.parameter(ada.get("/account/password").expect(303), "flow");
            ada.follow(ada.come(world.github(), Person.GRACE, "?flow=" + flow)).expect(200);
            assertThat(refusals(world))
                    .containsExactlyInAnyOrder("google sign_up_closed", "github replayed", "github another_account");
        }
    }

    /** A second first password costs no hash: the form that is too old is shown anew, and asks for the one that is set. */
    @OnEveryDatabase
    void aPasswordThatIsThereCostsNoHash(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA).expect(200);
            ada.post("/account/password", "password", TestServer.PASSWORD).expect(303);
            ada.post("/account/password", "password", "short").expect(422);
            assertThat(ada.post("/account/password", "password", "another brown otter")
                            .expect(422)
                            .body())
                    .contains("id=\"current_password-problem\"");
        }
    }

    private static List<String> roles(Surfer surfer) {
        return surfer.api().get("/auth/status").expect(200).texts("roles");
    }

    private static List<String> refusals(ProviderWorld world) {
        return world
                .server()
                .database()
                .read(sql -> sql.list(
                        "SELECT detail FROM audit_events WHERE action = 'signin.provider'", row -> row.text("detail")))
                .stream()
                .map(Json::read)
                .map(details -> details.path("provider").asString() + " "
                        + details.path("reason").asString())
                .toList();
    }
}
