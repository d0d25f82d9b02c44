package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.signUp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Row A24: asking for a letter says the same whoever is asked for, and so does a code that is wrong. */
@OnEveryServer.With(
        value = {"signup.verify_email=off", "signin.magic_link=true", "signin.email_code=true"},
        mail = true)
class A24NobodyLearnsByMailTest {
    @OnEveryServer
    void theSameBytes(TestServer server) {
        String known = "known-" + address();
        String unknown = "nobod-" + known.substring("known-".length());
        signUp(server, known);
        for (String route : List.of("/auth/forgot-password", "/auth/magic-link")) {
            Reply one = server.api().post(route, Map.of("email", known)).expect(202);
            Reply other = server.api().post(route, Map.of("email", unknown)).expect(202);
            assertThat(one.body()).isEqualTo(other.body());
            assertThat(one.headerNames()).isEqualTo(other.headerNames());
        }
        String one = ticket(server, known);
        String other = ticket(server, unknown);
        assertThat(one).hasSameSizeAs(other);
        assertThat(enter(server, one).body()).isEqualTo(enter(server, other).body());
        Surfer browser = new Surfer(server);
        String flow = Surfer.hidden(browser.get("/recover"), "flow");
        assertThat(plain(browser.post("/recover", "flow", flow, "identifier", known), known))
                .isEqualTo(plain(browser.post("/recover", "flow", flow, "identifier", unknown), unknown));
    }

    private static String ticket(TestServer server, String address) {
        return Objects.requireNonNull(server.api()
                .post("/auth/email-code", Map.of("email", address))
                .expect(202)
                .text("code_token"));
    }

    private static Reply enter(TestServer server, String ticket) {
        return server.api()
                .post("/auth/email-code/sign-in", Map.of("code_token", ticket, "code", "no code"))
                .expectProblem(401, "invalid_code");
    }

    private static String plain(Reply page, String address) {
        return page.expect(200).body().replace(address, "…").replaceAll("flow=[A-Za-z0-9._~-]+", "flow");
    }
}
