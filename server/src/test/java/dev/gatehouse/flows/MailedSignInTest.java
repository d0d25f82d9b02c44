package dev.gatehouse.flows;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.codeToken;
import static dev.gatehouse.testing.Recovering.magicToken;
import static dev.gatehouse.testing.Recovering.reset;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.token;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Recovering;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** {@code /auth/magic-link} and {@code /auth/email-code}. */
@OnEveryServer.With(
        value = {
            "signup.verify_email=off",
            "signin.magic_link=true",
            "signin.email_code=true",
            "signin.return_to=https://app.example.com/in"
        },
        mail = true)
class MailedSignInTest {
    @OnEveryServer
    void aMailedLinkSignsInOnceAndVerifiesTheAddress(TestServer server) {
        String address = address();
        signUp(server, address);
        String token = linkTo(server, address);
        Tokens ada = server.tokens(address, byLink(server, token).expect(200));
        Reply me = ada.api().get("/users/me").expect(200);
        assertThat(me.at("email_verified").asBoolean()).isTrue();
        Reply status = ada.api().get("/auth/status").expect(200);
        assertThat(status.text("auth_method")).isEqualTo("email");
        byLink(server, token).expectProblem(410, "link_expired");
    }

    @OnEveryServer
    void aNewerLinkLeavesTheOlderUntilOneIsUsed(TestServer server) {
        String address = address();
        verify(server, signUp(server, address));
        String first = linkTo(server, address);
        String second = linkTo(server, address);
        String third = linkTo(server, address);
        byLink(server, second).expect(200);
        byLink(server, first).expectProblem(410, "link_expired");
        byLink(server, third).expectProblem(410, "link_expired");
    }

    @OnEveryServer
    void aMailedCodeSignsInOnceWithItsTokenAlone(TestServer server) {
        String address = address();
        verify(server, signUp(server, address));
        String ticket = ticketOf(server, address);
        String code = server.letterTo(address).code();
        String other = ticketOf(server, address);
        String otherCode = server.letterTo(address).code();
        byCode(server, other, code).expectProblem(401, "invalid_code");
        byCode(server, ticket, code).expect(200);
        byCode(server, ticket, code).expectProblem(401, "invalid_code");
        byCode(server, other, otherCode).expect(200);
    }

    @OnEveryServer
    void aCodeMayBeTypedAsItIsRead(TestServer server) {
        String address = address();
        verify(server, signUp(server, address));
        String ticket = ticketOf(server, address);
        String code = server.letterTo(address).code();
        byCode(server, ticket, " " + code.substring(0, 3) + " " + code.substring(3) + " ")
                .expect(200);
    }

    @OnEveryServer
    void bothWorkForTenMinutes(TestServer server) {
        String address = address();
        verify(server, signUp(server, address));
        String link = linkTo(server, address);
        String ticket = ticketOf(server, address);
        String code = server.letterTo(address).code();
        server.clock().advance(Duration.ofMinutes(10).minusMillis(1));
        byLink(server, link).expect(200);
        byCode(server, ticket, code).expect(200);
        link = linkTo(server, address);
        ticket = ticketOf(server, address);
        code = server.letterTo(address).code();
        server.clock().advance(Duration.ofMinutes(10));
        byLink(server, link).expectProblem(410, "link_expired");
        byCode(server, ticket, code).expectProblem(401, "invalid_code");
    }

    /** A code is for whoever reads the mail that it went to: where the account has another address by then, it is for nobody. */
    @OnEveryServer
    void aCodeEndsWithTheAddressThatItWentTo(TestServer server) {
        String name = TestServer.freshName("moved");
        String address = name + "@example.com";
        String id = Objects.requireNonNull(server.api()
                .post("/auth/signup", Map.of("username", name, "email", address, "password", TestServer.PASSWORD))
                .expect(201)
                .text("id"));
        String ticket = ticketOf(server, name);
        String code = server.letterTo(address).code();
        server.admin()
                .api()
                .patch("/users/" + id, Map.of("email", "other-" + address))
                .expect(200);
        byCode(server, ticket, code).expectProblem(401, "invalid_code");
    }

    @OnEveryServer
    void onlyARegisteredAddressIsLedTo(TestServer server) {
        String address = address();
        server.api()
                .post("/auth/magic-link", Map.of("email", address, "return_to", "https://evil.example/in"))
                .expectProblem(400, "invalid_request");
        server.api()
                .post("/auth/magic-link", Map.of("email", address, "return_to", "https://app.example.com/in"))
                .expect(202);
    }

    @OnEveryServer
    void whatDoesNotFitIsNamed(TestServer server) {
        server.api().post("/auth/magic-link", Map.of()).expectInvalid("email");
        server.api().post("/auth/email-code", Map.of("email", 7)).expectInvalid("email");
        server.api().post("/auth/magic-link/sign-in", Map.of()).expectInvalid("token");
        server.api().post("/auth/email-code/sign-in", Map.of()).expectInvalid("code_token", "code");
        byCode(server, "no ticket", "123456").expectProblem(401, "invalid_code");
        byLink(server, "no link").expectProblem(410, "link_expired");
    }

    @OnEveryDatabase
    void withoutTheSettingsThereIsNoSuchWay(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=off")) {
            for (String way : new String[] {"magic-link", "email-code"}) {
                assertThat(ask(server.api(), way, "ada@example.com").status()).isIn(404, 405);
                assertThat(server.api()
                                .post("/auth/" + way + "/sign-in", Map.of())
                                .status())
                        .isEqualTo(404);
            }
            Reply page = server.api().with("accept", "text/html").get("/sign-in");
            assertThat(page.body()).doesNotContain("/sign-in/mail").contains("/recover");
        }
    }

    @OnEveryDatabase
    void lettersHaveTheirLimits(TestDatabase on) {
        try (TestServer server = TestServer.mailing(
                on,
                "signup.verify_email=off",
                "signin.magic_link=true",
                "signin.email_code=true",
                "limits.mail_sign_in=2/hour",
                "limits.mail_account=3/hour",
                "limits.mail_sign_in_address=5/hour",
                "proxy.trusted=127.0.0.1")) {
            String known = address();
            signUp(server, known);
            for (String whoever : new String[] {known, address()}) {
                Api from = server.api().from(whoever.equals(known) ? "192.0.2.1" : "192.0.2.2");
                ask(from, "magic-link", whoever).expect(202);
                ask(from, "email-code", whoever).expect(202);
                ask(from, "magic-link", whoever).expectProblem(429, "too_many_requests");
                ask(from, "email-code", whoever).expectProblem(429, "too_many_requests");
                ask(from, "email-code", address()).expect(202);
                ask(from, "magic-link", address()).expectProblem(429, "too_many_requests");
            }
            assertThat(server.lettersTo(known)).hasSize(2);
            Api elsewhere = server.api().from("192.0.2.3");
            ask(elsewhere, "magic-link", known).expect(202);
            ask(elsewhere, "magic-link", known).expect(202);
            ask(server.api().from("192.0.2.4"), "magic-link", known).expect(202);
            assertThat(server.lettersTo(known)).hasSize(4);
            server.clock().advance(Duration.ofHours(1));
            ask(elsewhere, "magic-link", known).expect(202);
            assertThat(server.lettersTo(known)).hasSize(5);
        }
    }

    /** Codes are of use to nobody but whoever asked: strangers who ask for them use up no letter that leads the owner in. */
    @OnEveryDatabase
    void codesThatStrangersAskForKeepNoOtherLetterBack(TestDatabase on) {
        try (TestServer server = TestServer.mailing(
                on,
                "signup.verify_email=off",
                "signin.magic_link=true",
                "signin.email_code=true",
                "limits.mail_account=2/hour",
                "proxy.trusted=127.0.0.1")) {
            String address = address();
            verify(server, signUp(server, address));
            for (int stranger = 0; stranger < 5; stranger++) {
                ask(server.api().from("198.51.100." + stranger), "email-code", address)
                        .expect(202);
            }
            assertThat(server.lettersTo(address)).hasSize(2);
            Api newPlace = server.api().from("192.0.2.60");
            Recovering.forget(newPlace, address).expect(202);
            String recovery = token(server.letterTo(address));
            ask(newPlace, "magic-link", address).expect(202);
            String link = token(server.letterTo(address));
            assertThat(server.lettersTo(address)).hasSize(4);
            byLink(server, link).expect(200);
            reset(server.api(), recovery, Recovering.NEXT).expect(204);
            Recovering.login(newPlace, address, Recovering.NEXT).expect(200);
        }
    }

    /** Whoever signs in by mail is asked for a second factor like anybody else. */
    @OnEveryServer
    void aSecondFactorIsStillAskedFor(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        Recovering.addAuthenticator(server, id);
        Reply wanting = byLink(server, linkTo(server, address)).expectProblem(401, "mfa_required");
        assertThat(wanting.texts("methods")).contains("totp");
        String ticket = ticketOf(server, address);
        byCode(server, ticket, server.letterTo(address).code()).expectProblem(401, "mfa_required");
    }

    static Reply ask(Api api, String what, String address) {
        return api.post("/auth/" + what, Map.of("email", address));
    }

    static String linkTo(TestServer server, String address) {
        return magicToken(server, address);
    }

    static String ticketOf(TestServer server, String address) {
        return codeToken(server, address);
    }

    static Reply byLink(TestServer server, String token) {
        return server.api().post("/auth/magic-link/sign-in", Map.of("token", token));
    }

    static Reply byCode(TestServer server, String ticket, String code) {
        return server.api().post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", code));
    }
}
