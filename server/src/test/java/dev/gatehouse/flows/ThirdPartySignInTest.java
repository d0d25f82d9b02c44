package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.Test;

/** A whole sign-in with a provider that nobody here wrote, which knows the time by the system's clock. */
class ThirdPartySignInTest {
    private static final String CLIENT = "gatehouse-at-somewhere";

    @Test
    void itsPeopleComeInAndComeBack() throws Exception {
        MockOAuth2Server elsewhere = new MockOAuth2Server();
        elsewhere.start();
        URI issuer = elsewhere.issuerUrl("somewhere").uri();
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.on(
                        on,
                        "outgoing.allow_private=" + issuer.getHost(),
                        "providers.somewhere.preset=oidc",
                        "providers.somewhere.display_name=Somewhere",
                        "providers.somewhere.issuer=" + issuer,
                        "providers.somewhere.client_id=" + CLIENT,
                        "providers.somewhere.client_secret=a-secret-for-somewhere")) {
            // The clock of the tests stands in March; this provider's tokens are of today.
            server.clock().advanceTo(java.time.Instant.now());
            Surfer ada = new Surfer(server);
            String id = signIn(server, elsewhere, ada);
            assertThat(signIn(server, elsewhere, new Surfer(server))).isEqualTo(id);
            Reply status = ada.get("/auth/status").expect(200);
            assertThat(status.text("provider")).isEqualTo("somewhere");
            assertThat(status.text("user.email")).isEqualTo("ada@example.com");
        } finally {
            elsewhere.shutdown();
        }
    }

    private static String signIn(TestServer server, MockOAuth2Server elsewhere, Surfer browser) throws Exception {
        Map<String, Object> claims = Map.of("email", "ada@example.com", "email_verified", true, "name", "Ada Lovelace");
        elsewhere.enqueueCallback(
                new DefaultOAuth2TokenCallback("somewhere", "ada", "JWT", List.of(CLIENT), claims, 600));
        URI there = browser.asProgram().leave("/auth/somewhere");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(there).build(), HttpResponse.BodyHandlers.ofString());
            String back = answer.headers().firstValue("location").orElseThrow();
            assertThat(back).startsWith(TestServer.PUBLIC_URL + "/auth/somewhere/callback?");
            browser.get(back.substring(TestServer.PUBLIC_URL.length())).expect(303);
        }
        return java.util.Objects.requireNonNull(
                browser.get("/users/me").expect(200).text("id"));
    }
}
