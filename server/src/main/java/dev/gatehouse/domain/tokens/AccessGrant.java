package dev.gatehouse.domain.tokens;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an access token is to say.
 *
 * @param scope words with single spaces; may be empty
 * @param authMethod how the person signed in, such as {@code password} or {@code oauth}
 * @param provider who vouched for them, such as {@code local} or {@code google}
 * @param amr the methods of RFC 8176, such as {@code pwd}
 * @param authTime when they last proved who they are; null where that is not known, and then it is not said
 * @param notAfter the session's absolute end; the token ends no later
 */
public record AccessGrant(
        UUID account,
        UUID session,
        String clientId,
        String scope,
        List<String> roles,
        Collection<String> permissions,
        String authMethod,
        String provider,
        List<String> amr,
        String acr,
        @Nullable Instant authTime,
        Instant notAfter) {}
