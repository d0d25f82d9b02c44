package dev.gatehouse.domain.sessions;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One sign-in on one device.
 *
 * @param scope space-separated (RFC 6749, section 3.3)
 * @param authMethod how the person signed in: {@code password}, {@code oauth}, …
 * @param provider who vouched: {@code local}, or the name of a provider
 * @param amr authentication methods (RFC 8176)
 * @param acr authentication context class (OpenID Connect Core, section 2)
 * @param authTime when the person last proved who they are; null where they came by a provider that does not tell when they did
 *     there, so that nothing is fresh
 * @param endsAt when the session ends whatever happens
 */
public record Session(
        UUID id,
        UUID account,
        String clientId,
        String scope,
        String authMethod,
        String provider,
        List<String> amr,
        String acr,
        @Nullable Instant authTime,
        @Nullable String userAgent,
        @Nullable String address,
        Instant createdAt,
        Instant endsAt) {
    public Session {
        amr = List.copyOf(amr);
    }

    /** How the person proved who they are. */
    public AuthenticationEvent how() {
        return new AuthenticationEvent(authMethod, provider, amr, acr);
    }
}
