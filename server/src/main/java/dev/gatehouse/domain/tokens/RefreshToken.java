package dev.gatehouse.domain.tokens;

import java.time.Instant;

/**
 * A refresh token as it is handed out; only its hash is kept.
 *
 * @param value {@code gr_} and 256 bits in base64url: 46 characters
 * @param expiresAt until when it waits for its use
 */
public record RefreshToken(String value, Instant expiresAt) {
    /** Does not give the token away. */
    @Override
    public String toString() {
        return "refresh token until " + expiresAt;
    }
}
