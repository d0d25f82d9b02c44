package dev.gatehouse.mocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A mock that is not told to cheat is as strict as the real ones, and as they are. */
class HonestTest {
    private MockProviders mocks;

    @BeforeEach
    void start() throws IOException {
        mocks = MockProviders.start();
    }

    @AfterEach
    void stop() {
        mocks.close();
    }

    @Test
    void openIdConnectFromDiscoveryToUserinfo() throws Exception {
        MockProvider google = mocks.add(Flavour.GOOGLE);
        Client client = new Client(google);
        JsonNode document = Json.read(client.get(google.discovery()).body());
        assertThat(document.path("issuer").asString())
                .isEqualTo(google.issuer())
                .isEqualTo(mocks.base() + "/mock/google");
        Answer answer = google.approve(client.authorizationUrl("openid email profile"), Person.ADA);
        assertThat(answer.parameters()).containsEntry("state", "the-state").containsEntry("iss", google.issuer());
        assertThat(answer.uri().toString()).startsWith(Client.CALLBACK + "?code=");
        HttpResponse<String> reply = client.redeem(answer.code());
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        JsonNode tokens = Json.read(reply.body());
        JWTClaimsSet claims = verified(client, google, tokens.path("id_token").asString());
        assertThat(claims.getIssuer()).isEqualTo(google.issuer());
        assertThat(claims.getAudience()).containsExactly(google.clientId());
        assertThat(claims.getStringClaim("nonce")).isEqualTo("the-nonce");
        assertThat(claims.getStringClaim("email")).isEqualTo("ada@example.com");
        assertThat(claims.getBooleanClaim("email_verified")).isTrue();
        assertThat(claims.getExpirationTime()).isAfter(new Date());
        JsonNode profile = Json.read(client.get(
                        google.userinfoEndpoint(), tokens.path("access_token").asString())
                .body());
        assertThat(profile.path("sub").asString()).isEqualTo(claims.getSubject());
        assertThat(google.calls(Endpoint.TOKEN)).isEqualTo(1);
    }

    @Test
    void githubNamesNoAddressInItsProfile() {
        MockProvider github = mocks.add(Flavour.GITHUB);
        Client client = new Client(github);
        String token = client.tokens("read:user user:email", Person.ADA)
                .path("access_token")
                .asString();
        JsonNode profile =
                Json.read(client.get(github.userinfoEndpoint(), token).body());
        assertThat(profile.path("id").isIntegralNumber()).isTrue();
        assertThat(profile.path("login").asString()).isEqualTo("ada");
        assertThat(profile.path("email").isNull()).isTrue();
        JsonNode emails = Json.read(client.get(github.emailsEndpoint(), token).body());
        assertThat(emails.valueStream().filter(one -> one.path("primary").asBoolean()))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.path("email").asString()).isEqualTo("ada@example.com");
                    assertThat(one.path("verified").asBoolean()).isTrue();
                });
        String less =
                client.tokens("read:user", Person.ADA).path("access_token").asString();
        assertThat(client.get(github.emailsEndpoint(), less).statusCode()).isEqualTo(404);
        assertThat(client.redeem("nothing").statusCode()).isEqualTo(200);
        assertThat(client.redeem("nothing").body()).contains("\"error\":\"invalid_grant\"");
    }

    static Stream<List<String>> unfitRedemptions() {
        return Stream.of(
                List.of("invalid_grant", "code", "another"),
                List.of("invalid_grant", "redirect_uri", "https://app.example.org/callback/"),
                List.of("invalid_grant", "code_verifier", "w".repeat(43)),
                List.of("invalid_grant", "code_verifier", ""),
                List.of("invalid_client", "client_secret", "another"),
                List.of("invalid_client", "client_secret", ""),
                List.of("invalid_client", "client_id", "another"),
                List.of("unsupported_grant_type", "grant_type", "password"));
    }

    @ParameterizedTest
    @MethodSource("unfitRedemptions")
    void aCodeIsForItsClientAlone(List<String> unfit) {
        MockProvider provider = mocks.add(Flavour.OPENID_CONNECT);
        Client client = new Client(provider);
        String code =
                provider.approve(client.authorizationUrl("openid"), Person.ADA).code();
        HttpResponse<String> reply = client.redeem(code, unfit.get(1), unfit.get(2));
        assertThat(reply.statusCode()).isIn(400, 401);
        assertThat(Json.read(reply.body()).path("error").asString()).isEqualTo(unfit.getFirst());
    }

    @Test
    void aCodeWorksOnceAndForAMinute() throws IOException {
        java.util.concurrent.atomic.AtomicReference<java.time.Instant> now =
                new java.util.concurrent.atomic.AtomicReference<>(java.time.Instant.parse("2026-01-01T00:00:00Z"));
        try (MockProviders own = MockProviders.start(now::get)) {
            MockProvider provider = own.add(Flavour.OPENID_CONNECT);
            Client client = new Client(provider);
            String code = provider.approve(client.authorizationUrl("openid"), Person.ADA)
                    .code();
            assertThat(client.redeem(code).statusCode()).isEqualTo(200);
            assertThat(client.redeem(code).statusCode()).isEqualTo(400);
            String late = provider.approve(client.authorizationUrl("openid"), Person.ADA)
                    .code();
            now.updateAndGet(before -> before.plusSeconds(60));
            assertThat(client.redeem(late).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void theCallbackIsTheRegisteredOneExactly() {
        MockProvider provider = mocks.add(Flavour.GOOGLE);
        Client client = new Client(provider);
        provider.approve(client.authorizationUrl("openid"), Person.ADA);
        for (String other : List.of(
                Client.CALLBACK + "/",
                Client.CALLBACK + "?a=b",
                "https://app.example.org.evil.example/callback",
                "http://app.example.org/callback",
                "/callback",
                "not an address")) {
            URI url = client.authorizationUrl("openid", "redirect_uri", other);
            assertThatThrownBy(() -> provider.approve(url, Person.ADA)).isInstanceOf(IllegalArgumentException.class);
            HttpResponse<String> page = client.get(url);
            assertThat(page.statusCode()).isEqualTo(400);
            assertThat(page.headers().firstValue("location")).isEmpty();
        }
        provider.register(URI.create("https://other.example.org/callback"));
        assertThat(client.get(client.authorizationUrl("openid")).statusCode()).isEqualTo(400);
    }

    @Test
    void whatDoesNotFitGoesBackRefused() {
        MockProvider provider = mocks.add(Flavour.OPENID_CONNECT);
        Client client = new Client(provider);
        Map<URI, String> unfit = Map.of(
                client.authorizationUrl("openid", "response_type", "token"), "unsupported_response_type",
                client.authorizationUrl("openid", "code_challenge", ""), "invalid_request",
                client.authorizationUrl("openid", "code_challenge_method", "plain"), "invalid_request",
                client.authorizationUrl("email"), "invalid_scope",
                client.authorizationUrl("openid", "prompt", "none"), "login_required");
        unfit.forEach((url, error) -> {
            HttpResponse<String> back = client.get(url);
            assertThat(back.statusCode()).isEqualTo(303);
            assertThat(back.headers().firstValue("location").orElseThrow())
                    .startsWith(Client.CALLBACK + "?error=" + error)
                    .contains("state=the-state");
        });
        assertThat(provider.refuse(client.authorizationUrl("openid")).parameters())
                .containsEntry("error", "access_denied")
                .containsEntry("state", "the-state");
    }

    @Test
    void aScriptNeedsNoPage() {
        MockProvider provider = mocks.add(Flavour.GOOGLE);
        Client client = new Client(provider);
        for (String[] way :
                new String[][] {{"mock_auto", "grace"}, {"mock_auto", "1", "login_hint", "grace@example.com"}}) {
            String back = client.get(client.authorizationUrl("openid email", way))
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            String code = back.replaceAll(".*[?&]code=([^&]*).*", "$1");
            String token =
                    Json.read(client.redeem(code).body()).path("access_token").asString();
            assertThat(client.get(provider.userinfoEndpoint(), token).body()).contains("grace@example.com");
        }
        assertThat(client.get(client.authorizationUrl("openid", "mock_auto", "refuse"))
                        .headers()
                        .firstValue("location")
                        .orElseThrow())
                .contains("error=access_denied");
        provider.next(Person.EVE);
        assertThat(client.get(client.authorizationUrl("openid")).statusCode()).isEqualTo(303);
        assertThat(client.get(client.authorizationUrl("openid")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void everyFlavourHasSubjectsThatStayAndDiffer(Flavour flavour) {
        MockProvider provider = mocks.add(flavour);
        Set<String> subjects = new java.util.TreeSet<>();
        for (Person person : mocks.people()) {
            subjects.add(Claims.subject(flavour, person));
        }
        assertThat(subjects).hasSize(5);
        assertThat(Claims.subject(flavour, Person.MARY)).isEqualTo(Claims.subject(flavour, Person.MARY_MOVED));
        assertThat(provider.issuer()).startsWith(mocks.base().toString());
    }

    @Test
    void thePagesMayMoveMary() {
        assertThat(mocks.person("mary")).isEqualTo(Person.MARY);
        mocks.moveMary(true);
        assertThat(mocks.person("mary")).isEqualTo(Person.MARY_MOVED);
    }

    @Test
    void whatIsNotThereIsNotThere() {
        MockProvider github = mocks.add(Flavour.GITHUB);
        Client client = new Client(github);
        for (String path : List.of(
                "/mock/github/keys",
                "/mock/github/.well-known/openid-configuration",
                "/mock/github/common/v2.0/.well-known/openid-configuration",
                "/mock/nobody/authorize",
                "/mock/nobody/keys")) {
            assertThat(client.get(URI.create(mocks.base() + path)).statusCode())
                    .as(path)
                    .isEqualTo(404);
        }
        assertThat(client.get(github.userinfoEndpoint(), "nothing").statusCode())
                .isEqualTo(401);
    }

    private static JWTClaimsSet verified(Client client, MockProvider provider, String token) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        JWK key = JWKSet.parse(client.get(provider.keysEndpoint()).body())
                .getKeyByKeyId(jwt.getHeader().getKeyID());
        assertThat(key.isPrivate()).isFalse();
        assertThat(jwt.verify(new DefaultJWSVerifierFactory()
                        .createJWSVerifier(jwt.getHeader(), ((AsymmetricJWK) key).toPublicKey())))
                .isTrue();
        return jwt.getJWTClaimsSet();
    }
}
