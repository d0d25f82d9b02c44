package dev.gatehouse.domain.upstream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key that a provider signs with. Which algorithms it serves comes from its type, curve and {@code alg}, never from
 * the token alone (RFC 8725, section 3.1).
 *
 * @param kid null where it has none
 * @param issuer the one issuer that it is for, where the provider says so, as Microsoft does for its tenants
 */
record ProviderKey(
        JWK jwk,
        @Nullable String kid,
        Set<String> algorithms,
        @Nullable String issuer) {
    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final Set<String> ED25519 = Set.of("EdDSA", "Ed25519");
    private static final int SMALLEST_MODULUS = 2048;
    private static final int LARGEST_MODULUS = 8192;
    private static final int LARGEST_EXPONENT = 64;

    /** What an Ed25519 key of 32 bytes has before it as X.509 writes it (RFC 8410, section 4). */
    private static final byte[] ED25519_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0};

    /** How ID tokens may be signed at all: by a private key that is the provider's alone. */
    static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519");

    /** Null where the key is none to verify signatures with, or so weak or large that it must not be used. */
    static @Nullable ProviderKey of(JWK jwk, @Nullable String issuer) {
        boolean signs = jwk.getKeyUse() == null || KeyUse.SIGNATURE.equals(jwk.getKeyUse());
        boolean verifies =
                jwk.getKeyOperations() == null || jwk.getKeyOperations().contains(KeyOperation.VERIFY);
        Set<String> algorithms = signs && verifies ? algorithms(jwk) : Set.of();
        if (jwk.getAlgorithm() != null) {
            String own = jwk.getAlgorithm().getName();
            algorithms = !algorithms.contains(own) ? Set.of() : ED25519.contains(own) ? ED25519 : Set.of(own);
        }
        return algorithms.isEmpty() ? null : new ProviderKey(jwk.toPublicJWK(), jwk.getKeyID(), algorithms, issuer);
    }

    private static Set<String> algorithms(JWK jwk) {
        return switch (jwk) {
            case RSAKey rsa -> isSound(rsa) ? RSA : Set.of();
            case ECKey ec when Curve.P_256.equals(ec.getCurve()) -> Set.of("ES256");
            case ECKey ec when Curve.P_384.equals(ec.getCurve()) -> Set.of("ES384");
            case ECKey ec when Curve.P_521.equals(ec.getCurve()) -> Set.of("ES512");
            case OctetKeyPair pair when Curve.Ed25519.equals(pair.getCurve()) -> ED25519;
            default -> Set.of();
        };
    }

    private static boolean isSound(RSAKey key) {
        int bits = key.getModulus().decodeToBigInteger().bitLength();
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        return bits >= SMALLEST_MODULUS
                && bits <= LARGEST_MODULUS
                && exponent.bitLength() > 1
                && exponent.bitLength() <= LARGEST_EXPONENT
                && exponent.testBit(0);
    }

    /** Whether a signature over these bytes is this key's; false too where the key cannot be used at all. */
    boolean verifies(String algorithm, byte[] signed, Base64URL signature) {
        if (!algorithms.contains(algorithm)) {
            return false;
        }
        try {
            if (jwk instanceof OctetKeyPair pair) {
                return verifiesEd25519(pair, signed, signature.decode());
            }
            JWSVerifier verifier = jwk instanceof ECKey ec
                    ? new ECDSAVerifier(ec.toECPublicKey())
                    : new RSASSAVerifier(jwk.toRSAKey().toRSAPublicKey());
            return verifier.verify(new JWSHeader(JWSAlgorithm.parse(algorithm)), signed, signature);
        } catch (JOSEException | GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean verifiesEd25519(OctetKeyPair pair, byte[] signed, byte[] signature)
            throws GeneralSecurityException {
        byte[] point = pair.getX().decode();
        if (point.length != 32) {
            return false;
        }
        byte[] encoded = new byte[ED25519_PREFIX.length + point.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
        Signature engine = Signature.getInstance("Ed25519");
        engine.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        engine.update(signed);
        return engine.verify(signature);
    }
}
