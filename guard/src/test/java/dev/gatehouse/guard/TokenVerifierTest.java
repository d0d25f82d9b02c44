package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenVerifierTest {
    private static final ECKey KEY = Issuer.ecKey("k1");
    private static final Issuer.Signer SIGNER = Issuer.signer(KEY, "ES256");

    private final Issuer.Clock clock = new Issuer.Clock();
    private final TokenVerifier verifier = Issuer.verifier(Issuer.trusting(KEY), clock);

    @Test
    void tellsEverythingThatATokenSays() {
        AuthContext caller = verifier.verify(token(Map.of()));
        assertThat(caller)
                .isEqualTo(new AuthContext(
                        "account-1",
                        "token-1",
                        "session-1",
                        "first-party",
                        Set.of("openid", "tasks"),
                        Set.of("user"),
                        Permissions.of(List.of("read:users", "write:reports")),
                        "password",
                        "local",
                        List.of("pwd"),
                        "1",
                        Issuer.START.minusSeconds(5),
                        Issuer.START,
                        Issuer.START.plusSeconds(900)));
    }

    @Test
    void acceptsAnotherIssuersTokenWithNothingButWhatTheRfcAsks() {
        String token = without("sid", "roles", "permissions", "auth_method", "provider", "amr", "acr", "auth_time");
        AuthContext caller = verifier.verify(token);
        assertThat(caller.sessionId()).isNull();
        assertThat(caller.authMethod()).isEqualTo(AuthContext.UNKNOWN);
        assertThat(caller.permissions()).isEqualTo(Permissions.NONE);

        TokenRules rules = TokenRules.of(Issuer.NAME, Issuer.AUDIENCE);
        TokenRules mapped = new TokenRules(
                rules.issuer(),
                rules.audience(),
                rules.algorithms(),
                rules.clockLeeway(),
                rules.expiryLeeway(),
                rules.longestToken(),
                scopes -> scopes.contains("tasks") ? Set.of("read:tasks") : Set.of());
        TokenVerifier mapping = Issuer.verifier(mapped, Issuer.trusting(KEY), RevocationCheck.NONE, clock);
        assertThat(mapping.verify(token).may("read:tasks")).isTrue();
        assertThat(mapping.verify(token(Map.of())).may("read:tasks")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "exp", "aud", "sub", "client_id", "iat", "jti"})
    void refusesATokenThatLacksARequiredClaim(String claim) {
        refused(without(claim), "the claim " + claim + " is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iss",
                "exp",
                "aud",
                "sub",
                "client_id",
                "iat",
                "jti",
                "nbf",
                "scope",
                "sid",
                "roles",
                "permissions",
                "auth_method",
                "provider",
                "amr",
                "acr",
                "auth_time"
            })
    void refusesIllTypedClaims(String claim) {
        for (String value : List.of("true", "{}", "null", "[7]", "[[]]", "-1", "1e300", "\"\"")) {
            if (claim.equals("scope") && value.equals("\"\"")) {
                continue;
            }
            refused(raw(claim, value), "the claim " + claim + " is (ill-typed|missing)");
        }
    }

    @Test
    void refusesOtherIssuersAndAudiences() {
        for (String other : List.of(
                Issuer.NAME + "/", "HTTPS://issuer.example", "https://issuer.example.evil", "http://issuer.example")) {
            refused(token(Map.of("iss", other)), "another issuer");
        }
        refused(token(Map.of("aud", "https://other.example")), "another audience");
        refused(token(Map.of("aud", List.of())), "another audience");
        refused(token(Map.of("aud", Issuer.AUDIENCE + "/")), "another audience");
        assertThat(verifier.verify(token(Map.of("aud", List.of("x", Issuer.AUDIENCE)))))
                .isNotNull();
    }

    @Test
    void refusesPermissionsThatAreNoNames() {
        refused(token(Map.of("permissions", List.of("read users"))), "not well formed");
    }

    @Test
    void endsExactlyAtExpiry() {
        String token = token(Map.of());
        clock.advance(Duration.ofSeconds(899).plusMillis(999));
        assertThat(verifier.verify(token)).isNotNull();
        clock.advance(Duration.ofMillis(1));
        refused(token, "expired");
        refused(token(Map.of("jti", "another")), "expired");
    }

    @Test
    void countsLeewayBelowAtAndAbove() {
        TokenVerifier lenient = Issuer.verifier(
                Issuer.rules(Set.of("ES256"), Duration.ofSeconds(10), Duration.ofSeconds(30)),
                Issuer.trusting(KEY),
                RevocationCheck.NONE,
                clock);
        long now = Issuer.START.getEpochSecond();
        for (String claim : List.of("iat", "nbf")) {
            assertThatCode(() -> lenient.verify(token(Map.of(claim, now + 9)))).doesNotThrowAnyException();
            assertThatCode(() -> lenient.verify(token(Map.of(claim, now + 10)))).doesNotThrowAnyException();
            assertThatThrownBy(() -> lenient.verify(token(Map.of(claim, now + 11))))
                    .isInstanceOf(InvalidToken.class);
        }
        assertThatCode(() -> lenient.verify(token(Map.of("exp", now - 29)))).doesNotThrowAnyException();
        assertThatThrownBy(() -> lenient.verify(token(Map.of("exp", now - 30)))).hasMessageContaining("expired");
        assertThatThrownBy(() -> Issuer.rules(Set.of("ES256"), Duration.ofSeconds(31), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRememberedTokenDoesNotOutliveItsRevocation() {
        RevocationList revoked = new RevocationList();
        TokenVerifier watching =
                Issuer.verifier(TokenRules.of(Issuer.NAME, Issuer.AUDIENCE), Issuer.trusting(KEY), revoked, clock);
        String token = token(Map.of());
        assertThat(watching.verify(token)).isSameAs(watching.verify(token));
        revoked.add(new RevocationList.BySession("session-1", Issuer.START.plusSeconds(900)));
        assertThatThrownBy(() -> watching.verify(token))
                .isInstanceOf(InvalidToken.class)
                .hasMessageContaining("revoked");
        assertThat(watching.verify(token(Map.of("sid", "session-2")))).isNotNull();
    }

    @Test
    void aRememberedTokenDoesNotOutliveTheTrustInItsKey() {
        TrustedKeys keys = new TrustedKeys(List.of(KEY), null);
        TokenVerifier rotating = Issuer.verifier(keys, clock);
        String token = token(Map.of());
        AuthContext before = rotating.verify(token);
        keys.replace(List.of(KEY, Issuer.ecKey("k2")));
        assertThat(rotating.verify(token)).isSameAs(before);
        keys.replace(List.of(Issuer.ecKey("k1")));
        assertThatThrownBy(() -> rotating.verify(token)).hasMessageContaining("signature is wrong");
        keys.replace(List.of());
        assertThatThrownBy(() -> rotating.verify(token)).hasMessageContaining("no trusted key");
    }

    @Test
    void aRememberedTokenDoesNotLendItsNameToAnother() {
        String token = token(Map.of());
        verifier.verify(token);
        String[] parts = token.split("\\.");
        String forged = Issuer.token(Issuer.header("ES256", "k1"), Issuer.claims(), bytes -> new byte[64]);
        refused(forged, "signature is wrong");
        refused(parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "A", "signature is wrong|base64url");
    }

    @Test
    void remembersNoMoreThanItsBoundAndKeepsWhatIsUsed() {
        VerifiedTokens cache = new VerifiedTokens(10);
        VerificationKey key = VerificationKey.of(KEY, null);
        VerifiedTokens.Entry entry = new VerifiedTokens.Entry(Issuer.caller(), key, Issuer.START);
        VerifiedTokens.Name hot = VerifiedTokens.nameOf("hot");
        cache.put(hot, entry);
        for (int i = 0; i < 1000; i++) {
            assertThat(cache.find(hot)).as("after %d others", i).isNotNull();
            cache.put(VerifiedTokens.nameOf("token " + i), entry);
            assertThat(cache.size()).isLessThanOrEqualTo(10);
        }
        VerifiedTokens none = new VerifiedTokens(0);
        none.put(hot, entry);
        assertThat(none.find(hot)).isNull();
    }

    @Test
    void neverSaysTheTokenOrItsUnverifiedParts() {
        String secretish = token(Map.of("iss", "https://evil.example/secret", "sub", "secret"));
        assertThatThrownBy(() -> verifier.verify(secretish)).satisfies(refusal -> {
            assertThat(refusal.getMessage()).doesNotContain("secret");
            assertThat(Arrays.asList(secretish.split("\\."))).noneMatch(String.valueOf(refusal.getMessage())::contains);
        });
    }

    private void refused(String token, String reason) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidToken.class)
                .hasMessageMatching("(?s).*(" + reason + ").*");
    }

    private static String token(Map<String, Object> changes) {
        Map<String, Object> claims = new HashMap<>(Issuer.claims());
        claims.putAll(changes);
        return Issuer.token(Issuer.header("ES256", "k1"), claims, SIGNER);
    }

    private static String without(String... names) {
        Map<String, Object> claims = new HashMap<>(Issuer.claims());
        claims.keySet().removeAll(Set.of(names));
        return Issuer.token(Issuer.header("ES256", "k1"), claims, SIGNER);
    }

    private static String raw(String claim, String json) {
        Map<String, Object> claims = new HashMap<>(Issuer.claims());
        claims.remove(claim);
        String rest = com.nimbusds.jose.util.JSONObjectUtils.toJSONString(claims);
        String payload = "{\"" + claim + "\":" + json + "," + rest.substring(1);
        return Issuer.token("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"k1\"}", payload, SIGNER);
    }
}
