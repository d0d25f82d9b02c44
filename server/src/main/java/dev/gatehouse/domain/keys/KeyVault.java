package dev.gatehouse.domain.keys;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.jose.SigningJwk;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * How a secret key lies in the database: as its JWK, or where there is a master key as a JWE (RFC 7516) by {@code dir}
 * and {@code A256GCM}, under a key that HKDF (RFC 5869) makes from the master key for one purpose alone.
 */
final class KeyVault {
    private static final String SIGNING = "gatehouse signing keys 1";
    private static final String SEALING = "gatehouse sealing keys 1";

    private final String what;
    private final @Nullable SecretKey key;

    private KeyVault(String what, String purpose, @Nullable Secret master) {
        this.what = what;
        this.key = master == null ? null : derive(KeySettings.bytes(master), purpose);
    }

    static KeyVault forSigning(@Nullable Secret master) {
        return new KeyVault("signing key", SIGNING, master);
    }

    static KeyVault forSealing(@Nullable Secret master) {
        return new KeyVault("sealing key", SEALING, master);
    }

    private static SecretKey derive(byte[] master, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(master)
                                    .thenExpand(purpose.getBytes(StandardCharsets.UTF_8), 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java lacks HKDF", e);
        }
    }

    /** Whether this stored form should be written anew: it is plain although there is a master key. */
    boolean wantsSealing(String stored) {
        return key != null && isPlain(stored);
    }

    /** What to store. */
    String seal(SigningJwk jwk) {
        return seal(jwk.kid(), jwk.toJson());
    }

    /** What to store of a JWK with this identifier. */
    String seal(String kid, String jwk) {
        if (key == null) {
            return jwk;
        }
        JWEHeader header = new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A256GCM)
                .keyID(kid)
                .build();
        JWEObject sealed = new JWEObject(header, new Payload(jwk));
        try {
            sealed.encrypt(new DirectEncrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot encrypt the " + what + " " + kid, e);
        }
        return sealed.serialize();
    }

    /**
     * The key that was stored under this identifier.
     *
     * @throws KeysUnusable with a sentence for the operator, where the master key is missing or another
     */
    SigningJwk open(String kid, String stored) {
        SigningJwk jwk;
        try {
            jwk = SigningJwk.parse(text(kid, stored));
        } catch (IllegalArgumentException e) {
            throw new KeysUnusable("The signing key " + kid + " in the database is damaged.", e);
        }
        if (!jwk.kid().equals(kid)) {
            throw new KeysUnusable("The signing key stored as " + kid + " is another one.", null);
        }
        return jwk;
    }

    /**
     * The JWK that was stored under this identifier.
     *
     * @throws KeysUnusable with a sentence for the operator, where the master key is missing or another
     */
    String text(String kid, String stored) {
        return isPlain(stored) ? stored : decrypt(kid, stored);
    }

    private String decrypt(String kid, String stored) {
        if (key == null) {
            throw new KeysUnusable(
                    "The " + what + "s in the database are encrypted, and keys.master is not set:"
                            + " give the master key that they were encrypted with.",
                    null);
        }
        try {
            JWEObject sealed = JWEObject.parse(stored);
            sealed.decrypt(new DirectDecrypter(key));
            return sealed.getPayload().toString();
        } catch (ParseException | JOSEException e) {
            throw new KeysUnusable(
                    "keys.master does not open the " + what + " " + kid
                            + " in the database: give the master key that it was encrypted with.",
                    e);
        }
    }

    private static boolean isPlain(String stored) {
        return stored.startsWith("{");
    }
}
