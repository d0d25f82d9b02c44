package dev.gatehouse.domain.tokens;

import java.time.Instant;

/**
 * An access token that was issued.
 *
 * @param value the signed JWT
 * @param id its {@code jti}
 * @param issuedAt its {@code iat}, in whole seconds
 * @param expiresAt its {@code exp}, in whole seconds
 */
public record AccessToken(String value, String id, Instant issuedAt, Instant expiresAt) {
    /** Names the token without being one. */
    @Override
    public String toString() {
        return "access token " + id;
    }
}
