package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.codeToken;
import static dev.gatehouse.testing.Recovering.login;
import static dev.gatehouse.testing.Recovering.magicToken;
import static dev.gatehouse.testing.Recovering.reset;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.token;
import static dev.gatehouse.testing.Recovering.verify;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Row A07: what was mailed is used once, be it tried again later or fifty times at the same moment. */
@OnEveryServer.With(
        value = {"signup.verify_email=off", "signin.magic_link=true", "signin.email_code=true"},
        mail = true)
class A07MailedArtefactsTest {
    @OnEveryServer
    void aRecoveryLinkHasOneUserOfFifty(TestServer server) throws Exception {
        String address = address();
        verify(server, signUp(server, address));
        String token = token(server, address);
        List<Reply> replies = AtOnce.fifty(thread -> () -> reset(server.api(), token, "three green herons " + thread));
        assertThat(replies).filteredOn(reply -> reply.status() == 204).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 410).hasSize(49);
        reset(server.api(), token, "three green herons").expectProblem(410, "link_expired");
        long right = java.util.stream.IntStream.range(0, 50)
                .filter(thread -> login(server.api(), address, "three green herons " + thread)
                                .status()
                        == 200)
                .count();
        assertThat(right).isEqualTo(1);
    }

    @OnEveryServer
    void aLinkThatSignsInHasOneUserOfFifty(TestServer server) throws Exception {
        String address = address();
        signUp(server, address);
        String token = magicToken(server, address);
        Callable<Reply> follow = () -> server.api().post("/auth/magic-link/sign-in", Map.of("token", token));
        List<Reply> replies = AtOnce.fifty(follow);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies).filteredOn(reply -> reply.status() == 410).hasSize(49);
        follow.call().expectProblem(410, "link_expired");
    }

    @OnEveryServer
    void aCodeHasOneUserOfFifty(TestServer server) throws Exception {
        String address = address();
        verify(server, signUp(server, address));
        String ticket = codeToken(server, address);
        String code = server.letterTo(address).code();
        Callable<Reply> enter =
                () -> server.api().post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", code));
        List<Reply> replies = AtOnce.fifty(enter);
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies)
                .filteredOn(reply -> reply.status() == 200 || reply.status() == 401 || reply.status() == 429)
                .hasSize(50);
        assertThat(enter.call().status()).isIn(401, 429);
    }
}
