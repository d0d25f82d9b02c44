package dev.gatehouse.domain.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A sign-in with a provider that nobody here wrote: Navikt's mock-oauth2-server, on Nimbus's oauth2-oidc-sdk. What both sides
 * of our own tests might get wrong alike is found here.
 */
class ThirdPartyProviderTest {
    private static final URI CALLBACK = URI.create("http://localhost:1/auth/id/callback");

    private MockOAuth2Server server;
    private OutgoingClient outgoing;
    private Upstream upstream;
    private Provider provider;

    @BeforeEach
    void start() throws Exception {
        server = new MockOAuth2Server();
        server.start();
        URI issuer = server.issuerUrl("somewhere").uri();
        Duration patience = Duration.ofSeconds(30);
        String host = issuer.getHost() + ":" + issuer.getPort();
        outgoing =
                new OutgoingClient(new OutgoingSettings(patience, patience, List.of(host), List.of()), new Metrics());
        upstream = new Upstream(new Upstream.Needs(outgoing, InstantSource.system(), new SecureRandom()));
        provider = TestProvider.openIdConnect(issuer.toString()).provider();
    }

    @AfterEach
    void stop() {
        outgoing.close();
        server.shutdown();
    }

    private void nextIs(String subject) {
        Map<String, Object> claims =
                Map.of("email", "ada@example.com", "email_verified", true, "name", "Ada Lovelace", "groups", List.of());
        server.enqueueCallback(
                new DefaultOAuth2TokenCallback("somewhere", subject, "JWT", List.of(TestProvider.CLIENT), claims, 600));
    }

    /** What the browser brings back from there. */
    private Upstream.Callback visit(Upstream.Secrets secrets) throws Exception {
        URI there = upstream.authorizationUrl(provider, CALLBACK, "the-state", secrets, Upstream.Purpose.SIGN_IN, null);
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    browser.send(HttpRequest.newBuilder(there).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(302);
            URI back = URI.create(answer.headers().firstValue("location").orElseThrow());
            assertThat(back.toString()).startsWith(CALLBACK + "?");
            Map<String, String> sent = TestIssuer.query(back);
            assertThat(sent).containsEntry("state", "the-state");
            return new Upstream.Callback(sent.get("code"), "the-state", null, null, sent.get("iss"), null);
        }
    }

    @Test
    void itsPeopleComeIn() throws Exception {
        assertThat(upstream.check(provider)).isEmpty();
        nextIs("ada");
        Upstream.Secrets secrets = upstream.prepare();
        ProvenIdentity ada = upstream.redeem(provider, CALLBACK, visit(secrets), secrets);
        assertThat(ada.issuer()).isEqualTo(provider.issuer());
        assertThat(ada.subject()).isEqualTo("ada");
        assertThat(ada.email()).isEqualTo("ada@example.com");
        assertThat(ada.emailVerified()).isTrue();
        assertThat(ada.name()).isEqualTo("Ada Lovelace");
    }

    @Test
    void itsTokensAreRenewed() throws Exception {
        Provider keeping = new TestProvider(provider).keeping(Map.of()).provider();
        nextIs("ada");
        Upstream.Secrets secrets = upstream.prepare();
        ProviderTokens tokens = Objects.requireNonNull(
                upstream.redeem(keeping, CALLBACK, visit(secrets), secrets).tokens());
        ProviderTokens renewed = upstream.refresh(keeping, Objects.requireNonNull(tokens.refreshToken()));
        assertThat(renewed.accessToken()).isNotEqualTo(tokens.accessToken());
    }

    @Test
    void whatBelongsToAnotherRoundTripGetsNobodyIn() throws Exception {
        nextIs("ada");
        Upstream.Secrets secrets = upstream.prepare();
        Upstream.Callback callback = visit(secrets);
        Upstream.Secrets others = upstream.prepare();
        Upstream.Secrets mixed = new Upstream.Secrets(others.nonce(), secrets.codeVerifier());
        UpstreamFailure failure =
                catchThrowableOfType(UpstreamFailure.class, () -> upstream.redeem(provider, CALLBACK, callback, mixed));
        assertThat(failure).hasMessageContaining("nonce");
        // A wrong verifier is for the provider to find out.
        nextIs("ada");
        Upstream.Callback another = visit(secrets);
        UpstreamFailure refusal =
                catchThrowableOfType(UpstreamFailure.class, () -> upstream.redeem(provider, CALLBACK, another, others));
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Reason.DENIED_BY_PROVIDER);
    }
}
