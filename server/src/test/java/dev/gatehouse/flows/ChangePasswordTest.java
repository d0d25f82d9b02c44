package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

class ChangePasswordTest {
    private static final String NEXT = "three green herons";

    @OnEveryServer
    void otherSessionsEndAndThePresentOneStays(TestServer server) {
        Tokens here = server.person();
        Tokens elsewhere = server.signIn(here.name());
        change(here, TestServer.PASSWORD, NEXT).expect(204);
        elsewhere.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, elsewhere.refresh()).expectProblem(401, "invalid_refresh_token");
        here.api().get("/users/me").expect(200);
        RefreshTest.refresh(server, here.refresh()).expect(200);
    }

    @OnEveryServer
    void onlyTheNewPasswordSignsIn(TestServer server) {
        Tokens ada = server.person();
        change(ada, TestServer.PASSWORD, NEXT).expect(204);
        login(server, ada, TestServer.PASSWORD).expectProblem(401, "invalid_credentials");
        login(server, ada, NEXT).expect(200);
    }

    @OnEveryServer
    void theCurrentPasswordMustBeRight(TestServer server) {
        Tokens ada = server.person();
        Reply refused = change(ada, "not the right one", NEXT).expectProblem(401, "invalid_credentials");
        assertThat(refused.text("detail")).contains("current password");
        login(server, ada, TestServer.PASSWORD).expect(200);
    }

    @OnEveryServer
    void theNewPasswordMustKeepTheRules(TestServer server) {
        Tokens ada = server.person();
        change(ada, TestServer.PASSWORD, "short").expectInvalid("new_password");
        change(ada, TestServer.PASSWORD, "password123").expectInvalid("new_password");
        change(ada, TestServer.PASSWORD, ada.name() + "!").expectInvalid("new_password");
        ada.api().post("/auth/change-password", Map.of()).expectInvalid("current_password", "new_password");
        login(server, ada, TestServer.PASSWORD).expect(200);
    }

    @OnEveryServer
    void itNeedsSomebodySignedIn(TestServer server) {
        server.api()
                .post("/auth/change-password", Map.of("current_password", "a", "new_password", NEXT))
                .expectProblem(401, "not_authenticated");
    }

    private static Reply change(Tokens who, String current, String next) {
        return who.api().post("/auth/change-password", Map.of("current_password", current, "new_password", next));
    }

    private static Reply login(TestServer server, Tokens who, String password) {
        return server.api().post("/auth/login", Map.of("username", who.name(), "password", password));
    }
}
