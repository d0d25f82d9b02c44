package dev.gatehouse.domain.providers;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The keys that Apple gives in {@code .p8} files: PKCS #8 in PEM (RFC 7468, section 10), on the curve P-256. */
final class AppleKeys {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int BITS = 256;

    private AppleKeys() {}

    static boolean fits(String pem) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            return false;
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
            return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(bytes))
                            instanceof ECPrivateKey key
                    && key.getParams().getOrder().bitLength() == BITS;
        } catch (IllegalArgumentException | GeneralSecurityException noKey) {
            return false;
        }
    }
}
