package dev.gatehouse.domain.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which ID tokens are believed: one good one, and what is wrong in each other is the one thing that differs. */
class IdTokensTest {
    private static final String ISSUER = "https://id.example.com";
    private static final String NONCE = "the-nonce";
    private static final String ACCESS = "the-access-token";
    private static final String TENANT = "6a4b1fd2-8c3e-4f5a-9b7d-2e1c0a9f8d76";
    private static final Pen PEN = Pen.of("RS256", "one");

    private final TestClock clock = new TestClock();
    private List<Map<String, Object>> published = List.of(PEN.published());
    private Set<String> algorithms = Set.of();
    private Provider provider = TestProvider.openIdConnect(ISSUER).provider();

    private IdTokens.Believed believe(String token) throws UpstreamFailure {
        java.net.URI any = java.net.URI.create("https://id.example.com/any");
        Metadata metadata = new Metadata(any, any, null, any, algorithms, false, Set.of(), Set.of());
        IdTokens.Keys keys =
                (who, where, missed) -> ProviderKeys.read(Json.read(Json.bytes(Map.of("keys", published))));
        return new IdTokens(keys, clock).believe(token, new IdTokens.Expected(provider, metadata, NONCE, ACCESS));
    }

    private void refused(String token, String because) {
        assertThatThrownBy(() -> believe(token))
                .isInstanceOfSatisfying(
                        UpstreamFailure.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISBEHAVED))
                .hasMessageContaining(because);
    }

    private Map<String, Object> good() {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("aud", TestProvider.CLIENT);
        claims.put("sub", "somebody");
        claims.put("nonce", NONCE);
        claims.put("iat", now);
        claims.put("exp", now + 300);
        return claims;
    }

    private Map<String, Object> good(String name, @Nullable Object value) {
        Map<String, Object> claims = good();
        if (value == null) {
            claims.remove(name);
        } else {
            claims.put(name, value);
        }
        return claims;
    }

    private void refused(String name, @Nullable Object value, String because) {
        refused(PEN.write(good(name, value)), because);
    }

    private void believed(String name, @Nullable Object value) throws UpstreamFailure {
        assertThat(believe(PEN.write(good(name, value))).subject()).isEqualTo("somebody");
    }

    /** Who somebody is does not hang on when they last signed in: what cannot be believed of that is as good as unsaid. */
    @Test
    void theLastSignInIsWhenTheProviderSaysOrNobodyKnows() throws Exception {
        long now = clock.instant().getEpochSecond();
        assertThat(believe(PEN.write(good())).authTime()).isNull();
        assertThat(authTime(now - 3_600)).isEqualTo(Instant.ofEpochSecond(now - 3_600));
        assertThat(authTime(now)).isEqualTo(Instant.ofEpochSecond(now));
        assertThat(authTime(now + 30)).as("clocks differ").isEqualTo(clock.instant());
        for (Object unfit :
                List.of(now + 120, Long.toString(now), now + 0.5, -1, 0, 1e300, true, List.of(now), Map.of())) {
            assertThat(authTime(unfit)).as("%s", unfit).isNull();
        }
    }

    private @Nullable Instant authTime(Object value) throws UpstreamFailure {
        return believe(PEN.write(good("auth_time", value))).authTime();
    }

    private static Map<String, Object> header(String name, Object value) {
        Map<String, Object> header = new HashMap<>(Map.of("alg", "RS256", "kid", "one"));
        header.put(name, value);
        return header;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"
            })
    void aGoodTokenIsBelievedUnderEveryAlgorithmThatIsAllowed(String algorithm) throws Exception {
        Pen pen = Pen.of(algorithm, "its");
        published = List.of(pen.published());
        String hash = algorithm.startsWith("Ed") ? "SHA-512" : "SHA-" + algorithm.substring(2);
        byte[] whole = MessageDigest.getInstance(hash).digest(ACCESS.getBytes(StandardCharsets.US_ASCII));
        Map<String, Object> claims = good(
                "at_hash",
                Base64URL.encode(Arrays.copyOf(whole, whole.length / 2)).toString());
        assertThat(believe(pen.write(claims)).subject()).isEqualTo("somebody");
        claims.put("sub", "somebody else");
        String signature = pen.write(good()).replaceAll(".*\\.", "");
        String moved = pen.write(claims).replaceAll("\\.[^.]*$", "." + signature);
        refused(moved, "wrong signature");
    }

    @Test
    void anIssuerAnAudienceAndANonceAreComparedExactly() throws Exception {
        refused("iss", ISSUER + "/", "another issuer");
        refused("iss", "https://ID.example.com", "another issuer");
        refused("iss", null, "another issuer");
        refused("iss", List.of(ISSUER), "another issuer");
        refused("aud", "another", "for somebody else");
        refused("aud", List.of(TestProvider.CLIENT, "another"), "for somebody else");
        refused("aud", List.of(), "for somebody else");
        refused("aud", null, "for somebody else");
        refused("aud", Map.of(TestProvider.CLIENT, 1), "for somebody else");
        believed("aud", List.of(TestProvider.CLIENT));
        refused("azp", "another", "another party");
        refused("azp", List.of(TestProvider.CLIENT), "another party");
        believed("azp", TestProvider.CLIENT);
        refused("nonce", null, "nonce");
        refused("nonce", "", "nonce");
        refused("nonce", NONCE + "x", "nonce");
        refused("nonce", List.of(NONCE), "nonce");
    }

    @Test
    void aTokenIsForNowWithAMinuteOfLeeway() throws Exception {
        long now = clock.instant().getEpochSecond();
        believed("exp", now - 59);
        refused("exp", now - 60, "expired");
        believed("iat", now + 60);
        refused("iat", now + 62, "from the future");
        believed("nbf", now + 60);
        refused("nbf", now + 62, "from the future");
        believed("iat", now - 900);
        refused("iat", now - 962, "long before");
        refused("exp", null, "does not say when");
        refused("iat", null, "does not say when");
        refused("exp", "soon", "a time that is none");
        refused("exp", -1, "a time that is none");
        refused("exp", 1e300, "a time that is none");
        refused("nbf", true, "a time that is none");
    }

    @Test
    void aSubjectIsAShortTextAndNothingElse() throws Exception {
        refused("sub", null, "no subject");
        refused("sub", "", "no subject");
        refused("sub", 7, "no subject");
        refused("sub", " somebody", "no subject");
        refused("sub", "some\nbody", "no subject");
        refused("sub", "s".repeat(256), "no subject");
        assertThat(believe(PEN.write(good("sub", "s".repeat(255)))).subject()).hasSize(255);
    }

    @Test
    void anAccessTokenMustBeTheOneThatTheTokenCameWith() {
        refused("at_hash", "AAAAAAAAAAAAAAAAAAAAAA", "another access token");
        refused("at_hash", 1, "another access token");
    }

    @Test
    void aTokenDoesNotChooseHowItIsVerified() throws Exception {
        String[] parts = PEN.write(good()).split("\\.");
        refused(Base64URL.encode("{\"alg\":\"none\"}") + "." + parts[1] + ".", "not allowed");
        refused(Base64URL.encode("{\"alg\":\"none\"}") + "." + parts[1] + "." + parts[2], "not allowed");
        refused(PEN.write(header("alg", "None"), good()), "not allowed");
        refused(PEN.write(header("alg", "RS1"), good()), "not allowed");
        refused(hmac(PEN.jwk().toRSAKey().toRSAPublicKey().getEncoded()), "not allowed");
        refused(hmac(PEN.jwk().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)), "not allowed");
        refused(PEN.write(header("alg", "RS384"), good()), "wrong signature");
        refused(PEN.write(header("alg", "ES256"), good()), "does not publish");
        refused(PEN.write(header("alg", 256), good()), "not allowed");
    }

    private String hmac(byte[] secret) throws Exception {
        String text =
                Base64URL.encode("{\"alg\":\"HS256\",\"kid\":\"one\"}") + "." + Base64URL.encode(Json.text(good()));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return text + "." + Base64URL.encode(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aTokenBringsNoKeyOfItsOwn() throws Exception {
        Pen own = Pen.of("RS256", "one");
        refused(own.write(header("jwk", own.published()), good()), "never taken");
        refused(PEN.write(header("crit", List.of("exp")), good()), "never taken");
        refused(PEN.write(header("b64", false), good()), "never taken");
        refused(PEN.write(header("zip", "DEF"), good()), "never taken");
        refused(PEN.write(header("cty", "JWT"), good()), "never taken");
        refused(own.write(header("jku", "https://attacker.example/keys"), good()), "wrong signature");
        refused(own.write(header("x5c", List.of("MIIB")), good()), "wrong signature");
        assertThat(believe(PEN.write(header("jku", "https://id.example.com/keys"), good()))
                        .subject())
                .isEqualTo("somebody");
    }

    @Test
    void aTokenOfAnotherTypeIsNoIdToken() throws Exception {
        refused(PEN.write(header("typ", "at+jwt"), good()), "another type");
        refused(PEN.write(header("typ", "logout+jwt"), good()), "another type");
        refused(PEN.write(header("typ", 1), good()), "another type");
        assertThat(believe(PEN.write(header("typ", "jwt"), good())).subject()).isEqualTo("somebody");
    }

    @Test
    void aKeyIsFoundByItsNameAndUsedForWhatItIs() throws Exception {
        refused(PEN.write(header("kid", "../../one"), good()), "does not publish");
        refused(PEN.write(header("kid", List.of("one")), good()), "does not publish");
        refused(PEN.write(header("kid", 1), good()), "does not publish");
        String nameless = PEN.write(Map.of("alg", "RS256"), good());
        assertThat(believe(nameless).subject()).isEqualTo("somebody");
        published = List.of(PEN.published(), Pen.of("RS256", "two").published());
        refused(nameless, "does not publish");
        published = List.of(with(PEN, "use", "enc"), Pen.of("RS256", "two").published());
        refused(PEN.write(good()), "does not publish");
        published = List.of(with(PEN, "alg", "RS512"));
        refused(PEN.write(good()), "does not publish");
        published = List.of(with(PEN, "alg", "RS256"));
        assertThat(believe(PEN.write(good())).subject()).isEqualTo("somebody");
        // One name for two keys, as some rotate: whichever signed.
        published = List.of(Pen.of("RS256", "one").published(), PEN.published());
        assertThat(believe(PEN.write(good())).subject()).isEqualTo("somebody");
    }

    private static Map<String, Object> with(Pen pen, String name, Object value) {
        Map<String, Object> key = new HashMap<>(pen.published());
        key.put(name, value);
        return key;
    }

    @Test
    void weakAndSharedKeysAreNoKeys() {
        Map<String, Object> small = with(
                PEN, "n", Base64URL.encode(PEN.sign(new byte[0])).toString().substring(0, 171));
        Map<String, Object> one = with(PEN, "e", "AQ");
        Map<String, Object> shared = Map.of("kty", "oct", "k", "AAAA", "kid", "one");
        Map<String, Object> unknown = Map.of("kty", "?");
        for (Map<String, Object> key : List.of(small, one, shared, unknown)) {
            published = List.of(key);
            refused(PEN.write(good()), "none of its keys");
        }
    }

    @Test
    void theMetadataNarrowsTheAlgorithms() throws Exception {
        algorithms = Set.of("ES256", "HS256", "none");
        refused(PEN.write(good()), "its metadata does not name");
        algorithms = Set.of("RS256");
        assertThat(believe(PEN.write(good())).subject()).isEqualTo("somebody");
    }

    @Test
    void anIssuerOfATenantIsTheTokensOwn() throws Exception {
        provider = TestProvider.openIdConnect("https://login.example/{tenantid}/v2.0")
                .provider();
        String tenants = "https://login.example/" + TENANT + "/v2.0";
        Map<String, Object> claims = good("iss", tenants);
        refused(PEN.write(claims), "another issuer");
        claims.put("tid", TENANT);
        assertThat(believe(PEN.write(claims)).issuer()).isEqualTo(tenants);
        claims.put("tid", "11111111-2222-4333-8444-555555555555");
        refused(PEN.write(claims), "another issuer");
        claims.put("tid", "../" + TENANT);
        claims.put("iss", "https://login.example/../" + TENANT + "/v2.0");
        refused(PEN.write(claims), "another issuer");
        claims.remove("tid");
        claims.put("iss", "https://login.example/{tenantid}/v2.0");
        // The template itself is nobody's issuer, though it is written in the settings.
        refused(PEN.write(claims), "another issuer");
    }

    @Test
    void aKeyOfOneTenantSignsForNoOther() throws Exception {
        provider = TestProvider.openIdConnect("https://login.example/{tenantid}/v2.0")
                .provider();
        Map<String, Object> claims = good("iss", "https://login.example/" + TENANT + "/v2.0");
        claims.put("tid", TENANT);
        published = List.of(with(PEN, "issuer", "https://login.example/{tenantid}/v2.0"));
        assertThat(believe(PEN.write(claims)).subject()).isEqualTo("somebody");
        published = List.of(with(PEN, "issuer", "https://login.example/" + TENANT + "/v2.0"));
        assertThat(believe(PEN.write(claims)).subject()).isEqualTo("somebody");
        published = List.of(with(PEN, "issuer", "https://login.example/11111111-2222-4333-8444-555555555555/v2.0"));
        refused(PEN.write(claims), "a key that is for another issuer");
    }

    @Test
    void aTokenHasOneReading() {
        String header = "{\"alg\":\"RS256\",\"kid\":\"one\"}";
        String claims = Json.text(good());
        refused(PEN.write(header, claims.replace("\"sub\"", "\"sub\":\"admin\",\"sub\"")), "no strict JSON");
        refused(PEN.write("{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"one\"}", claims), "no strict JSON");
        refused(PEN.write(header, "[]"), "no JSON object");
        refused(PEN.write(header, claims + "{}"), "no strict JSON");
        refused(PEN.write(header, "[".repeat(5000)), "no strict JSON");
        String token = PEN.write(good());
        refused(token + ".", "no signed token");
        refused(token + "=", "base64url");
        refused(token.substring(token.indexOf('.')), "base64url");
        refused("", "no signed token");
        refused("..", "base64url");
        refused("x".repeat(40_000), "no signed token");
        refused(PEN.write(good("more", "x".repeat(40_000))), "no signed token");
    }
}
