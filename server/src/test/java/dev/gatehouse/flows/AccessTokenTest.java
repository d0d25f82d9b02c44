package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

class AccessTokenTest {
    private static final String SECRET = "a shared secret of more than 32 bytes";

    @OnEveryServer
    void itHasTheClaimsOfTheContractAndNoOthers(TestServer server) throws Exception {
        Tokens ada = server.person();
        SignedJWT token = SignedJWT.parse(ada.access());
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(token.getHeader().getKeyID()).isNotBlank();
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getClaims())
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
                        "auth_time");
        assertThat(claims.getIssuer()).isEqualTo(TestServer.PUBLIC_URL);
        assertThat(claims.getAudience()).containsExactly(TestServer.PUBLIC_URL);
        assertThat(claims.getSubject()).isEqualTo(ada.id());
        Instant now = server.clock().instant();
        assertThat(claims.getIssueTime()).isEqualTo(Date.from(now.minusNanos(now.getNano())));
        assertThat(Duration.between(
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(15));
        assertThat(claims.getStringListClaim("roles")).containsExactly("user");
        assertThat(claims.getStringListClaim("permissions"))
                .containsExactlyInAnyOrder("read:users", "read:reports", "write:reports", "delete_own");
        assertThat(claims.getStringClaim("auth_method")).isEqualTo("password");
        assertThat(claims.getStringClaim("provider")).isEqualTo("local");
        assertThat(claims.getStringListClaim("amr")).containsExactly("pwd");
        assertThat(claims.getLongClaim("auth_time")).isEqualTo(now.getEpochSecond());
        assertThat(claims.getClaim("client_id")).isInstanceOf(String.class);
        assertThat(claims.getClaim("scope")).isInstanceOf(String.class);
        assertThat(token.getPayload().toString())
                .doesNotContain(ada.name())
                .doesNotContain(ada.refresh())
                .doesNotContain("@");
    }

    @OnEveryServer
    void aRenewedTokenKeepsTheTimeOfTheSignIn(TestServer server) throws Exception {
        Tokens ada = server.person();
        server.clock().advance(Duration.ofMinutes(5));
        Tokens later = server.tokens(
                ada.name(), RefreshTest.refresh(server, ada.refresh()).expect(200));
        JWTClaimsSet before = SignedJWT.parse(ada.access()).getJWTClaimsSet();
        JWTClaimsSet after = SignedJWT.parse(later.access()).getJWTClaimsSet();
        for (String kept : List.of("auth_time", "sid", "auth_method", "provider", "amr", "acr", "sub")) {
            assertThat(after.getClaim(kept)).as(kept).isEqualTo(before.getClaim(kept));
        }
        assertThat(after.getJWTID()).isNotEqualTo(before.getJWTID());
    }

    @OnEveryDatabase
    void everyAlgorithmIsVerifiedByTheKeysThatAreServed(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            for (String algorithm : List.of("ES256", "ES384", "RS256", "PS256", "EdDSA")) {
                server.restart("tokens.algorithm=" + algorithm);
                Tokens signed = server.signIn(ada.name());
                SignedJWT token = SignedJWT.parse(signed.access());
                assertThat(token.getHeader().getAlgorithm().getName()).isEqualTo(algorithm);
                Reply jwks = server.api().get("/oauth2/jwks").expect(200);
                JWK key = JWKSet.parse(jwks.body())
                        .getKeyByKeyId(token.getHeader().getKeyID());
                assertThat(key).as(algorithm).isNotNull();
                assertThat(key.isPrivate()).isFalse();
                assertThat(key.getAlgorithm().getName()).isEqualTo(algorithm);
                assertThat(verifies(token, key)).as(algorithm).isTrue();
                signed.api().get("/users/me").expect(200);
                server.api().bearer(ada.access()).get("/users/me").expect(200);
            }
        }
    }

    @OnEveryDatabase
    void aSharedSecretVerifiesAndIsPublishedNowhere(TestDatabase on) throws Exception {
        try (TestServer server = TestServer.on(on, "tokens.algorithm=HS256", "tokens.secret=" + SECRET)) {
            Tokens ada = server.person();
            SignedJWT token = SignedJWT.parse(ada.access());
            assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
            assertThat(token.verify(new MACVerifier(SECRET.getBytes(StandardCharsets.UTF_8))))
                    .isTrue();
            ada.api().get("/users/me").expect(200);
            Reply jwks = server.api().get("/oauth2/jwks").expect(200);
            assertThat(jwks.body()).doesNotContain("oct").doesNotContain("\"k\"");
        }
    }

    @OnEveryServer
    void theKeySetIsCachedByItsTag(TestServer server) {
        Reply full = server.api().get("/oauth2/jwks").expect(200);
        assertThat(full.header("content-type")).isEqualTo("application/jwk-set+json");
        assertThat(full.body()).doesNotContain("\"d\"");
        String tag = String.valueOf(full.header("etag"));
        assertThat(server.api()
                        .with("if-none-match", tag)
                        .get("/oauth2/jwks")
                        .expect(304)
                        .bytes())
                .isEmpty();
    }

    @OnEveryServer
    void itIsGoodUntilItsEndAndNoLonger(TestServer server) {
        Tokens ada = server.person();
        server.clock().advance(Duration.ofMinutes(15).minusSeconds(1));
        ada.api().get("/users/me").expect(200);
        server.clock().advance(Duration.ofSeconds(1));
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryDatabase
    void lifetimesGoByProviderThenMethodThenAll(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "tokens.access.ttl=20m", "tokens.access.ttl.oauth=1m")) {
            server.signUp("ada");
            assertThat(expiresIn(server)).isEqualTo(1200);
            server.restart("tokens.access.ttl.password=5m");
            assertThat(expiresIn(server)).isEqualTo(300);
            server.restart("tokens.access.ttl.local=2m");
            assertThat(expiresIn(server)).isEqualTo(120);
            Tokens ada = server.signIn("ada");
            assertThat(RefreshTest.refresh(server, ada.refresh())
                            .expect(200)
                            .at("expires_in")
                            .intValue())
                    .isEqualTo(120);
        }
    }

    private static int expiresIn(TestServer server) {
        return server.api()
                .form("/token", "username", "ada", "password", TestServer.PASSWORD)
                .expect(200)
                .at("expires_in")
                .intValue();
    }

    /** By nimbus, or for Ed25519, where nimbus wants another library, by the JDK: never by our own code. */
    private static boolean verifies(SignedJWT token, JWK key) throws Exception {
        return switch (key.getKeyType().getValue()) {
            case "EC" -> token.verify(new ECDSAVerifier(key.toECKey()));
            case "RSA" -> token.verify(new RSASSAVerifier(key.toRSAKey()));
            case "OKP" -> {
                Signature verifier = Signature.getInstance("Ed25519", "SunEC");
                verifier.initVerify(ed25519(key.toOctetKeyPair().getX().decode()));
                verifier.update(token.getSigningInput());
                yield verifier.verify(token.getSignature().decode());
            }
            default -> throw new IllegalStateException(key.toJSONString());
        };
    }

    /** RFC 8032, section 5.1.2: y in little-endian order, and the sign of x in the highest bit. */
    private static PublicKey ed25519(byte[] encoded) throws Exception {
        byte[] y = new byte[encoded.length];
        for (int i = 0; i < encoded.length; i++) {
            y[i] = encoded[encoded.length - 1 - i];
        }
        boolean xOdd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }
}
