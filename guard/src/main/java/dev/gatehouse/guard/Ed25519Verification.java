package dev.gatehouse.guard;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** EdDSA with Ed25519 (RFC 8037) through the platform's own signatures, since the library's verifier would need Tink. */
final class Ed25519Verification implements JWSVerifier {
    /** The DER of a SubjectPublicKeyInfo for Ed25519 up to the 32 bytes of the key (RFC 8410 section 10.1). */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int KEY_LENGTH = 32;
    private static final int SIGNATURE_LENGTH = 64;

    private final PublicKey key;
    private final @Nullable Provider provider;
    private final JCAContext context = new JCAContext();

    Ed25519Verification(OctetKeyPair jwk, @Nullable Provider provider) throws JOSEException {
        byte[] point = jwk.getDecodedX();
        if (point.length != KEY_LENGTH) {
            throw new JOSEException("An Ed25519 key has 32 bytes");
        }
        byte[] encoded = new byte[SPKI_PREFIX.length + KEY_LENGTH];
        System.arraycopy(SPKI_PREFIX, 0, encoded, 0, SPKI_PREFIX.length);
        System.arraycopy(point, 0, encoded, SPKI_PREFIX.length, KEY_LENGTH);
        try {
            this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new JOSEException("The key is not an Ed25519 key", e);
        }
        this.provider = provider != null && takes(provider, key) ? provider : null;
    }

    /** Not every provider has this algorithm, and some that have it take no keys but their own. */
    private static boolean takes(Provider provider, PublicKey key) {
        try {
            Signature.getInstance("Ed25519", provider).initVerify(key);
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature) throws JOSEException {
        byte[] bytes = signature.decode();
        if (bytes.length != SIGNATURE_LENGTH) {
            return false;
        }
        try {
            Signature verifier =
                    provider == null ? Signature.getInstance("Ed25519") : Signature.getInstance("Ed25519", provider);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(bytes);
        } catch (GeneralSecurityException e) {
            throw new JOSEException("The signature cannot be checked", e);
        }
    }

    @Override
    public Set<JWSAlgorithm> supportedJWSAlgorithms() {
        return Set.of(JWSAlgorithm.EdDSA);
    }

    @Override
    public JCAContext getJCAContext() {
        return context;
    }
}
