package dev.gatehouse.attacks;

import static dev.gatehouse.testing.Recovering.NEXT;
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
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.LinkedHashMap;
import java.util.Map;

/** Row A28: mailed links and codes end with what they stood on when they were made. */
@OnEveryServer.With(
        value = {"signup.verify_email=off", "signin.magic_link=true", "signin.email_code=true"},
        mail = true)
class A28MailedLinksEndTest {
    private record Victim(String address, String id, String link, String magic, String ticket, String code) {}

    private interface End {
        void come(TestServer server, Victim victim);
    }

    private static Map<String, End> ends() {
        Map<String, End> ends = new LinkedHashMap<>();
        ends.put("disabled", (server, victim) -> change(server, victim, Map.of("status", "disabled")));
        ends.put("disabled for a while", (server, victim) -> {
            change(server, victim, Map.of("status", "disabled"));
            change(server, victim, Map.of("status", "active"));
        });
        ends.put(
                "deleted",
                (server, victim) ->
                        server.admin().api().delete("/users/" + victim.id).expect(204));
        ends.put("address changed", (server, victim) -> change(server, victim, Map.of("email", address())));
        ends.put("password changed", (server, victim) -> {
            Tokens ada = server.tokens(
                    victim.address,
                    login(server.api(), victim.address, TestServer.PASSWORD).expect(200));
            ada.api()
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", TestServer.PASSWORD, "new_password", "two red foxes run"))
                    .expect(204);
        });
        ends.put(
                "recovered", (server, victim) -> reset(server.api(), token(server, victim.address), "two red foxes run")
                        .expect(204));
        return ends;
    }

    @OnEveryServer
    void linksByApiAndPage(TestServer server) {
        ends().forEach((name, end) -> {
            Victim victim = victim(server);
            Surfer early = new Surfer(server);
            Reply page = early.visit("/recover/new?token=" + victim.link).expect(200);
            Reply mailed = early.visit("/sign-in/mailed?token=" + victim.magic).expect(200);
            end.come(server, victim);
            assertThat(new Surfer(server)
                            .visit("/recover/new?token=" + victim.link)
                            .status())
                    .as(name)
                    .isEqualTo(410);
            assertThat(early.post("/recover/new", "ticket", Surfer.hidden(page, "ticket"), "password", NEXT)
                            .status())
                    .as(name)
                    .isEqualTo(410);
            reset(server.api(), victim.link, NEXT).expectProblem(410, "link_expired");
            assertThat(new Surfer(server)
                            .visit("/sign-in/mailed?token=" + victim.magic)
                            .status())
                    .as(name)
                    .isEqualTo(410);
            assertThat(early.post("/sign-in/mailed", "ticket", Surfer.hidden(mailed, "ticket"))
                            .status())
                    .as(name)
                    .isEqualTo(410);
            server.api()
                    .post("/auth/magic-link/sign-in", Map.of("token", victim.magic))
                    .expectProblem(410, "link_expired");
        });
    }

    /** A password that is changed does not end a code: that it proves the address is as true as before. */
    @OnEveryServer
    void codes(TestServer server) {
        Map<String, End> ends = ends();
        ends.remove("password changed");
        ends.remove("disabled for a while");
        ends.forEach((name, end) -> {
            Victim victim = victim(server);
            end.come(server, victim);
            assertThat(server.api()
                            .post("/auth/email-code/sign-in", Map.of("code_token", victim.ticket, "code", victim.code))
                            .status())
                    .as(name)
                    .isEqualTo(401);
        });
    }

    private static Victim victim(TestServer server) {
        String address = address();
        String id = signUp(server, address);
        verify(server, id);
        String magic = magicToken(server, address);
        String ticket = codeToken(server, address);
        String code = server.letterTo(address).code();
        return new Victim(address, id, token(server, address), magic, ticket, code);
    }

    private static void change(TestServer server, Victim victim, Map<String, String> change) {
        server.admin().api().patch("/users/" + victim.id, change).expect(200);
    }
}
