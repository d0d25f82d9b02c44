package dev.gatehouse.platform.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.text.ParseException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A private key that signs with one algorithm, as a JWK (RFC 7517) with {@code kid} (its RFC 7638 thumbprint),
 * {@code alg} and {@code use=sig}. Its text form holds the private part; {@link #toString()} does not.
 */
public final class SigningJwk {
    private static final int ED25519_BYTES = 32;

    private final JWK jwk;
    private final Algorithm algorithm;

    private SigningJwk(JWK jwk, Algorithm algorithm) {
        this.jwk = jwk;
        this.algorithm = algorithm;
    }

    /**
     * A new key.
     *
     * @param algorithm any but HS256, whose secret is given and not made
     * @param rsaBits 2048 or more; counts for RS256 and PS256 only, and 3072 take half a second or more to find
     */
    public static SigningJwk generate(Algorithm algorithm, int rsaBits) {
        try {
            JWK jwk =
                    switch (algorithm) {
                        case ES256 -> ellipticCurve(algorithm, Curve.P_256);
                        case ES384 -> ellipticCurve(algorithm, Curve.P_384);
                        case RS256, PS256 -> rsa(algorithm, rsaBits);
                        case EDDSA -> edwardsCurve(algorithm);
                        case HS256 -> throw new IllegalArgumentException("A shared secret is given, not generated");
                    };
            return new SigningJwk(jwk, algorithm);
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("This Java cannot make a key for " + algorithm.label(), e);
        }
    }

    /**
     * Reads a private JWK that {@link #toJson()} wrote.
     *
     * @throws IllegalArgumentException where it is none, lacks its private part, {@code kid} or {@code alg}, or where its
     *     kind does not fit its {@code alg}
     */
    public static SigningJwk parse(String json) {
        try {
            JWK jwk = JWK.parse(json);
            Algorithm algorithm = jwk.getAlgorithm() == null
                    ? null
                    : Algorithm.of(jwk.getAlgorithm().getName()).orElse(null);
            if (algorithm == null || !isKid(jwk.getKeyID()) || !jwk.isPrivate() || !fits(jwk, algorithm)) {
                throw new IllegalArgumentException("Not a private signing key with its kid and a fitting alg");
            }
            return new SigningJwk(jwk, algorithm);
        } catch (ParseException e) {
            throw new IllegalArgumentException("Not a JWK", e);
        }
    }

    /** What the header can carry without escapes: a thumbprint or a UUID. */
    private static boolean isKid(@Nullable String kid) {
        return kid != null && kid.matches("[A-Za-z0-9_-]{1,100}");
    }

    private static boolean fits(JWK jwk, Algorithm algorithm) {
        return switch (algorithm) {
            case ES256 -> jwk instanceof ECKey key && Curve.P_256.equals(key.getCurve());
            case ES384 -> jwk instanceof ECKey key && Curve.P_384.equals(key.getCurve());
            case RS256, PS256 -> jwk instanceof RSAKey key && key.size() >= 2048;
            case EDDSA -> jwk instanceof OctetKeyPair key && Curve.Ed25519.equals(key.getCurve());
            case HS256 -> false;
        };
    }

    public String kid() {
        return jwk.getKeyID();
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** The public part, with {@code kid}, {@code alg} and {@code use}. */
    public JWK publicJwk() {
        return jwk.toPublicJWK();
    }

    /** The whole key, private part included: for the store alone. */
    public String toJson() {
        return jwk.toJSONString();
    }

    PrivateKey privateKey() {
        try {
            return switch (jwk) {
                case ECKey key -> key.toECPrivateKey();
                case RSAKey key -> key.toRSAPrivateKey();
                case OctetKeyPair key ->
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new EdECPrivateKeySpec(
                                    NamedParameterSpec.ED25519, key.getD().decode()));
                default -> throw new IllegalStateException("Not a kind of key that parse lets in");
            };
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException("The signing key " + kid() + " cannot be used", e);
        }
    }

    /** Names the key, without anything secret. */
    @Override
    public String toString() {
        return algorithm.label() + " key " + kid();
    }

    private static JWK ellipticCurve(Algorithm algorithm, Curve curve) throws GeneralSecurityException, JOSEException {
        KeyPair pair = pair("EC", new ECGenParameterSpec(curve.getStdName()));
        return new ECKey.Builder(curve, (ECPublicKey) pair.getPublic())
                .privateKey(pair.getPrivate())
                .algorithm(JWSAlgorithm.parse(algorithm.label()))
                .keyUse(KeyUse.SIGNATURE)
                .keyIDFromThumbprint()
                .build();
    }

    private static JWK rsa(Algorithm algorithm, int bits) throws GeneralSecurityException, JOSEException {
        KeyPair pair = pair("RSA", new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4));
        return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .privateKey(pair.getPrivate())
                .algorithm(JWSAlgorithm.parse(algorithm.label()))
                .keyUse(KeyUse.SIGNATURE)
                .keyIDFromThumbprint()
                .build();
    }

    /** nimbus makes these with Tink alone, so the JDK does. */
    private static JWK edwardsCurve(Algorithm algorithm) throws GeneralSecurityException, JOSEException {
        KeyPair pair = pair("Ed25519", NamedParameterSpec.ED25519);
        byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
        // The key ends its SubjectPublicKeyInfo (RFC 8410, section 4).
        byte[] info = pair.getPublic().getEncoded();
        byte[] point = Arrays.copyOfRange(info, info.length - ED25519_BYTES, info.length);
        return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(point))
                .d(Base64URL.encode(seed))
                .algorithm(JWSAlgorithm.parse(algorithm.label()))
                .keyUse(KeyUse.SIGNATURE)
                .keyIDFromThumbprint()
                .build();
    }

    private static KeyPair pair(String kind, AlgorithmParameterSpec size) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(size);
        return generator.generateKeyPair();
    }
}
