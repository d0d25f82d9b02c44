package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import dev.gatehouse.testing.Ways;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The pages of an account, without a window: who sees them, what they change, and what they refuse. */
class AccountPagesTest {
    private static final Duration STALE = Duration.ofMinutes(5);
    private static final List<String> PAGES = List.of(
            "/account/profile",
            "/account/password",
            "/account/sessions",
            "/account/apps",
            "/account/events",
            "/account/data",
            "/account/delete");

    @OnEveryServer
    void strangersSignInFirstAndComeToThePageTheyAskedFor(TestServer server) {
        String name = TestServer.freshName("ada");
        server.signUp(name);
        for (String page : PAGES) {
            Surfer ada = new Surfer(server);
            Reply sent = ada.get(page).expect(303);
            assertThat(sent.header("location")).startsWith("/sign-in?flow=");
            String flow = Surfer.hidden(ada.follow(sent), "flow");
            Reply back = ada.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD)
                    .expect(303);
            assertThat(back.header("location")).isEqualTo(page);
            ada.visit(page).expect(200);
        }
    }

    @OnEveryServer
    void formsAskForAFreshSignInAndForThisSite(TestServer server) {
        Surfer ada = signedIn(server);
        Tokens elsewhere = server.signIn(name(ada));
        server.clock().advance(STALE);
        for (String form : List.of(
                "/account/profile",
                "/account/password/remove",
                "/account/sessions/end-others",
                "/account/sessions/" + java.util.UUID.randomUUID() + "/end",
                "/account/apps/end",
                "/account/delete")) {
            Reply sent = ada.post(form, "confirm", "x").expect(303);
            assertThat(sent.header("location")).as(form).startsWith("/sign-in?flow=");
            ada.api()
                    .with("sec-fetch-site", "cross-site")
                    .form(form, "confirm", "x")
                    .expect(403);
        }
        for (String page : List.of("/account/sessions", "/account/apps", "/account/events", "/account")) {
            ada.get(page).expect(200);
        }
        assertThat(ada.get("/account/data/file").expect(303).header("location")).startsWith("/sign-in?flow=");
        elsewhere.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void theProfileIsSavedAndWhatDoesNotFitIsShownAgain(TestServer server) {
        Surfer ada = signedIn(server);
        String taken = server.person().name();
        Reply refused = ada.post("/account/profile", "name", "Ada <b>", "username", taken, "language", "de")
                .expect(409);
        assertThat(refused.body()).contains("value=\"Ada &lt;b>\"").contains("This user name is somebody's.");
        String wanted = TestServer.freshName("countess");
        Reply saved = ada.post("/account/profile", "name", "Ada", "username", wanted, "language", "de");
        Reply home = ada.follow(saved).expect(200);
        assertThat(home.body()).contains("<html lang=\"de\"").contains("Ihr Profil ist gespeichert.");
        ada.post("/account/profile", "name", "", "username", "", "language", "").expect(422);
        ada.post("/account/profile", "language", "xx").expect(422);
        Reply cleared = ada.follow(ada.post("/account/profile", "name", "", "username", wanted, "language", ""));
        assertThat(cleared.expect(200).body()).contains("Noch kein Name");
    }

    @OnEveryServer
    void aPasswordIsChangedByWhoeverKnowsTheOneBefore(TestServer server) {
        Surfer ada = signedIn(server);
        String name = name(ada);
        Tokens elsewhere = server.signIn(name);
        Reply wrong = ada.post("/account/password", "current_password", "not it", "password", "nine purple badgers")
                .expect(401);
        assertThat(wrong.body()).contains("The current password is not right.");
        ada.post("/account/password", "current_password", TestServer.PASSWORD, "password", "short")
                .expect(422);
        ada.post("/account/password", "password", "nine purple badgers").expect(422);
        // Without the tick others go on.
        Reply changed = ada.follow(ada.post(
                "/account/password", "current_password", TestServer.PASSWORD, "password", "nine purple badgers"));
        assertThat(changed.expect(200).body()).contains("Your password is changed.");
        elsewhere.api().get("/users/me").expect(200);
        ada.follow(ada.post(
                        "/account/password",
                        "current_password",
                        "nine purple badgers",
                        "password",
                        TestServer.PASSWORD,
                        "end_other_sessions",
                        "true"))
                .expect(200);
        elsewhere.api().get("/users/me").expectProblem(401, "invalid_token");
        assertThat(ada.get("/account/password").expect(200).body())
                .containsPattern("name=\"end_other_sessions\" value=\"true\" checked");
    }

    /** This browser and its applications are one device: be it a page or an application that changes something, both stay. */
    @OnEveryServer
    void aChangeSignsOutOtherDevicesAndNothingOfThisOne(TestServer server) {
        for (boolean byPage : new boolean[] {true, false}) {
            Surfer ada = signedIn(server);
            String name = name(ada);
            Surfer other = signIn(server, name);
            Tokens program = server.signIn(name);
            if (byPage) {
                ada.post(
                                "/account/password",
                                "current_password",
                                TestServer.PASSWORD,
                                "password",
                                "nine purple badgers",
                                "end_other_sessions",
                                "true")
                        .expect(303);
            } else {
                ada.api()
                        .post(
                                "/auth/change-password",
                                Map.of("current_password", TestServer.PASSWORD, "new_password", "nine purple badgers"))
                        .expect(204);
            }
            ada.get("/account").expect(200);
            ada.api().get("/users/me").expect(200);
            other.get("/account").expect(303);
            other.api().get("/users/me").expectProblem(401, "invalid_token");
            program.api().get("/users/me").expectProblem(401, "invalid_token");
        }
    }

    /** The same where an address goes. */
    @OnEveryDatabase
    void takingAnAddressAwaySignsOutOtherDevicesAlone(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String name = TestServer.freshName("ada");
            server.api()
                    .post(
                            "/auth/signup",
                            Map.of("username", name, "email", name + "@example.com", "password", TestServer.PASSWORD))
                    .expect(201);
            Surfer ada = signIn(server, name);
            Surfer other = signIn(server, name);
            ada.api().delete("/auth/email").expect(204);
            ada.get("/account").expect(200);
            ada.api().get("/users/me").expect(200);
            other.get("/account").expect(303);
        }
    }

    @OnEveryServer
    void devicesAreSignedOutOneByOneAndAllAtOnce(TestServer server) {
        Surfer ada = signedIn(server);
        Surfer other = signIn(server, name(ada));
        Tokens program = server.signIn(name(ada));
        String list = ada.visit("/account/sessions").expect(200).body();
        assertThat(list).contains("This device");
        List<String> ends = java.util.regex.Pattern.compile("/account/sessions/([0-9a-f-]{36})/end")
                .matcher(list)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(ends).hasSize(2);
        String first = ends.getFirst();
        Reply done = ada.follow(ada.post("/account/sessions/" + first + "/end")).expect(200);
        assertThat(done.body()).contains("That device is signed out.").doesNotContain(first);
        // Again, and somebody else's: nothing more is said.
        ada.post("/account/sessions/" + first + "/end").expect(303);
        Surfer eve = signedIn(server);
        ends.forEach(id -> eve.post("/account/sessions/" + id + "/end").expect(303));
        assertThat(ada.visit("/account/sessions").body()).contains(ends.get(1));
        ada.follow(ada.post("/account/sessions/end-others")).expect(200);
        program.api().get("/users/me").expectProblem(401, "invalid_token");
        assertThat(other.get("/account").status()).isEqualTo(303);
        ada.get("/account").expect(200);
        assertThat(ada.visit("/account/sessions").body()).doesNotContain("end-others");
    }

    @OnEveryServer
    void anAppLosesItsAccessAndTheBrowserStays(TestServer server) {
        Surfer ada = signedIn(server);
        Tokens program = server.signIn(name(ada));
        assertThat(ada.visit("/account/apps").expect(200).body()).contains("Apps of Gatehouse");
        Reply done = ada.follow(ada.post("/account/apps/end", "client_id", "gatehouse"))
                .expect(200);
        assertThat(done.body()).contains("No app is signed in with your account.");
        program.api().get("/users/me").expectProblem(401, "invalid_token");
        ada.get("/account").expect(200);
        ada.post("/account/apps/end", "client_id", "gatehouse-pages").expect(303);
        ada.get("/account").expect(200);
    }

    @OnEveryServer
    void eventsAreReadInWordsPageByPage(TestServer server) {
        Surfer ada = signedIn(server);
        String name = name(ada);
        for (int i = 0; i < 30; i++) {
            server.clock().advance(Duration.ofMillis(1));
            server.signIn(name);
        }
        Reply first = ada.visit("/account/events").expect(200);
        assertThat(first.body()).contains("An app signed in").contains("Older").doesNotContain("session.opened");
        String older = java.util.regex.Pattern.compile("/account/events\\?page=[A-Za-z0-9_-]+")
                .matcher(first.body())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
        assertThat(ada.visit(older).expect(200).body())
                .contains("Account created")
                .contains("Newest");
        ada.get("/account/events?page=nonsense").expect(422);
    }

    @OnEveryServer
    void recoveryCodesAreCountedWhereTheyAreAskedFor(TestServer server) {
        Surfer ada = signedIn(server);
        Tokens program = server.signIn(name(ada));
        Ways.passkey(server, program.id(), server.clock().instant());
        assertThat(ada.visit("/account").expect(200).body())
                .contains("In use: 1", "Not asked for")
                .doesNotContain("Codes left");
        program.api()
                .put("/auth/mfa/passkeys", Map.of("enabled", true, "end_other_sessions", false))
                .expect(204);
        assertThat(ada.visit("/account").expect(200).body()).contains("Asked for at every sign-in", "Codes left: 0");
    }

    @OnEveryServer
    void whatFailedDoesNotReadAsDone(TestServer server) {
        Surfer ada = signedIn(server);
        Tokens program = server.signIn(name(ada));
        Reply begun = program.api().post("/auth/mfa/totp").expect(201);
        AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
        program.api()
                .post("/auth/mfa/totp/" + begun.text("id") + "/confirm", Map.of("code", app.wrongCode()))
                .expectProblem(401, "invalid_code");
        assertThat(ada.visit("/account/events").expect(200).body())
                .contains("Authenticator app added (failed)")
                .doesNotContain("Authenticator app added<");
    }

    @OnEveryServer
    void whatDoesNotFitIsCalledWhatStandsBesideIt(TestServer server) {
        Surfer ada = signedIn(server);
        String page = ada.post("/account/password", "current_password", TestServer.PASSWORD, "password", "short")
                .expect(422)
                .body();
        assertThat(page)
                .contains("<a href=\"#password\">New password</a>")
                .contains("<label for=\"password\">New password");
    }

    @OnEveryServer
    void dataIsAFileAndLeavingIsForGood(TestServer server) {
        Surfer ada = signedIn(server);
        String name = name(ada);
        ada.visit("/account/data").expect(200);
        Reply file = ada.get("/account/data/file").expect(200);
        assertThat(file.header("content-disposition")).contains("account-data.json");
        assertThat(file.text("account.username")).isEqualTo(name);
        ada.post("/account/delete", "confirm", "").expect(422);
        assertThat(ada.post("/account/delete", "confirm", "somebody")
                        .expect(422)
                        .body())
                .contains("This is not the user name or e-mail address of this account.");
        Reply gone = ada.post("/account/delete", "confirm", name).expect(200);
        assertThat(gone.body()).contains("Your account is gone");
        assertThat(ada.get("/account").status()).isEqualTo(303);
        server.api()
                .post("/auth/login", Map.of("username", name, "password", TestServer.PASSWORD))
                .expectProblem(401, "invalid_credentials");
    }

    /** A browser that was spared the second factor shows it before these, and comes back. */
    @OnEveryDatabase
    void aRememberedBrowserShowsTheSecondFactorBeforeItLeavesOrTakesAnythingAlong(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "mfa.remember_device=1d")) {
            Tokens person = server.person();
            AuthenticatorApp app = AuthenticatorApp.add(server, person, "Phone").app();
            Surfer ada = new Surfer(server);
            Reply step = ada.follow(password(ada, ada.visit("/sign-in"), person.name()));
            String flow = Surfer.hidden(step, "flow");
            ada.post("/sign-in/second-factor", "flow", flow, "code", app.code(), "remember", "true")
                    .expect(303);
            ada.post("/sign-out").expect(200);
            password(ada, ada.visit("/sign-in"), person.name());
            ada.visit("/account").expect(200);
            String other = TestServer.freshName("countess");
            for (Reply asked : List.of(
                    ada.get("/account/data"),
                    ada.get("/account/data/file"),
                    ada.get("/account/delete"),
                    ada.post("/account/profile", "username", other),
                    ada.post("/account/delete", "confirm", person.name()))) {
                assertThat(asked.expect(303).header("location")).startsWith("/sign-in?flow=");
            }
            server.clock().advance(Duration.ofSeconds(30));
            Reply again = ada.follow(password(ada, ada.visit("/account/delete"), person.name()));
            assertThat(again.body()).contains("One more step");
            Reply back = ada.post("/sign-in/second-factor", "flow", Surfer.hidden(again, "flow"), "code", app.code());
            assertThat(back.expect(303).header("location")).isEqualTo("/account/delete");
            ada.post("/account/delete", "confirm", person.name()).expect(200);
        }
    }

    private static Reply password(Surfer surfer, Reply page, String name) {
        String flow = Surfer.hidden(page, "flow");
        return surfer.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD)
                .expect(303);
    }

    private static Surfer signedIn(TestServer server) {
        String name = TestServer.freshName("ada");
        server.signUp(name);
        return signIn(server, name);
    }

    private static Surfer signIn(TestServer server, String name) {
        Surfer surfer = new Surfer(server);
        String flow = Surfer.hidden(surfer.visit("/sign-in"), "flow");
        surfer.follow(surfer.post("/sign-in", "flow", flow, "identifier", name, "password", TestServer.PASSWORD))
                .expect(200);
        return surfer;
    }

    private static String name(Surfer surfer) {
        return Objects.requireNonNull(
                surfer.get("/account/data/file").expect(200).text("account.username"));
    }
}
