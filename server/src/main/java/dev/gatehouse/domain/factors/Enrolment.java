package dev.gatehouse.domain.factors;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * An authenticator app on its way into an account: what the app has to know.
 *
 * @param key the secret in base 32 (RFC 4648, section 6), without padding: 32 characters
 */
public record Enrolment(UUID id, String name, String key) {
    /** The key for whoever types it: groups of four. */
    public String grouped() {
        return key.replaceAll("(.{4})(?=.)", "$1 ");
    }

    /**
     * What the QR code says: the key URI format that apps read.
     *
     * @param issuer what the service is called; a colon in it would end the name early, and is left out
     * @param label what the account is called
     */
    public String uri(String issuer, String label) {
        String service = issuer.replace(":", "");
        return "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d&period=%d"
                .formatted(
                        encoded(service),
                        encoded(label.replace(":", "")),
                        key,
                        encoded(service),
                        Authenticators.DIGITS,
                        Authenticators.PERIOD.toSeconds());
    }

    /** Blanks as {@code %20}: some apps show a plus as a plus. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Enrolment[" + id + "]";
    }
}
