package dev.gatehouse.domain.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Credential.AppleKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes what Apple takes in the place of a client secret: a short-lived JWT under a key that Apple knows. One is used until
 * shortly before its end, since each costs a signature.
 */
final class AppleSecrets {
    private record Made(AppleKey key, String clientId, String issuer, String jwt, Instant until) {
        boolean isFor(Provider provider, AppleKey wanted, Instant now) {
            return key.equals(wanted)
                    && clientId.equals(provider.clientId())
                    && issuer.equals(provider.issuer())
                    && now.isBefore(until);
        }

        @Override
        public String toString() {
            return "Made[until=" + until + "]";
        }
    }

    /** Apple takes up to six months; an hour limits what a copy in somebody's log is good for. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final Duration USED = Duration.ofMinutes(50);

    private final InstantSource clock;
    private final Map<String, Made> made = new ConcurrentHashMap<>();

    AppleSecrets(InstantSource clock) {
        this.clock = clock;
    }

    String secret(Provider provider, AppleKey key) throws UpstreamFailure {
        Instant now = clock.instant();
        Made known = made.get(provider.name());
        if (known == null || !known.isFor(provider, key, now)) {
            known = new Made(key, provider.clientId(), provider.issuer(), make(provider, key, now), now.plus(USED));
            made.put(provider.name(), known);
        }
        return known.jwt();
    }

    private static String make(Provider provider, AppleKey key, Instant now) throws UpstreamFailure {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.keyId()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(key.teamId())
                        .subject(provider.clientId())
                        .audience(provider.issuer())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .build());
        try {
            jwt.sign(new ECDSASigner(read(key.privateKey().reveal()), Curve.P_256));
            return jwt.serialize();
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            // Without the cause, whose words may quote the key.
            throw UpstreamFailure.misbehaved(
                    "the private key for its client secret is no P-256 key in PKCS #8 and PEM");
        }
    }

    private static ECPrivateKey read(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        return (ECPrivateKey) KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
