package dev.gatehouse.domain.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSObject;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.RevocationCheck;
import dev.gatehouse.guard.SharedSecret;
import dev.gatehouse.guard.TokenRules;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccessTokensTest {
    private static final byte[] SECRET = "a shared secret of 32 bytes, or more".getBytes(StandardCharsets.UTF_8);
    private static final String ISSUER = "https://id.example";
    private static final Instant NOW = Instant.ofEpochMilli(1_770_000_000_700L);
    private static final Instant SECOND = Instant.ofEpochSecond(1_770_000_000L);
    private static final UUID ACCOUNT = new UUID(1, 2);
    private static final UUID SESSION = new UUID(3, 4);

    @Test
    void theClaimsAreTheContractsAndNoOthers() throws Exception {
        AccessToken token = issue(grant("password", "local", "read write", NOW.plusSeconds(86_400)), Instant.EPOCH);
        JWSObject jws = JWSObject.parse(token.value());

        assertThat(jws.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(jws.getPayload().toJSONObject())
                .containsOnlyKeys(
                        "iss",
                        "sub",
                        "aud",
                        "iat",
                        "exp",
                        "jti",
                        "client_id",
                        "scope",
                        "sid",
                        "roles",
                        "permissions",
                        "auth_method",
                        "provider",
                        "amr",
                        "acr",
                        "auth_time")
                .containsEntry("sub", ACCOUNT.toString())
                .containsEntry("iat", SECOND.getEpochSecond())
                .containsEntry("exp", SECOND.getEpochSecond() + 900);
        assertThat(token.issuedAt()).isEqualTo(SECOND);
        assertThat(token.expiresAt()).isEqualTo(SECOND.plusSeconds(900));
        assertThat(token.toString()).doesNotContain(token.value());
    }

    @Test
    void theGuardReadsWhatWasGranted() {
        AccessToken token = issue(grant("password", "local", "read write", NOW.plusSeconds(86_400)), Instant.EPOCH);
        AuthContext caller = verifier().verify(token.value());

        assertThat(caller.subject()).isEqualTo(ACCOUNT.toString());
        assertThat(caller.sessionId()).isEqualTo(SESSION.toString());
        assertThat(caller.tokenId()).isEqualTo(token.id());
        assertThat(caller.scopes()).isEqualTo(Set.of("read", "write"));
        assertThat(caller.roles()).containsExactlyInAnyOrder("user", "moderator");
        assertThat(caller.may("read:users")).isTrue();
        assertThat(caller.authMethod()).isEqualTo("password");
        assertThat(caller.provider()).isEqualTo("local");
        assertThat(caller.authTime()).isEqualTo(SECOND.minusSeconds(60));
    }

    @Test
    void everyTextSurvivesItsWayThroughJson() throws Exception {
        String hostile = "a\"b\\c\n\u0000\u001f\u007f</script>\u2028é😀";
        AccessToken token = issue(grant("password", hostile, hostile, NOW.plusSeconds(86_400)), Instant.EPOCH);

        assertThat(JWSObject.parse(token.value()).getPayload().toJSONObject())
                .containsEntry("provider", hostile)
                .containsEntry("scope", hostile);
    }

    @Test
    void theProvidersTimeGoesBeforeTheMethodsAndThatBeforeTheGeneralOne() {
        assertThat(life("password", "local")).isEqualTo(Duration.ofMinutes(15));
        assertThat(life("oauth", "github")).isEqualTo(Duration.ofMinutes(30));
        assertThat(life("oauth", "google")).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings().longestAccess()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void noTokenOutlivesItsSession() {
        Instant end = NOW.plusSeconds(30);
        assertThat(issue(grant("password", "local", "", end), Instant.EPOCH).expiresAt())
                .isEqualTo(SECOND.plusSeconds(30));
    }

    @Test
    void afterTheAccountsTokensWereRevokedATokenOfTheSameSecondIsGood() {
        Instant next = SECOND.plusSeconds(1);
        AccessToken token = issue(grant("password", "local", "", NOW.plusSeconds(86_400)), next);

        assertThat(token.issuedAt()).isEqualTo(next);
        assertThat(verifier().verify(token.value()).issuedAt()).isEqualTo(next);
    }

    private static Duration life(String method, String provider) {
        AccessToken token = issue(grant(method, provider, "", NOW.plusSeconds(86_400)), Instant.EPOCH);
        return Duration.between(token.issuedAt(), token.expiresAt());
    }

    private static AccessToken issue(AccessGrant grant, Instant notBefore) {
        Signer signer = Signer.ofSecret(SECRET, CryptoProviders.jdk());
        InstantSource clock = InstantSource.fixed(NOW);
        return new AccessTokens(new AccessTokens.Needs(
                        ISSUER,
                        ISSUER,
                        settings(),
                        () -> signer,
                        _ -> notBefore,
                        clock,
                        new Ids(clock, new SecureRandom()),
                        new Metrics()))
                .issue(grant);
    }

    private static TokenVerifier verifier() {
        return new TokenVerifier(
                TokenRules.of(ISSUER, ISSUER),
                new SharedSecret(null, SECRET),
                RevocationCheck.NONE,
                InstantSource.fixed(NOW),
                0);
    }

    private static TokenSettings settings() {
        return new TokenSettings(
                Duration.ofMinutes(15),
                Map.of("oauth", Duration.ofMinutes(30), "google", Duration.ofMinutes(5)),
                Duration.ofDays(7),
                Duration.ofSeconds(10));
    }

    private static AccessGrant grant(String method, String provider, String scope, Instant notAfter) {
        return new AccessGrant(
                ACCOUNT,
                SESSION,
                "gatehouse",
                scope,
                List.of("user", "moderator"),
                List.of("read:users"),
                method,
                provider,
                List.of("pwd"),
                "1",
                NOW.minusSeconds(60),
                notAfter);
    }
}
