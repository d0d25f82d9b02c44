package dev.gatehouse.domain.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a receiver knows a message of ours by: HMAC-SHA256, version {@code v1} of Standard Webhooks. */
final class SigningSecret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final SecretKeySpec key;

    private SigningSecret(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * @param text {@code whsec_} and 24 to 64 bytes in base64
     * @throws IllegalArgumentException where it is anything else; says nothing of it
     */
    static SigningSecret parse(String text) {
        if (text.startsWith(PREFIX)) {
            byte[] bytes = decoded(text.substring(PREFIX.length()));
            if (bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES) {
                return new SigningSecret(bytes);
            }
        }
        throw new IllegalArgumentException(
                "allowed: whsec_ and 24 to 64 bytes in base64, as `echo whsec_$(openssl rand -base64 32)` prints");
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    /** The signature of a message, as it stands in {@code webhook-signature}. */
    String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return PREFIX + "••••";
    }
}
