package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Each act of which an account's owner is told, done as people do it, and the letter of it as a mail server gets it. */
@OnEveryServer.With(
        value = {"mfa.email_codes=on", "attempts.free=4", "proxy.trusted=127.0.0.1"},
        mail = true)
class NoticesOfEveryActTest {
    private static final String PROGRAM = "TasksApp";
    private static final String OTHER = "eleven green herons";

    /** Somebody whose address is verified, signed in with a program. */
    private record Told(TestServer server, String address, Tokens tokens) {
        Api api() {
            return tokens.api();
        }

        /** The only letter with this subject says this in both forms, and what, when and from where it was. */
        void hears(String subject, String... sentences) {
            Mail letter = hearsOfSomebody(subject, sentences);
            assertThat(letter.text()).contains("Browser or program: " + PROGRAM, "Network address: 127.0.0.1");
            assertThat(letter.html()).contains(PROGRAM, "127.0.0.1");
        }

        List<String> subjects() {
            return server.lettersTo(address).stream().map(Mail::subject).toList();
        }

        /** The same where it was another, or nobody knows who. */
        Mail hearsOfSomebody(String subject, String... sentences) {
            Mail letter = server.letterTo(address, subject);
            assertThat(letter.text()).contains("Hello Ada Lovelace,", "When: ").contains(sentences);
            assertThat(letter.html()).contains(subject, "Ada Lovelace").contains(sentences);
            return letter;
        }
    }

    private static Api program(TestServer server) {
        return server.api().with("user-agent", PROGRAM + "/1.0");
    }

    private static Told somebody(TestServer server) {
        String name = TestServer.freshName("told");
        String address = name + "@example.com";
        program(server)
                .post(
                        "/auth/signup",
                        Map.of(
                                "username",
                                name,
                                "email",
                                address,
                                "name",
                                "Ada Lovelace",
                                "password",
                                TestServer.PASSWORD))
                .expect(201);
        String token = Recovering.token(server.letterTo(address, "Confirm your e-mail address"));
        server.api().post("/auth/verify-email", Map.of("token", token)).expect(204);
        return in(server, address, login(program(server), name).expect(200));
    }

    private static Told in(TestServer server, String address, Reply reply) {
        Tokens tokens = server.tokens(address, reply);
        Api api = tokens.api().with("user-agent", PROGRAM + "/1.0");
        return new Told(server, address, new Tokens(address, tokens.id(), tokens.access(), tokens.refresh(), api));
    }

    private static Reply login(Api from, String name) {
        return from.post("/auth/login", Map.of("identifier", name, "password", TestServer.PASSWORD));
    }

    @OnEveryServer
    void aNewDevice(TestServer server) {
        Told ada = somebody(server);
        login(server.api().with("user-agent", "Other/1.0"), ada.address()).expect(200);
        Mail letter = ada.hearsOfSomebody(
                "New sign-in to your account",
                "Somebody signed in to your account at Gatehouse from a browser or program that it was never used from"
                        + " before.");
        assertThat(letter.text()).contains("Browser or program: Other", "Network address: 127.0.0.1");
        assertThat(letter.link()).isEqualTo(TestServer.PUBLIC_URL + "/account");
    }

    @OnEveryServer
    void aPasswordThatIsChanged(TestServer server) {
        Told ada = somebody(server);
        ada.api()
                .post("/auth/change-password", Map.of("current_password", TestServer.PASSWORD, "new_password", OTHER))
                .expect(204);
        ada.hears("Your password was changed", "The password of your account at Gatehouse was changed.");
    }

    @OnEveryServer
    void aPasswordThatWasForgotten(TestServer server) {
        Told ada = somebody(server);
        Recovering.reset(program(server), Recovering.token(server, ada.address()), OTHER)
                .expect(204);
        ada.hears("Your password was changed", "The password of your account at Gatehouse was changed.");
    }

    @OnEveryServer
    void passkeysAndAPasswordThatGoesAndComes(TestServer server) {
        Told ada = somebody(server);
        Authenticator authenticator = new Authenticator();
        PasskeyCalls.add(ada.tokens(), authenticator);
        ada.hears("A passkey was added", "A passkey was added to your account at Gatehouse.", "Its name:");
        Told byKey = in(
                server,
                ada.address(),
                PasskeyCalls.signIn(server, authenticator).expect(200));
        byKey.api().delete("/auth/password").expect(204);
        ada.hears("Your password was removed", "The password of your account at Gatehouse was removed.");
        byKey.api().post("/auth/change-password", Map.of("new_password", OTHER)).expect(204);
        ada.hears("Your account has a password now", "A password was added to your account at Gatehouse.");
        String id = Objects.requireNonNull(byKey.api()
                .get("/auth/passkeys")
                .at("passkeys")
                .path(0)
                .path("id")
                .stringValue());
        byKey.api().delete("/auth/passkeys/" + id).expect(204);
        ada.hears("A passkey was removed", "A passkey was removed from your account at Gatehouse.");
    }

    @OnEveryServer
    void passkeysThatAreAskedForAndNoMore(TestServer server) {
        Told ada = somebody(server);
        Authenticator authenticator = new Authenticator();
        PasskeyCalls.add(ada.tokens(), authenticator);
        Told byKey = in(
                server,
                ada.address(),
                PasskeyCalls.signIn(server, authenticator).expect(200));
        byKey.api().put("/auth/mfa/passkeys", Map.of("enabled", true)).expect(204);
        ada.hears("A second factor was added", "A second factor was added to your account at Gatehouse.");
        byKey.api().put("/auth/mfa/passkeys", Map.of("enabled", true)).expect(204);
        byKey.api().put("/auth/mfa/passkeys", Map.of("enabled", false)).expect(204);
        ada.hears("A second factor was removed", "A second factor was removed from your account at Gatehouse.");
    }

    @OnEveryServer
    void anAuthenticatorAndRecoveryCodes(TestServer server) {
        Told ada = somebody(server);
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada.tokens(), "Phone");
        ada.hears(
                "A second factor and recovery codes were added",
                "A second factor was added to your account at Gatehouse, and recovery codes were made with it.",
                "Its name:");
        assertThat(ada.subjects()).doesNotContain("A second factor was added", "You have new recovery codes");
        Reply reply = program(server)
                .post(
                        "/auth/login",
                        Map.of(
                                "identifier",
                                ada.address(),
                                "password",
                                TestServer.PASSWORD,
                                "mfa_code",
                                added.recoveryCodes().getFirst()))
                .expect(200);
        ada.hears("A recovery code was used", "Somebody used a recovery code to get into your account at Gatehouse.");
        Told again = in(server, ada.address(), reply);
        again.api().post("/auth/mfa/recovery-codes", Map.of()).expect(200);
        ada.hears("You have new recovery codes", "New recovery codes were made for your account at Gatehouse.");
        AuthenticatorApp.add(server, again.tokens(), "Tablet");
        ada.hears("A second factor was added", "A second factor was added to your account at Gatehouse.", "Tablet");
        again.api().delete("/auth/mfa/totp/" + added.id()).expect(204);
        ada.hears("A second factor was removed", "A second factor was removed from your account at Gatehouse.");
    }

    /** An app or a passkey that is set up on the way in, where one has come to be required. */
    @OnEveryDatabase
    void theFirstFactorThatIsRequired(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on)) {
            Told ada = somebody(server);
            Told grace = somebody(server);
            server.restart("mfa.required=on");
            String token = half(server, ada);
            Reply begun = program(server)
                    .post("/auth/mfa/enrol/totp", Map.of("mfa_token", token))
                    .expect(201);
            AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
            String id = Objects.requireNonNull(begun.text("id"));
            program(server)
                    .post("/auth/mfa/enrol/totp/confirm", Map.of("mfa_token", token, "id", id, "code", app.code()))
                    .expect(200);
            ada.hears("A second factor and recovery codes were added", "and recovery codes were made with it.");
            assertThat(ada.subjects()).doesNotContain("A second factor was added", "You have new recovery codes");

            String other = half(server, grace);
            Map<String, Object> made = new Authenticator()
                    .make(program(server)
                            .post("/auth/mfa/enrol/passkey/options", Map.of("mfa_token", other))
                            .expect(200)
                            .json());
            program(server)
                    .post("/auth/mfa/enrol/passkey", Map.of("mfa_token", other, "credential", made))
                    .expect(200);
            grace.hears("A passkey was added", "A passkey was added to your account at Gatehouse.");
            grace.hears("A second factor and recovery codes were added", "and recovery codes were made with it.");
            assertThat(grace.subjects()).doesNotContain("A second factor was added", "You have new recovery codes");
        }
    }

    private static String half(TestServer server, Told who) {
        return Objects.requireNonNull(login(program(server), who.address())
                .expectProblem(403, "mfa_enrolment_required")
                .text("mfa_token"));
    }

    @OnEveryServer
    void codesByMailThatAreChosenAndDropped(TestServer server) {
        Told ada = somebody(server);
        ada.api().put("/auth/mfa/email", Map.of("enabled", true)).expect(204);
        ada.hears("A second factor was added", "A second factor was added to your account at Gatehouse.");
        String token = Objects.requireNonNull(
                login(program(server), ada.address()).expect(401).text("mfa_token"));
        program(server)
                .post("/auth/mfa/challenge", Map.of("mfa_token", token, "method", "email_code"))
                .expect(202);
        String code =
                server.letterTo(ada.address(), "Your second step to sign in").code();
        Told both = in(
                server,
                ada.address(),
                program(server)
                        .post("/auth/mfa", Map.of("mfa_token", token, "code", code))
                        .expect(200));
        both.api().put("/auth/mfa/email", Map.of("enabled", false)).expect(204);
        ada.hears("A second factor was removed", "A second factor was removed from your account at Gatehouse.");
    }

    @OnEveryServer
    void secondFactorsThatAnAdministratorTakesAway(TestServer server) {
        Told ada = somebody(server);
        AuthenticatorApp.add(server, ada.tokens(), "Phone");
        server.admin()
                .api()
                .post("/users/" + ada.tokens().id() + "/recovery", Map.of("reset_second_factors", true))
                .expect(202);
        String link = Recovering.token(server.letterTo(ada.address(), "Get back into your account"));
        Recovering.reset(server.api(), link, OTHER).expect(204);
        Mail letter = ada.hearsOfSomebody(
                "A second factor was removed", "A second factor was removed from your account at Gatehouse.");
        assertThat(letter.text()).doesNotContain("127.0.0.1", "Browser or program");
    }

    @OnEveryServer
    void manyFailures(TestServer server) {
        Told ada = somebody(server);
        for (int i = 0; i < 4; i++) {
            server.api()
                    .from("203.0.113.9")
                    .post("/auth/login", Map.of("identifier", ada.address(), "password", "not this one"))
                    .expect(401);
        }
        Mail letter = ada.hearsOfSomebody(
                "Many failed attempts to sign in",
                "Somebody has tried many times to sign in to your account at Gatehouse");
        assertThat(letter.text()).contains("Network address: 203.0.113.9").doesNotContain("Browser or program");
    }

    @OnEveryServer
    void anAddressThatIsChanged(TestServer server) {
        Told ada = somebody(server);
        String next = "new-" + ada.address();
        ada.api().post("/auth/change-email", Map.of("email", next)).expect(202);
        Mail before = server.letterTo(ada.address(), "Your e-mail address is about to change");
        assertThat(before.text()).contains("wants to change its e-mail address", "New e-mail address: " + next);
        assertThat(before.html()).contains("wants to change its e-mail address", next);
        String token = Recovering.token(server.letterTo(next, "Confirm your new e-mail address"));
        ada.api().post("/auth/change-email/confirm", Map.of("token", token)).expect(204);
        new Told(server, next, ada.tokens())
                .hears(
                        "Your e-mail address was changed",
                        "Your account at Gatehouse has another e-mail address now.",
                        next);
    }

    @OnEveryServer
    void anAddressThatIsRemoved(TestServer server) {
        Told ada = somebody(server);
        ada.api().delete("/auth/email").expect(204);
        Mail letter = server.letterTo(ada.address(), "Your e-mail address was removed");
        assertThat(letter.text())
                .contains("has removed this e-mail address from it", "Keep the old address", "Valid until: ")
                .contains("If not, take the address back")
                .doesNotContain("New e-mail address", "about to change");
        assertThat(letter.html()).contains("has removed this e-mail address from it");
        assertThat(ada.subjects()).noneMatch(subject -> subject.contains("change"));
        assertThat(letter.link()).startsWith(TestServer.PUBLIC_URL + "/account/email/keep?token=");
    }

    @OnEveryDatabase
    void providersThatAreLinkedAndUnlinked(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            TestServer server = world.server();
            Told ada = somebody(server);
            String url = Objects.requireNonNull(
                    ada.api().post("/auth/link/github", Map.of()).expect(200).text("authorization_url"));
            Surfer browser = world.surfer().asProgram();
            Reply pending = browser.arrive(world.github()
                            .approve(browser.leave(url.substring(TestServer.PUBLIC_URL.length())), Person.ADA))
                    .expect(200);
            String token = Objects.requireNonNull(pending.text("link_token"));
            ada.api()
                    .post("/auth/link/confirm", Map.of("link_token", token, "password", TestServer.PASSWORD))
                    .expect(200);
            ada.hears("A provider was linked", "A provider was linked to your account at Gatehouse.", "GitHub");
            ada.api().delete("/auth/link/github").expect(204);
            ada.hears("A provider was unlinked", "A provider was unlinked from your account at Gatehouse.");
        }
    }
}
