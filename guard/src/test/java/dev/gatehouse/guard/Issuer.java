package dev.gatehouse.guard;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An issuer for tests: signs whatever it is asked to, honest or not. */
final class Issuer {
    static final String NAME = "https://issuer.example";
    static final String AUDIENCE = "https://api.example";
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    /** A clock that stands until it is set. */
    static final class Clock implements InstantSource {
        private volatile Instant now = START;

        @Override
        public Instant instant() {
            return now;
        }

        void advance(Duration by) {
            now = now.plus(by);
        }
    }

    /** Signs the bytes before the second dot. */
    interface Signer {
        byte[] sign(byte[] signed) throws GeneralSecurityException, JOSEException;
    }

    private Issuer() {}

    static ECKey ecKey(String kid) {
        return ecKey(kid, Curve.P_256);
    }

    static ECKey ecKey(String kid, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static RSAKey rsaKey(String kid, JWSAlgorithm algorithm) {
        try {
            return new RSAKeyGenerator(2048).keyID(kid).algorithm(algorithm).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ed25519() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static OctetKeyPair ed25519Jwk(String kid, KeyPair pair) {
        byte[] spki = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .keyID(kid)
                .build();
    }

    static Signer signer(JWK key, String algorithm) {
        JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm));
        return signed -> {
            JWSSigner signer =
                    switch (key) {
                        case ECKey ec -> new ECDSASigner(ec);
                        case RSAKey rsa -> new RSASSASigner(rsa);
                        default -> throw new AssertionError("no signer for " + key.getKeyType());
                    };
            return signer.sign(header, signed).decode();
        };
    }

    static Signer signer(KeyPair ed25519) {
        return signed -> {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(ed25519.getPrivate());
            signature.update(signed);
            return signature.sign();
        };
    }

    static Signer hmac(byte[] secret) {
        return signed -> new MACSigner(secret)
                .sign(new JWSHeader(JWSAlgorithm.HS256), signed)
                .decode();
    }

    static Map<String, Object> header(String algorithm, String kid) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        header.put("typ", "at+jwt");
        header.put("kid", kid);
        return header;
    }

    /** All claims of a Gatehouse access token that lives for 15 minutes from {@link #START}. */
    static Map<String, Object> claims() {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", NAME);
        claims.put("sub", "account-1");
        claims.put("aud", AUDIENCE);
        claims.put("iat", START.getEpochSecond());
        claims.put("exp", START.plusSeconds(900).getEpochSecond());
        claims.put("jti", "token-1");
        claims.put("client_id", "first-party");
        claims.put("scope", "openid tasks");
        claims.put("sid", "session-1");
        claims.put("roles", List.of("user"));
        claims.put("permissions", List.of("read:users", "write:reports"));
        claims.put("auth_method", "password");
        claims.put("provider", "local");
        claims.put("amr", List.of("pwd"));
        claims.put("acr", "1");
        claims.put("auth_time", START.minusSeconds(5).getEpochSecond());
        return claims;
    }

    static String token(Map<String, Object> header, Map<String, Object> claims, Signer signer) {
        return token(JSONObjectUtils.toJSONString(header), JSONObjectUtils.toJSONString(claims), signer);
    }

    static String token(String header, String payload, Signer signer) {
        String signed = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(payload.getBytes(StandardCharsets.UTF_8));
        try {
            return signed + "." + base64(signer.sign(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException | JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static TokenVerifier verifier(KeySource keys, InstantSource clock) {
        return verifier(TokenRules.of(NAME, AUDIENCE), keys, RevocationCheck.NONE, clock);
    }

    static TokenVerifier verifier(TokenRules rules, KeySource keys, RevocationCheck revocations, InstantSource clock) {
        return new TokenVerifier(rules, keys, revocations, clock, 100);
    }

    static KeySource trusting(JWK... keys) {
        return new TrustedKeys(Arrays.asList(keys), null);
    }

    static TokenRules rules(Set<String> algorithms, Duration clockLeeway, Duration expiryLeeway) {
        return new TokenRules(NAME, AUDIENCE, algorithms, clockLeeway, expiryLeeway, 16_384, null);
    }

    static AuthContext caller(String... permissions) {
        return new AuthContext(
                "account-1",
                "token-1",
                "session-1",
                "first-party",
                Set.of(),
                Set.of(),
                Permissions.of(List.of(permissions)),
                "password",
                "local",
                List.of(),
                null,
                null,
                START,
                START.plusSeconds(900));
    }
}
