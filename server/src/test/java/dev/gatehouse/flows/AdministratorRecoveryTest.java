package dev.gatehouse.flows;

import static dev.gatehouse.flows.RecoveryTest.count;
import static dev.gatehouse.flows.RecoveryTest.events;
import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.addAuthenticator;
import static dev.gatehouse.testing.Recovering.addPasskey;
import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.login;
import static dev.gatehouse.testing.Recovering.reset;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.token;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** {@code POST /users/{id}/recovery}, {@code DELETE /users/{id}/sessions}. */
@OnEveryServer.With(value = "signup.verify_email=off", mail = true)
class AdministratorRecoveryTest {
    @OnEveryServer
    void anAdministratorHasALinkMailedAndSeesNothingOfIt(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        addAuthenticator(server, id);
        Reply started = start(server.member("moderator"), id, false).expect(202);
        assertThat(started.keys()).containsExactly("message");
        reset(server.api(), token(server.letterTo(address)), NEXT).expect(204);
        // Without being told to, it takes no second factor away.
        login(server.api(), address, NEXT).expectProblem(401, "mfa_required");
        assertThat(events(server, id)).contains("recovery.started").doesNotContain("second_factors.reset");
    }

    @OnEveryServer
    void secondFactorsGoOnlyWhenThePersonFollowsTheLink(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        addAuthenticator(server, id);
        addPasskey(server, id);
        start(server.admin(), id, true).expect(202);
        String token = token(server.letterTo(address));
        assertThat(count(server, "authenticators", id) + count(server, "passkeys", id))
                .isEqualTo(2);
        login(server.api(), address, TestServer.PASSWORD).expectProblem(401, "mfa_required");

        reset(server.api(), token, NEXT).expect(204);

        assertThat(count(server, "authenticators", id) + count(server, "passkeys", id))
                .isZero();
        login(server.api(), address, NEXT).expect(200);
        assertThat(events(server, id)).contains("recovery.started", "second_factors.reset", "password.reset");
    }

    /** A token that somebody finds takes nobody's second factors away; to mail a link it is still good. */
    @OnEveryServer
    void removingSecondFactorsAsksForAFreshSignIn(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        Tokens admin = server.admin();
        server.clock().advance(Duration.ofMinutes(10));
        assertThat(start(admin, id, true)
                        .expectProblem(401, "insufficient_user_authentication")
                        .header("www-authenticate"))
                .contains("max_age=");
        assertThat(server.lettersTo(address)).isEmpty();
        start(admin, id, false).expect(202);
        start(server.signIn(admin.name()), id, true).expect(202);
    }

    @OnEveryServer
    void nobodyRecoversWhoMayDoWhatTheyMayNot(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        Tokens moderator = server.member("moderator");
        start(moderator, id, true).expectProblem(403, "insufficient_permissions");
        server.admin()
                .api()
                .patch("/users/" + id, Map.of("roles", java.util.List.of("admin")))
                .expect(200);
        start(moderator, id, false).expectProblem(403, "insufficient_permissions");
        moderator.api().delete("/users/" + id + "/sessions").expectProblem(403, "insufficient_permissions");
        start(server.person(), id, false).expectProblem(403, "insufficient_permissions");
        start(server.admin(), UUID.randomUUID().toString(), false).expectProblem(404, "not_found");
        assertThat(server.lettersTo(address)).isEmpty();
    }

    @OnEveryServer
    void whereNoLetterCanGoItSaysSo(TestServer server) {
        Tokens nameless = server.person();
        start(server.admin(), nameless.id(), false).expectProblem(409, "conflict");
        String address = address();
        String id = signUp(server, address);
        server.admin().api().patch("/users/" + id, Map.of("status", "disabled")).expect(200);
        start(server.admin(), id, false).expectProblem(409, "conflict");
    }

    @OnEveryServer
    void anAdministratorsLinkWorksForAnHour(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        start(server.admin(), id, false).expect(202);
        String token = token(server.letterTo(address));
        server.clock().advance(Duration.ofHours(1).minusMillis(1));
        reset(server.api(), token, "short").expectInvalid("new_password");
        server.clock().advance(Duration.ofMillis(1));
        reset(server.api(), token, NEXT).expectProblem(410, "link_expired");
    }

    @OnEveryServer
    void anAdministratorsLinkEndsByAnotherOfTheirsAndByNoStrangers(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        start(server.admin(), id, true).expect(202);
        String first = token(server.letterTo(address));
        start(server.admin(), id, false).expect(202);
        String second = token(server.letterTo(address));
        Recovering.token(server, address);
        reset(server.api(), first, NEXT).expectProblem(410, "link_expired");
        reset(server.api(), second, NEXT).expect(204);
    }

    @OnEveryServer
    void anAdministratorSignsSomebodyOut(TestServer server) {
        Tokens ada = server.person();
        Tokens bob = server.person();
        server.member("moderator")
                .api()
                .delete("/users/" + ada.id() + "/sessions")
                .expect(204);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        bob.api().get("/users/me").expect(200);
        assertThat(events(server, ada.id())).contains("account.signed_out");
        server.signIn(ada.name());
    }

    private static Reply start(Tokens who, String id, boolean secondFactors) {
        return who.api().post("/users/" + id + "/recovery", Map.of("reset_second_factors", secondFactors));
    }
}
