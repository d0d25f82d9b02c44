package dev.gatehouse.domain.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A provider's own tokens for somebody.
 *
 * @param scope what they are good for, as the provider says it; null where it does not
 * @param expiresAt when the access token ends; null where the provider does not say
 */
public record ProviderTokens(
        String accessToken,
        @Nullable String refreshToken,
        @Nullable String scope,
        @Nullable Instant expiresAt) {
    /** Without the tokens, which nobody may log. */
    @Override
    public String toString() {
        return "ProviderTokens[scope=" + scope + ", expiresAt=" + expiresAt + "]";
    }
}
