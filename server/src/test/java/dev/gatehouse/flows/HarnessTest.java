package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;

class HarnessTest {
    @OnEveryServer
    void somebodySignsUpAndInAndIsKnown(TestServer server) {
        Tokens ada = server.person();
        assertThat(ada.api().get("/users/me").expect(200).text("username")).isEqualTo(ada.name());
    }

    @OnEveryServer
    void anAdministratorHasTheRole(TestServer server) {
        assertThat(server.admin().api().get("/users/me").expect(200).texts("roles"))
                .containsExactly("admin");
    }

    @OnEveryDatabase
    void everythingIsThereAfterARestart(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            server.restart();
            server.api().bearer(ada.access()).get("/users/me").expect(200);
            server.signIn(ada.name());
        }
    }
}
