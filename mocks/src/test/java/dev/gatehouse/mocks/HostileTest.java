package dev.gatehouse.mocks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.text.ParseException;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A mock that is told to cheat does exactly that: else a test of a client would pass by itself. */
class HostileTest {
    private MockProviders mocks;
    private MockProvider provider;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        mocks = MockProviders.start();
        provider = mocks.add(Flavour.OPENID_CONNECT);
        client = new Client(provider);
    }

    @AfterEach
    void stop() {
        mocks.close();
    }

    @Test
    void whatIdTokensSayIsWrong() throws Exception {
        assertThat(claims(Mode.WRONG_ISSUER).getIssuer()).isNotEqualTo(provider.issuer());
        assertThat(claims(Mode.WRONG_AUDIENCE).getAudience()).doesNotContain(provider.clientId());
        assertThat(claims(Mode.EXTRA_AUDIENCE).getAudience())
                .contains(provider.clientId())
                .hasSize(2);
        assertThat(claims(Mode.WRONG_NONCE).getClaim("nonce")).isNotNull().isNotEqualTo("the-nonce");
        assertThat(claims(Mode.NO_NONCE).getClaim("nonce")).isNull();
        assertThat(claims(Mode.EXPIRED).getExpirationTime()).isBefore(new Date());
        assertThat(claims(Mode.FROM_THE_FUTURE).getNotBeforeTime()).isAfter(new Date());
        assertThat(claims(Mode.NO_AUTH_TIME).getClaim("auth_time")).isNull();
        assertThat(claims(Mode.OLD_AUTH_TIME).getDateClaim("auth_time")).isBefore(new Date());
        assertThat(claims(Mode.FUTURE_AUTH_TIME).getDateClaim("auth_time")).isAfter(new Date());
        assertThat(claims(Mode.TEXT_AUTH_TIME).getClaim("auth_time")).isInstanceOf(String.class);
        assertThat(claims(Mode.NO_SUBJECT).getSubject()).isNull();
        assertThat(claims(Mode.UNVERIFIED_EMAIL).getClaim("email_verified")).isEqualTo(false);
        assertThat(claims(Mode.HOSTILE_TEXTS).getStringClaim("picture")).startsWith("javascript:");
        assertThat(claims(Mode.OTHER_USERINFO_SUBJECT).getClaim("email")).isNull();
        Object honest = claims().getClaim("at_hash");
        assertThat(claims(Mode.WRONG_AT_HASH).getClaim("at_hash"))
                .isNotNull()
                // That of a text which is the same each time, so not that of a fresh access token.
                .isNotEqualTo(honest)
                .isEqualTo(claims(Mode.WRONG_AT_HASH).getClaim("at_hash"));
        provider.behave(Mode.NO_ID_TOKEN);
        assertThat(client.tokens("openid", Person.ADA).has("id_token")).isFalse();
    }

    @Test
    void signaturesAreWrong() throws Exception {
        assertThat(verifies(signed(), published())).isTrue();
        assertThat(JWTParser.parse(token(Mode.UNSIGNED))).isInstanceOf(PlainJWT.class);
        assertThat(verifies(signed(Mode.WRONG_SIGNATURE), published())).isFalse();
        SignedJWT unknown = signed(Mode.UNKNOWN_KEY);
        assertThat(published().getKeyByKeyId(unknown.getHeader().getKeyID())).isNull();
        SignedJWT embedded = signed(Mode.EMBEDDED_JWK);
        assertThat(verifies(embedded, published())).isFalse();
        assertThat(embedded.verify(
                        new ECDSAVerifier(embedded.getHeader().getJWK().toECKey())))
                .isTrue();
        SignedJWT symmetric = signed(Mode.HS256_WITH_PUBLIC_KEY);
        JWK key = published().getKeyByKeyId(symmetric.getHeader().getKeyID());
        assertThat(symmetric.verify(new MACVerifier(key.toECKey().toPublicKey().getEncoded())))
                .isTrue();
    }

    @Test
    void aNewKeySignsAndTheOldOneStays() throws Exception {
        SignedJWT before = signed();
        SignedJWT after = signed(Mode.KEY_ROTATION);
        assertThat(after.getHeader().getKeyID()).isNotEqualTo(before.getHeader().getKeyID());
        assertThat(verifies(before, published())).isTrue();
        assertThat(verifies(after, published())).isTrue();
    }

    @Test
    void answersAreMixedUp() {
        provider.behave(Mode.MIXED_UP_STATE, Mode.MIXED_UP_ISSUER);
        Map<String, String> parameters =
                provider.approve(client.authorizationUrl("openid"), Person.ADA).parameters();
        assertThat(parameters.get("state")).isNotEqualTo("the-state");
        assertThat(parameters.get("iss")).isNotEqualTo(provider.issuer());
    }

    @Test
    void aCodeComesBack() {
        String first =
                provider.approve(client.authorizationUrl("openid"), Person.ADA).code();
        assertThat(client.redeem(first).statusCode()).isEqualTo(200);
        provider.behave(Mode.REPLAYED_CODE);
        assertThat(provider.approve(client.authorizationUrl("openid"), Person.EVE)
                        .code())
                .isEqualTo(first);
        assertThat(client.redeem(first, "code_verifier", "w".repeat(43)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theProfileIsSomebodyElses() {
        provider.behave(Mode.OTHER_USERINFO_SUBJECT);
        String token =
                client.tokens("openid email", Person.ADA).path("access_token").asString();
        JsonNode profile =
                Json.read(client.get(provider.userinfoEndpoint(), token).body());
        assertThat(profile.path("sub").asString())
                .isNotEqualTo(Claims.subject(provider.flavour(), Person.ADA))
                .isNotEmpty();
        assertThat(profile.path("email").asString()).isEqualTo("ada@example.com");
    }

    @Test
    void discoveryLies() {
        provider.behave(Mode.WRONG_DISCOVERY_ISSUER);
        assertThat(document().path("issuer").asString()).isNotEqualTo(provider.issuer());
        provider.behave(Mode.STOLEN_TOKEN_ENDPOINT);
        assertThat(document().path("issuer").asString()).isEqualTo(provider.issuer());
        URI stolen = URI.create(document().path("jwks_uri").asString());
        assertThat(stolen.getHost()).isEqualTo("127.0.0.1");
        assertThat(client.get(stolen).statusCode()).isEqualTo(200);
        assertThat(provider.inwardCalls()).isEqualTo(1);
    }

    @Test
    void endpointsFail() {
        assertThat(keys(Mode.DOWN).statusCode()).isEqualTo(503);
        assertThat(keys(Mode.ERROR_500).statusCode()).isEqualTo(500);
        HttpResponse<String> gigantic = keys(Mode.GIGANTIC);
        assertThat(gigantic.body().length()).isGreaterThan(8_000_000);
        assertThat(Json.read(gigantic.body().strip()).has("keys")).isTrue();
        HttpResponse<String> text = keys(Mode.NOT_JSON);
        assertThat(text.headers().firstValue("content-type")).contains("application/json");
        assertThat(text.body()).startsWith("<html>");
        HttpResponse<String> leading = keys(Mode.REDIRECT_INWARD);
        assertThat(leading.statusCode()).isEqualTo(307);
        URI inward = URI.create(leading.headers().firstValue("location").orElseThrow());
        assertThat(inward.getHost()).isEqualTo("127.0.0.1");
        assertThat(provider.inwardCalls()).isZero();
        assertThat(client.get(inward).body()).contains("\"keys\"");
        assertThat(provider.inwardCalls()).isEqualTo(1);
        assertThat(provider.calls(Endpoint.KEYS)).isEqualTo(6);
    }

    @Test
    void oneEndpointMayFailAlone() {
        provider.behaveAt(Endpoint.TOKEN, Mode.DOWN);
        assertThat(document().path("issuer").asString()).isEqualTo(provider.issuer());
        String code =
                provider.approve(client.authorizationUrl("openid"), Person.ADA).code();
        assertThat(client.redeem(code).statusCode()).isEqualTo(503);
        provider.behave();
        assertThat(client.redeem(code).statusCode()).isEqualTo(200);
    }

    @Test
    void slowAnswersComeWhenItIsTakenOff() throws Exception {
        provider.behave(Mode.SLOW);
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(
                () -> client.get(provider.keysEndpoint()).statusCode());
        while (provider.calls(Endpoint.KEYS) == 0) {
            Thread.onSpinWait();
        }
        assertThat(answer.isDone()).isFalse();
        provider.behave();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(200);
    }

    @Test
    void everyModeConcernsSomebody() {
        for (Mode mode : Mode.values()) {
            assertThat(mode.sentence()).endsWith(".");
            assertThat(List.of(Flavour.values()).stream().filter(mode::concerns))
                    .as(mode.name())
                    .isNotEmpty();
        }
        assertThat(Mode.WRONG_ISSUER.concerns(Flavour.GITHUB)).isFalse();
    }

    @Test
    void onlyItsOwnPageSwitches() {
        URI page = URI.create(mocks.base() + "/mock");
        assertThat(client.post(page, "provider=openid-connect&mode_UNSIGNED=on").statusCode())
                .isEqualTo(403);
        assertThat(provider.modes()).isEmpty();
        String key = client.get(page).body().replaceAll("(?s).*?name=\"key\" value=\"([^\"]+)\".*", "$1");
        assertThat(client.post(page, "provider=openid-connect&mode_UNSIGNED=on&key=" + key)
                        .statusCode())
                .isEqualTo(303);
        assertThat(provider.modes()).containsExactly(Mode.UNSIGNED);
        assertThat(client.get(page).body()).contains("value=\"on\" checked");
        client.post(page, "provider=openid-connect&mode_UNSIGNED=on&honest=on&key=" + key);
        assertThat(provider.modes()).isEmpty();
        client.post(page, "mary=moves&key=" + key);
        assertThat(mocks.people()).contains(Person.MARY_MOVED).doesNotContain(Person.MARY);
    }

    private JsonNode document() {
        return Json.read(client.get(provider.discovery()).body());
    }

    private HttpResponse<String> keys(Mode mode) {
        provider.behave(mode);
        return client.get(provider.keysEndpoint());
    }

    private String token(Mode... modes) {
        provider.behave(modes);
        return client.tokens("openid profile email", Person.ADA)
                .path("id_token")
                .asString();
    }

    private SignedJWT signed(Mode... modes) throws ParseException {
        return SignedJWT.parse(token(modes));
    }

    private JWTClaimsSet claims(Mode... modes) throws ParseException {
        return signed(modes).getJWTClaimsSet();
    }

    private JWKSet published() throws ParseException {
        provider.behave();
        return JWKSet.parse(client.get(provider.keysEndpoint()).body());
    }

    private static boolean verifies(SignedJWT jwt, JWKSet keys) throws JOSEException {
        return jwt.verify(
                new ECDSAVerifier(keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey()));
    }
}
