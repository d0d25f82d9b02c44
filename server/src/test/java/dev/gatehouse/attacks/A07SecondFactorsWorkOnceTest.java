package dev.gatehouse.attacks;

import static dev.gatehouse.testing.TestServer.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.AuthenticatorApp;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Fifty at once with one code, one recovery code or one half sign-in: one is let in. */
class A07SecondFactorsWorkOnceTest {
    @OnEveryServer
    void ofFiftyWithOneCodeOneIsLetIn(TestServer server) throws Exception {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        String code = added.app().code();
        oneOf(AtOnce.fifty(() -> inline(server, ada, code)), "invalid_code");
        inline(server, ada, code).expectProblem(401, "invalid_code");
    }

    @OnEveryServer
    void ofFiftyWithOneRecoveryCodeOneIsLetIn(TestServer server) throws Exception {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        String code = added.recoveryCodes().getFirst();
        oneOf(AtOnce.fifty(() -> inline(server, ada, code)), "invalid_code");
        assertThat(codesLeft(server, ada, added)).isEqualTo(8);
    }

    @OnEveryServer
    void ofFiftyWithOneHalfSignInAndCodesOfTheirOwnOneIsLetIn(TestServer server) throws Exception {
        Tokens ada = server.person();
        AuthenticatorApp.Added added = AuthenticatorApp.add(server, ada, "Phone");
        Reply refused = server.api().post("/auth/login", Map.of("username", ada.name(), "password", PASSWORD));
        String token = Objects.requireNonNull(refused.text("mfa_token"));
        List<Reply> replies = AtOnce.fifty(thread -> () -> server.api()
                .post(
                        "/auth/mfa",
                        Map.of(
                                "mfa_token",
                                token,
                                "code",
                                added.recoveryCodes()
                                        .get(thread % added.recoveryCodes().size()))));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).allMatch(reply -> List.of(200, 401, 410).contains(reply.status()));
        // Whoever came too late with a right code has it still.
        assertThat(codesLeft(server, ada, added)).isEqualTo(8);
    }

    @OnEveryServer
    void ofFiftyWhoConfirmOneAppOneGetsTheRecoveryCodes(TestServer server) throws Exception {
        Tokens ada = server.person();
        Reply begun = ada.api().post("/auth/mfa/totp", Map.of()).expect(201);
        AuthenticatorApp app = AuthenticatorApp.of(Objects.requireNonNull(begun.text("secret")), server.clock());
        List<Reply> replies = AtOnce.fifty(
                () -> ada.api().post("/auth/mfa/totp/" + begun.text("id") + "/confirm", Map.of("code", app.code())));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
    }

    private static int codesLeft(TestServer server, Tokens person, AuthenticatorApp.Added added) {
        for (String code : added.recoveryCodes()) {
            Reply reply = inline(server, person, code);
            if (reply.status() == 200) {
                return server.tokens(person.name(), reply)
                        .api()
                        .get("/auth/mfa")
                        .at("recovery_codes.left")
                        .asInt();
            }
        }
        return 0;
    }

    private static Reply inline(TestServer server, Tokens person, String code) {
        return server.api()
                .post("/auth/login", Map.of("username", person.name(), "password", PASSWORD, "mfa_code", code));
    }

    private static void oneOf(List<Reply> replies, String otherwise) {
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        replies.stream().filter(reply -> reply.status() != 200).forEach(reply -> reply.expectProblem(401, otherwise));
    }
}
