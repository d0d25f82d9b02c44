package dev.gatehouse.domain.upstream;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Map;

/** A key of a test's provider. Signs with the JDK alone, so that what is tested does not check itself. */
record Pen(String algorithm, PrivateKey secret, JWK jwk) {
    static Pen of(String algorithm, String kid) {
        try {
            KeyPair pair = pair(algorithm);
            return new Pen(algorithm, pair.getPrivate(), jwk(algorithm, pair, kid));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator =
                switch (algorithm.substring(0, 2)) {
                    case "RS", "PS" -> KeyPairGenerator.getInstance("RSA");
                    case "ES" -> KeyPairGenerator.getInstance("EC");
                    default -> KeyPairGenerator.getInstance("Ed25519");
                };
        switch (algorithm) {
            case "ES256" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            case "ES384" -> generator.initialize(new ECGenParameterSpec("secp384r1"));
            case "ES512" -> generator.initialize(new ECGenParameterSpec("secp521r1"));
            case "EdDSA", "Ed25519" -> {}
            default -> generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static JWK jwk(String algorithm, KeyPair pair, String kid) {
        return switch (pair.getPublic()) {
            case RSAPublicKey rsa ->
                new RSAKey.Builder(rsa).keyID(kid).keyUse(KeyUse.SIGNATURE).build();
            case ECPublicKey ec -> {
                Curve curve =
                        switch (algorithm) {
                            case "ES384" -> Curve.P_384;
                            case "ES512" -> Curve.P_521;
                            default -> Curve.P_256;
                        };
                yield new ECKey.Builder(curve, ec).keyID(kid).build();
            }
            case EdECPublicKey ed -> {
                byte[] encoded = ed.getEncoded();
                Base64URL x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
                yield new OctetKeyPair.Builder(Curve.Ed25519, x).keyID(kid).build();
            }
            default -> throw new IllegalArgumentException(algorithm);
        };
    }

    /** The public part as a provider publishes it. */
    Map<String, Object> published() {
        return jwk.toPublicJWK().toJSONObject();
    }

    /** A token with these claims and the usual header. */
    String write(Map<String, Object> claims) {
        return write(Map.of("alg", algorithm, "kid", jwk.getKeyID(), "typ", "JWT"), claims);
    }

    /** A token with this header, whatever it says. */
    String write(Map<String, Object> header, Map<String, Object> claims) {
        return write(Json.text(header), Json.text(claims));
    }

    /** The same of texts, which may be no JSON at all. */
    String write(String header, String claims) {
        String text = Base64URL.encode(header) + "." + Base64URL.encode(claims);
        return text + "." + Base64URL.encode(sign(text.getBytes(StandardCharsets.US_ASCII)));
    }

    byte[] sign(byte[] text) {
        String bits = algorithm.substring(algorithm.length() - 3);
        try {
            Signature engine =
                    switch (algorithm.substring(0, 2)) {
                        case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
                        case "PS" -> Signature.getInstance("RSASSA-PSS");
                        case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
                        default -> Signature.getInstance("Ed25519");
                    };
            if (algorithm.startsWith("PS")) {
                MGF1ParameterSpec mask = new MGF1ParameterSpec("SHA-" + bits);
                engine.setParameter(new PSSParameterSpec("SHA-" + bits, "MGF1", mask, Integer.parseInt(bits) / 8, 1));
            }
            engine.initSign(secret);
            engine.update(text);
            return engine.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
