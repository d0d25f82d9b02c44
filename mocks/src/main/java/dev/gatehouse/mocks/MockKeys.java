package dev.gatehouse.mocks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A provider's signing keys, made when they are first needed. The newest signs; the one before it stays published. */
final class MockKeys {
    private static final int PUBLISHED = 2;

    private final JWSAlgorithm algorithm;
    private final List<JWK> keys = new ArrayList<>();
    private int made;

    MockKeys(JWSAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    synchronized JWK signing() {
        if (keys.isEmpty()) {
            rotate();
        }
        return keys.getLast();
    }

    synchronized void rotate() {
        made++;
        keys.add(fresh("mock-" + made));
        if (keys.size() > PUBLISHED) {
            keys.removeFirst();
        }
    }

    /** The public keys, as a JWK set. */
    synchronized Map<String, Object> published() {
        signing();
        return new JWKSet(List.copyOf(keys)).toJSONObject(true);
    }

    /** A key of the same kind that nobody knows. */
    JWK fresh(String kid) {
        try {
            return algorithm.equals(JWSAlgorithm.ES256)
                    ? new ECKeyGenerator(Curve.P_256)
                            .keyID(kid)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(algorithm)
                            .generate()
                    : new RSAKeyGenerator(2048)
                            .keyID(kid)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(algorithm)
                            .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static JWSSigner signer(JWK key) throws JOSEException {
        return key instanceof ECKey curve ? new ECDSASigner(curve) : new RSASSASigner(((RSAKey) key).toRSAPrivateKey());
    }
}
