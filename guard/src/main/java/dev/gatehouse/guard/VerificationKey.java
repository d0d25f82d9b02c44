package dev.gatehouse.guard;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
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
import java.security.Provider;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One key bound to one algorithm (RFC 8725 section 3.1), with its verifier kept. A token never chooses how a key is used: its
 * {@code alg} only has to equal the key's.
 */
public final class VerificationKey {
    /** The fewest bytes of a shared secret (RFC 7518 section 3.2). */
    public static final int SHORTEST_SECRET = 32;

    private static final int LONGEST_JWS = 16 * 1024;
    private static final int SMALLEST_MODULUS = 2048;
    private static final int LARGEST_MODULUS = 8192;
    private static final int LARGEST_EXPONENT = 64;

    private final @Nullable String kid;
    private final String algorithm;
    private final @Nullable JWK jwk;
    private final JWSHeader header;
    private final JWSVerifier verifier;

    private VerificationKey(@Nullable String kid, String algorithm, @Nullable JWK jwk, JWSVerifier verifier) {
        this.kid = kid;
        this.algorithm = algorithm;
        this.jwk = jwk;
        this.header = new JWSHeader(JWSAlgorithm.parse(algorithm));
        this.verifier = verifier;
    }

    /**
     * The public key of a JWK. Its algorithm is its {@code alg}; where it names none, its curve's, and RS256 for RSA.
     *
     * @param provider what computes; null for the JDK's own
     * @throws IllegalArgumentException where it is no key to verify ES256, ES384, RS256, PS256 or EdDSA with, or too weak
     */
    public static VerificationKey of(JWK jwk, @Nullable Provider provider) {
        if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())) {
            throw new IllegalArgumentException("The key is not for signatures");
        }
        if (jwk.getKeyOperations() != null && !jwk.getKeyOperations().contains(KeyOperation.VERIFY)) {
            throw new IllegalArgumentException("The key is not to verify with");
        }
        try {
            String algorithm = algorithmOf(jwk);
            JWSVerifier verifier =
                    switch (jwk) {
                        case ECKey ec -> new ECDSAVerifier(ec.toECPublicKey());
                        case RSAKey rsa -> new RSASSAVerifier(strong(rsa).toRSAPublicKey());
                        case OctetKeyPair okp -> new Ed25519Verification(okp, provider);
                        default -> throw new IllegalArgumentException("Keys of this type are not supported");
                    };
            if (provider != null) {
                verifier.getJCAContext().setProvider(provider);
            }
            return new VerificationKey(jwk.getKeyID(), algorithm, jwk.toPublicJWK(), verifier);
        } catch (JOSEException e) {
            throw new IllegalArgumentException("The key cannot be used", e);
        }
    }

    /**
     * A secret shared with the issuer, for HS256.
     *
     * @param kid null where tokens name none
     * @throws IllegalArgumentException where the secret is shorter than 32 bytes
     */
    public static VerificationKey ofSecret(@Nullable String kid, byte[] secret) {
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("A shared secret has at least " + SHORTEST_SECRET + " bytes");
        }
        try {
            return new VerificationKey(kid, "HS256", null, new MACVerifier(secret));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("The secret cannot be used", e);
        }
    }

    /** The key's identifier; null where it has none. */
    public @Nullable String kid() {
        return kid;
    }

    /** The one algorithm that this key verifies, as JWA names it. */
    public String algorithm() {
        return algorithm;
    }

    /** The public JWK that this key was made of; null for a shared secret. */
    @Nullable
    JWK jwk() {
        return jwk;
    }

    /**
     * Whether this key signed a JWS in compact form (RFC 7515) by its own algorithm. What the JWS says, and of which type it
     * is, is for the caller to look at.
     */
    public boolean signed(String compact) {
        try {
            new CompactJws(Set.of(algorithm), LONGEST_JWS, new OneKey(this)).open(compact);
            return true;
        } catch (InvalidToken e) {
            return false;
        }
    }

    /** A source that knows this key alone. */
    private record OneKey(VerificationKey key) implements KeySource {
        @Override
        public VerificationKey find(@Nullable String kid, String algorithm) {
            return key;
        }

        @Override
        public boolean trusts(VerificationKey other) {
            return other == key;
        }
    }

    /** Whether the signature is this key's over these bytes. Any failure inside is a no. */
    boolean verifies(byte[] signed, Base64URL signature) {
        try {
            return verifier.verify(header, signed, signature);
        } catch (JOSEException | RuntimeException e) {
            return false;
        }
    }

    private static String algorithmOf(JWK jwk) {
        String fitting =
                switch (jwk) {
                    case ECKey ec when Curve.P_256.equals(ec.getCurve()) -> "ES256";
                    case ECKey ec when Curve.P_384.equals(ec.getCurve()) -> "ES384";
                    case RSAKey _ -> "RS256";
                    case OctetKeyPair okp when Curve.Ed25519.equals(okp.getCurve()) -> "EdDSA";
                    default -> throw new IllegalArgumentException("Keys of this type are not supported");
                };
        if (jwk.getAlgorithm() == null || jwk.getAlgorithm().getName().equals(fitting)) {
            return fitting;
        }
        if (jwk instanceof RSAKey && jwk.getAlgorithm().getName().equals("PS256")) {
            return "PS256";
        }
        throw new IllegalArgumentException("The key's alg does not fit its type or is not supported");
    }

    /** Refuses moduli that can be factored and those that only burn processor time. */
    private static RSAKey strong(RSAKey key) {
        BigInteger modulus = key.getModulus().decodeToBigInteger();
        BigInteger exponent = key.getPublicExponent().decodeToBigInteger();
        if (modulus.bitLength() < SMALLEST_MODULUS || modulus.bitLength() > LARGEST_MODULUS) {
            throw new IllegalArgumentException("An RSA modulus has 2048 to 8192 bits");
        }
        if (exponent.bitLength() < 2 || exponent.bitLength() > LARGEST_EXPONENT || !exponent.testBit(0)) {
            throw new IllegalArgumentException("An RSA exponent is odd, at least 3 and at most 64 bits long");
        }
        if (isRoca(modulus)) {
            throw new IllegalArgumentException("The RSA key comes from a generator whose keys can be factored");
        }
        return key;
    }

    /** The fingerprint of CVE-2017-15361: modulo every small prime the modulus is a power of 65537. */
    private static boolean isRoca(BigInteger modulus) {
        for (int prime = 3; prime <= 167; prime += 2) {
            if (!BigInteger.valueOf(prime).isProbablePrime(20)) {
                continue;
            }
            int rest = modulus.mod(BigInteger.valueOf(prime)).intValue();
            int power = 1;
            do {
                power = power * (65537 % prime) % prime;
            } while (power != rest && power != 1);
            if (power != rest) {
                return false;
            }
        }
        return true;
    }
}
