package dev.gatehouse.domain.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Credential;
import dev.gatehouse.domain.providers.Provider.Reauthentication;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to providers, and what is made of their answers, beyond what an ID token proves. */
class UpstreamTest {
    private static final Pen PEN = Pen.of("ES256", "one");

    private TestIssuer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = new TestIssuer(PEN);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private interface Call {
        void run() throws UpstreamFailure;
    }

    private static UpstreamFailure failure(Call call) {
        UpstreamFailure failure = catchThrowableOfType(UpstreamFailure.class, call::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    private UpstreamFailure refusal(Upstream.Callback callback) {
        return failure(() ->
                issuer.upstream.redeem(issuer.provider(), TestIssuer.CALLBACK, callback, issuer.upstream.prepare()));
    }

    private static Upstream.Callback callback(String code, @Nullable String error, String iss) {
        return new Upstream.Callback(code, "the-state", error, null, iss, null);
    }

    @Test
    void aPersonIsSentWithEverythingThatBindsTheAnswer() throws Exception {
        Upstream.Secrets secrets = issuer.upstream.prepare();
        URI there = issuer.upstream.authorizationUrl(
                issuer.provider(),
                TestIssuer.CALLBACK,
                "a state&more=1",
                secrets,
                Upstream.Purpose.PROVE_ANEW,
                "ada@example.com");
        assertThat(there.toString()).startsWith(issuer.base + "/authorize?tenant=1&response_type=code&");
        String challenge = Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(secrets.codeVerifier()));
        assertThat(TestIssuer.query(there))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("tenant", "1"),
                        Map.entry("response_type", "code"),
                        Map.entry("client_id", TestProvider.CLIENT),
                        Map.entry("redirect_uri", TestIssuer.CALLBACK.toString()),
                        Map.entry("scope", "openid email profile"),
                        Map.entry("state", "a state&more=1"),
                        Map.entry("nonce", secrets.nonce()),
                        Map.entry("code_challenge", challenge),
                        Map.entry("code_challenge_method", "S256"),
                        Map.entry("prompt", "login"),
                        Map.entry("max_age", "0"),
                        Map.entry("login_hint", "ada@example.com")));
        Upstream.Secrets others = issuer.upstream.prepare();
        assertThat(List.of(secrets.nonce(), secrets.codeVerifier(), others.nonce(), others.codeVerifier()))
                .doesNotHaveDuplicates()
                .allSatisfy(secret -> assertThat(secret).hasSize(43));
        assertThat(secrets.toString()).doesNotContain(secrets.nonce(), secrets.codeVerifier());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "BOTH, login, 0, -",
                "PROMPT, login, -, -",
                "MAX_AGE, select_account, 0, -",
                "CLAIMS, select_account, -, auth_time",
                "NONE, select_account, -, -"
            })
    void aProviderIsAskedForANewProofAsItTakesIt(
            Reauthentication how, String prompt, @Nullable String maxAge, @Nullable String claim) throws Exception {
        Provider provider = new TestProvider(issuer.provider()).asking(how).provider();
        Map<String, String> anew = asked(provider, Upstream.Purpose.PROVE_ANEW);
        assertThat(anew).containsEntry("prompt", prompt);
        assertThat(anew.get("max_age")).isEqualTo(maxAge);
        Map<String, String> usual = asked(provider, Upstream.Purpose.SIGN_IN);
        assertThat(usual).doesNotContainKeys("prompt", "max_age");
        assertThat(asked(provider, Upstream.Purpose.BE_SOMEBODY))
                .containsEntry("prompt", "select_account")
                .doesNotContainKey("max_age");
        for (Map<String, String> query : List.of(anew, usual)) {
            assertThat(query.getOrDefault("claims", "")).contains(claim == null ? "" : claim);
            assertThat(query.containsKey("claims")).isEqualTo(claim != null);
        }
    }

    private Map<String, String> asked(Provider provider, Upstream.Purpose purpose) throws UpstreamFailure {
        return TestIssuer.query(issuer.upstream.authorizationUrl(
                provider, TestIssuer.CALLBACK, "s", issuer.upstream.prepare(), purpose, null));
    }

    @Test
    void settingsAddParametersAndReplaceNone() throws Exception {
        Provider provider = new TestProvider(issuer.provider())
                .keeping(Map.of("access_type", "offline", "prompt", "consent", "state", "theirs", "scope", "all"))
                .provider();
        URI there = issuer.upstream.authorizationUrl(
                provider, TestIssuer.CALLBACK, "ours", issuer.upstream.prepare(), Upstream.Purpose.SIGN_IN, null);
        assertThat(TestIssuer.query(there))
                .containsEntry("access_type", "offline")
                .containsEntry("prompt", "consent")
                .containsEntry("state", "ours")
                .containsEntry("scope", "openid email profile");
    }

    @Test
    void nobodyIsSentAnywhereButToTheWeb() {
        for (String address : List.of(
                "javascript:alert(1)",
                "data:text/html,x",
                "ftp://id.example.com/",
                "https://user@id.example.com/",
                "https://id.example.com/#fragment",
                "https:///authorize",
                "/authorize",
                "https://id.example.com/a b")) {
            issuer.metadata("authorization_endpoint", address);
            issuer.clock.advance(Duration.ofMinutes(1));
            UpstreamFailure failure = failure(() -> issuer.upstream.authorizationUrl(
                    issuer.provider(),
                    TestIssuer.CALLBACK,
                    "s",
                    issuer.upstream.prepare(),
                    Upstream.Purpose.SIGN_IN,
                    null));
            assertThat(failure.reason()).as(address).isEqualTo(Reason.MISBEHAVED);
            assertThat(failure).hasMessageContaining("authorization_endpoint");
        }
    }

    @Test
    void theTokenRequestHasTheVerifierAndTheSameCallback() throws Exception {
        issuer.signIn(issuer.provider(), Map.of());
        TestIssuer.Asked asked = issuer.last("/token");
        assertThat(asked.form())
                .containsOnlyKeys("grant_type", "code", "redirect_uri", "code_verifier")
                .containsEntry("grant_type", "authorization_code")
                .containsEntry("code", "the-code")
                .containsEntry("redirect_uri", TestIssuer.CALLBACK.toString());
        assertThat(asked.authorization())
                .isEqualTo("Basic "
                        + Base64.getEncoder()
                                .encodeToString("our-client:our+secret".getBytes(StandardCharsets.US_ASCII)));
        assertThat(asked.accept()).isEqualTo("application/json");
    }

    @Test
    void aCredentialIsSentInTheOneWayThatIsSet() throws Exception {
        TestProvider usual = new TestProvider(issuer.provider());
        issuer.signIn(usual.by(new Credential.Post(new Secret("s p"))).provider(), Map.of());
        assertThat(issuer.last("/token").authorization()).isNull();
        assertThat(issuer.last("/token").form())
                .containsEntry("client_id", TestProvider.CLIENT)
                .containsEntry("client_secret", "s p");
        issuer.signIn(usual.by(new Credential.None()).provider(), Map.of());
        assertThat(issuer.last("/token").form())
                .containsEntry("client_id", TestProvider.CLIENT)
                .doesNotContainKey("client_secret");
    }

    @Test
    void appleGetsAShortLivedJwtThatIsMadeOnce() throws Exception {
        Pen own = Pen.of("ES256", "mine");
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(own.secret().getEncoded()) + "\n-----END PRIVATE KEY-----\n";
        Provider apple = new TestProvider(issuer.provider())
                .apple(new Credential.AppleKey("TEAM", "mine", new Secret(pem)))
                .provider();
        issuer.signIn(apple, Map.of());
        String first = issuer.last("/token").form().get("client_secret");
        SignedJWT jwt = SignedJWT.parse(first);
        assertThat(jwt.verify(new ECDSAVerifier(own.jwk().toECKey()))).isTrue();
        assertThat(jwt.getHeader().getKeyID()).isEqualTo("mine");
        assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("TEAM");
        assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo(TestProvider.CLIENT);
        assertThat(jwt.getJWTClaimsSet().getAudience()).containsExactly(issuer.base);
        assertThat(jwt.getJWTClaimsSet().getExpirationTime().toInstant())
                .isBetween(issuer.clock.instant(), issuer.clock.instant().plus(Duration.ofHours(1)));
        issuer.clock.advance(Duration.ofMinutes(49));
        issuer.signIn(apple, Map.of());
        assertThat(issuer.last("/token").form()).containsEntry("client_secret", first);
        issuer.clock.advance(Duration.ofMinutes(2));
        issuer.signIn(apple, Map.of());
        assertThat(issuer.last("/token").form().get("client_secret")).isNotEqualTo(first);
        Provider broken = new TestProvider(issuer.provider())
                .apple(new Credential.AppleKey("TEAM", "mine", new Secret("-----BEGIN PRIVATE KEY-----hush")))
                .provider();
        assertThat(failure(() -> issuer.signIn(broken, Map.of())))
                .hasMessageContaining("no P-256 key")
                .hasNoCause();
    }

    @Test
    void aRefusalIsThePersonsOrTheProviders() {
        assertThat(refusal(callback("c", "access_denied", issuer.base)).reason())
                .isEqualTo(Reason.DENIED_BY_PERSON);
        assertThat(refusal(callback("c", "user_cancelled_authorize", issuer.base))
                        .reason())
                .isEqualTo(Reason.DENIED_BY_PERSON);
        assertThat(refusal(callback("c", "invalid_scope", issuer.base)).reason())
                .isEqualTo(Reason.DENIED_BY_PROVIDER);
        assertThat(refusal(callback("c", "temporarily_unavailable", issuer.base))
                        .reason())
                .isEqualTo(Reason.UNREACHABLE);
        assertThat(refusal(callback("c", "<script>\n", issuer.base)))
                .hasMessage("the authorization endpoint answered with an unreadable error");
        assertThat(issuer.count("/token")).isZero();
    }

    @Test
    void anAnswerIsOfTheProviderThatWasAsked() {
        assertThat(refusal(callback("c", null, "https://other.example")).reason())
                .isEqualTo(Reason.MISBEHAVED);
        assertThat(refusal(callback("c", null, issuer.base + "/")).reason()).isEqualTo(Reason.MISBEHAVED);
        assertThat(refusal(callback("c", "access_denied", "https://other.example"))
                        .reason())
                .isEqualTo(Reason.MISBEHAVED);
        for (String code : List.of("", " ", "a b", "a\nb", "ä", "x".repeat(9000))) {
            assertThat(refusal(TestIssuer.callback(code)).reason()).isEqualTo(Reason.MISBEHAVED);
        }
        assertThat(issuer.count("/token")).isZero();
        issuer.clock.advance(Duration.ofDays(2));
        issuer.metadata("authorization_response_iss_parameter_supported", true);
        assertThat(refusal(TestIssuer.callback("c"))).hasMessageContaining("does not say whose it is");
        assertThat(issuer.count("/token")).isZero();
    }

    @Test
    void gitHubSaysWhoItIsOnItsOwnHost() {
        Provider gitHub = TestProvider.gitHub("https://git.example").provider();
        for (String iss : List.of("https://git.example", "https://git.example/login/oauth")) {
            UpstreamFailure further = failure(() -> issuer.upstream.redeem(
                    gitHub, TestIssuer.CALLBACK, callback("c", "access_denied", iss), issuer.upstream.prepare()));
            assertThat(further.reason()).as(iss).isEqualTo(Reason.DENIED_BY_PERSON);
        }
        for (String iss : List.of(
                "",
                "x",
                "http://git.example",
                "https://git.example:444",
                "https://git.example@evil.example",
                "https://git.example.evil.example")) {
            UpstreamFailure mixed = failure(() -> issuer.upstream.redeem(
                    gitHub, TestIssuer.CALLBACK, callback("c", "access_denied", iss), issuer.upstream.prepare()));
            assertThat(mixed.reason()).as(iss).isEqualTo(Reason.MISBEHAVED);
        }
    }

    @Test
    void aTokenEndpointRefusesInManyWays() {
        Upstream.Callback good = TestIssuer.callback("c");
        issuer.reply("/token", 400, "{\"error\":\"invalid_grant\",\"error_description\":\"code the-code\"}");
        assertThat(refusal(good)).hasMessage("the token endpoint refuses with invalid_grant");
        assertThat(refusal(good).reason()).isEqualTo(Reason.DENIED_BY_PROVIDER);
        issuer.reply("/token", 200, "{\"error\":\"bad_verification_code\"}");
        assertThat(refusal(good).reason()).isEqualTo(Reason.DENIED_BY_PROVIDER);
        issuer.reply("/token", 400, "{\"error\":{\"type\":\"OAuthException\"}}");
        assertThat(refusal(good)).hasMessage("the token endpoint refuses with oauthexception");
        issuer.reply("/token", 429, "{}");
        assertThat(refusal(good).reason()).isEqualTo(Reason.UNREACHABLE);
        issuer.reply("/token", 503, "busy");
        assertThat(refusal(good).reason()).isEqualTo(Reason.UNREACHABLE);
        for (String json : List.of(
                "{}",
                "[]",
                "null",
                "{\"access_token\":\"a\",\"access_token\":\"b\"}",
                "{\"access_token\":\"a\\r\\nx: y\"}",
                "{\"access_token\":7}",
                "{\"access_token\":\"a\",\"token_type\":\"DPoP\"}",
                "{\"access_token\":\"a\",\"id_token\":7}")) {
            issuer.reply("/token", 200, json);
            assertThat(refusal(good).reason()).as(json).isEqualTo(Reason.MISBEHAVED);
        }
    }

    @Test
    void tokensAreKeptOnlyWhereSomebodyMayHaveThem() throws Exception {
        assertThat(issuer.signIn(issuer.provider(), Map.of()).tokens()).isNull();
        Provider keeping = new TestProvider(issuer.provider()).keeping(Map.of()).provider();
        ProviderTokens tokens =
                Objects.requireNonNull(issuer.signIn(keeping, Map.of()).tokens());
        assertThat(tokens.accessToken()).isEqualTo("the-token");
        assertThat(tokens.expiresAt()).isNull();
        issuer.reply("/token", Map.of("access_token", "next", "expires_in", "3600", "scope", "a b"));
        ProviderTokens renewed = issuer.upstream.refresh(keeping, "the-refresh-token");
        assertThat(issuer.last("/token").form())
                .containsOnlyKeys("grant_type", "refresh_token")
                .containsEntry("refresh_token", "the-refresh-token");
        assertThat(renewed)
                .isEqualTo(new ProviderTokens(
                        "next",
                        "the-refresh-token",
                        "a b",
                        issuer.clock.instant().plusSeconds(3600)));
        issuer.reply("/token", Map.of("access_token", "next", "refresh_token", "rotated", "expires_in", -1));
        assertThat(issuer.upstream.refresh(keeping, "old").refreshToken()).isEqualTo("rotated");
        assertThat(issuer.upstream.refresh(keeping, "old").expiresAt()).isNull();
        issuer.reply("/token", 400, "{\"error\":\"invalid_grant\"}");
        assertThat(failure(() -> issuer.upstream.refresh(keeping, "old")).reason())
                .isEqualTo(Reason.DENIED_BY_PROVIDER);
    }

    @Test
    void aCheckSaysWhatIsWrong() {
        assertThat(issuer.upstream.check(issuer.provider())).isEmpty();
        issuer.metadata("issuer", "https://other.example");
        assertThat(issuer.upstream.check(issuer.provider()))
                .containsExactly("Its metadata is of another issuer than " + issuer.base + ".");
        issuer.metadata("code_challenge_methods_supported", List.of("plain"));
        assertThat(issuer.upstream.check(issuer.provider()))
                .containsExactly("Its metadata says that it does not know PKCE with S256.");
        issuer.metadata("scopes_supported", List.of("openid", "email"));
        assertThat(issuer.upstream.check(issuer.provider()))
                .containsExactly("Its metadata does not know the scope \"profile\".");
        issuer.reply(TestIssuer.DISCOVERY, issuer.metadata());
        issuer.reply("/keys", 200, "{\"keys\":[]}");
        assertThat(issuer.upstream.check(issuer.provider()))
                .containsExactly("None of its keys can verify an ID token.");
        issuer.reply(TestIssuer.DISCOVERY, 500, "");
        assertThat(issuer.upstream.check(issuer.provider()))
                .containsExactly("The discovery endpoint at localhost answered 500.");
        assertThat(issuer.upstream.check(TestProvider.gitHub(issuer.base).provider()))
                .isEmpty();
    }
}
