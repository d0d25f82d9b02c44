package dev.gatehouse.mocks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes ID tokens (OpenID Connect Core, section 2), good ones and those that nobody may believe. */
final class IdTokens {
    private static final Duration LIFE = Duration.ofHours(1);

    private final MockProvider provider;

    IdTokens(MockProvider provider) {
        this.provider = provider;
    }

    String issue(Grant grant, String accessToken) throws JOSEException {
        return signed(Json.text(claims(grant, accessToken)));
    }

    private Map<String, Object> claims(Grant grant, String accessToken) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", does(Mode.WRONG_ISSUER) ? wrongIssuer() : provider.tokenIssuer());
        claims.put("aud", audience());
        if (provider.flavour() == Flavour.GOOGLE) {
            claims.put("azp", does(Mode.EXTRA_AUDIENCE) ? "another-client" : provider.clientId());
        }
        Instant now = provider.clock().instant();
        if (does(Mode.EXPIRED)) {
            now = now.minus(LIFE.multipliedBy(2));
        } else if (does(Mode.FROM_THE_FUTURE)) {
            now = now.plus(LIFE);
        }
        claims.put("iat", now.getEpochSecond());
        if (provider.flavour() == Flavour.MICROSOFT || does(Mode.FROM_THE_FUTURE)) {
            claims.put("nbf", now.getEpochSecond());
        }
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        authTime(claims, grant, now);
        String nonce = grant.ask().nonce();
        if (nonce != null && provider.flavour().returnsNonce() && !does(Mode.NO_NONCE)) {
            claims.put("nonce", does(Mode.WRONG_NONCE) ? "of-another-sign-in" : nonce);
        } else if (does(Mode.WRONG_NONCE)) {
            claims.put("nonce", "of-another-sign-in");
        }
        claims.put("at_hash", atHash(does(Mode.WRONG_AT_HASH) ? "another" : accessToken));
        claims.putAll(Claims.idToken(provider, grant.person(), grant.ask().scopes()));
        if (does(Mode.OTHER_USERINFO_SUBJECT)) {
            claims.remove("email");
            claims.remove("email_verified");
        }
        return claims;
    }

    private void authTime(Map<String, Object> claims, Grant grant, Instant now) {
        if (does(Mode.NO_AUTH_TIME)
                || provider.flavour().tellsTimeWhenAsked() && !grant.ask().wantsTime()) {
            return;
        }
        Instant at = grant.authTime();
        if (does(Mode.OLD_AUTH_TIME)) {
            at = now.minus(LIFE);
        } else if (does(Mode.FUTURE_AUTH_TIME)) {
            at = now.plus(LIFE);
        }
        Object seconds = at.getEpochSecond();
        claims.put("auth_time", does(Mode.TEXT_AUTH_TIME) ? seconds.toString() : seconds);
    }

    /** At Microsoft that of another tenant than the token's own, else that of somebody else. */
    private String wrongIssuer() {
        boolean tenants = provider.flavour() == Flavour.MICROSOFT;
        return tenants
                ? provider.issuer().replace("{tenantid}", "11111111-2222-4333-8444-555555555555")
                : "https://accounts.example.org";
    }

    private Object audience() {
        if (does(Mode.WRONG_AUDIENCE)) {
            return "another-client";
        }
        return does(Mode.EXTRA_AUDIENCE) ? List.of("another-client", provider.clientId()) : provider.clientId();
    }

    private String signed(String claims) throws JOSEException {
        JWK key = provider.keys().signing();
        if (does(Mode.UNSIGNED)) {
            return Base64URL.encode("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + Base64URL.encode(claims) + ".";
        }
        if (does(Mode.HS256_WITH_PUBLIC_KEY)) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .keyID(key.getKeyID())
                    .build();
            JWSObject jws = new JWSObject(header, new Payload(claims));
            jws.sign(new MACSigner(publicKey(key)));
            return jws.serialize();
        }
        JWSHeader.Builder header = new JWSHeader.Builder(provider.keys().algorithm())
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT);
        if (does(Mode.UNKNOWN_KEY)) {
            key = provider.keys().fresh("unknown");
            header.keyID("unknown");
        } else if (does(Mode.EMBEDDED_JWK)) {
            key = provider.keys().fresh(key.getKeyID());
            header.jwk(key.toPublicJWK());
        }
        JWSObject jws = new JWSObject(header.build(), new Payload(claims));
        jws.sign(MockKeys.signer(key));
        return does(Mode.WRONG_SIGNATURE) ? broken(jws) : jws.serialize();
    }

    private static String broken(JWSObject jws) {
        byte[] signature = jws.getSignature().decode();
        signature[signature.length / 2] ^= 1;
        String whole = jws.serialize();
        return whole.substring(0, whole.lastIndexOf('.') + 1) + Base64URL.encode(signature);
    }

    /** As a careless verifier has it at hand: the key's DER form. */
    private static byte[] publicKey(JWK key) throws JOSEException {
        return key instanceof RSAKey rsa
                ? rsa.toPublicKey().getEncoded()
                : key.toECKey().toPublicKey().getEncoded();
    }

    /** The left half of the access token's hash (OpenID Connect Core, section 3.1.3.6). */
    private static String atHash(String accessToken) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return Base64URL.encode(Arrays.copyOf(hash, hash.length / 2)).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean does(Mode mode) {
        return provider.doesAt(Endpoint.TOKEN, mode);
    }
}
