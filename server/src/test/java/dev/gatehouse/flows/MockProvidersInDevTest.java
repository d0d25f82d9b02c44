package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import org.junit.jupiter.api.Test;

/** Mock Google and GitHub are what developers have until they name real ones; production has neither. */
class MockProvidersInDevTest {
    @Test
    void theyAreThereWhereNobodyNamesOthers() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.dev(database)) {
            String document = server.api()
                    .get("/mock/google/.well-known/openid-configuration")
                    .expect(200)
                    .body();
            assertThat(document).contains("\"issuer\":\"" + TestServer.PUBLIC_URL + "/mock/google\"");
            server.api().get("/mock/github/userinfo").expect(401);
            server.api().get("/mock").expect(200);
            assertThat(server.api().get("/").body()).contains("/mock");
        }
    }

    @Test
    void anOperatorsOwnProviderTakesThePlaceOfItsMock() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.dev(
                        database, "providers.google.client_id=mine", "providers.google.client_secret=my secret")) {
            server.api().get("/mock/google/keys").expect(404);
            server.api().get("/mock/github/userinfo").expect(401);
        }
    }

    @Test
    void theServerAloneHasNone() {
        try (TestDatabase database = TestDatabases.sqlite();
                TestServer server = TestServer.on(database)) {
            assertThat(server.routes().all()).extracting(Route::pattern).noneMatch(path -> path.startsWith("/mock"));
            server.api().get("/mock").expect(404);
        }
    }
}
