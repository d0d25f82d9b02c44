package dev.gatehouse.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, how they signed in and what they may do: what a verified access token says (RFC 9068 section 2.2 and
 * Gatehouse's own claims). One type for every guarded handler.
 *
 * @param subject the account or, for a client's own token, the client ({@code sub})
 * @param tokenId the token's identifier ({@code jti})
 * @param sessionId the session that the token belongs to ({@code sid}); null for tokens without one
 * @param clientId the client that the token was given to ({@code client_id})
 * @param scopes the granted scopes; empty where the token names none
 * @param roles the account's roles at issue; they decide nothing here, {@code permissions} do
 * @param authMethod how the person signed in, such as {@code password}; {@link #UNKNOWN} where the token does not say
 * @param provider who knew the person, such as {@code local} or {@code google}; {@link #UNKNOWN} where the token does not say
 * @param amr authentication methods (RFC 8176)
 * @param acr authentication context class; null where the token names none
 * @param authTime when the person last proved who they are; null where the token does not say
 * @param expiresAt the first instant at which the token is no longer good
 */
public record AuthContext(
        String subject,
        String tokenId,
        @Nullable String sessionId,
        @Nullable String clientId,
        Set<String> scopes,
        Set<String> roles,
        Permissions permissions,
        String authMethod,
        String provider,
        List<String> amr,
        @Nullable String acr,
        @Nullable Instant authTime,
        Instant issuedAt,
        Instant expiresAt) {

    /** The authentication method or provider of a token that names none. */
    public static final String UNKNOWN = "unknown";

    public AuthContext {
        scopes = Set.copyOf(scopes);
        roles = Set.copyOf(roles);
        amr = List.copyOf(amr);
    }

    /** Whether the caller has this permission. */
    public boolean may(String permission) {
        return permissions.has(permission);
    }

    /** @throws Forbidden where the caller lacks this permission */
    public void require(String permission) {
        if (!permissions.has(permission)) {
            require(Requirement.one(permission));
        }
    }

    /** @throws Forbidden where the requirement is not met */
    public void require(Requirement requirement) {
        Decision decision = permissions.decide(requirement);
        if (!decision.allowed()) {
            throw new Forbidden(decision.why());
        }
    }

    /**
     * Asks for a sign-in of one of these authentication context classes, such as {@code urn:gatehouse:acr:2} for two factors.
     *
     * @throws StepUpRequired where the token names none of them
     */
    public void requireAcr(String... acceptable) {
        if (acr == null || !List.of(acceptable).contains(acr)) {
            throw StepUpRequired.toClass(List.of(acceptable));
        }
    }

    /**
     * Asks for a fresh sign-in, before something that nobody should do at a machine that was left alone.
     *
     * @param maxAge how long ago the person may have proved who they are, in whole seconds
     * @param now the time by which that is judged
     * @throws StepUpRequired where it was longer ago, or the token does not say
     */
    public void requireFresh(Duration maxAge, Instant now) {
        if (authTime == null || !now.isBefore(authTime.plus(maxAge))) {
            throw StepUpRequired.within(maxAge);
        }
    }
}
