package dev.gatehouse.domain.providers;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as a provider has just proven to know them.
 *
 * @param provider its name
 * @param issuer with {@code subject} what tells this identity from all others: 1 to 512 characters
 * @param subject 1 to 255 characters
 * @param email as the provider wrote it
 * @param emailVerified whether the provider vouches for the address, and may
 * @param username how the provider calls the person in public
 * @param groups what the provider counts the person to, for rules of roles
 * @param authTime when the person last signed in there, as the provider says; null where it does not
 * @param tokens the provider's own; null unless its settings ask to keep them
 */
public record ProvenIdentity(
        String provider,
        String issuer,
        String subject,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable String picture,
        @Nullable String username,
        List<String> groups,
        @Nullable Instant authTime,
        @Nullable ProviderTokens tokens) {
    public ProvenIdentity {
        groups = List.copyOf(groups);
    }

    /** What a person calls this identity: the address, else the user name, else the name, else the subject. */
    public String label() {
        for (String candidate : new String[] {email, username, name}) {
            if (candidate != null) {
                return candidate;
            }
        }
        return subject;
    }
}
