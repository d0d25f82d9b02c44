package dev.gatehouse.domain.verification;

import org.jspecify.annotations.Nullable;

/**
 * A sign-up that waits for its address to be proven. Kept sealed, in the link alone.
 *
 * @param email as it was typed
 * @param hash of the password that was chosen
 * @param language in which the person reads, as a BCP 47 tag
 * @param flow the sealed sign-in that it is part of, good in the browser that began it; null where it is part of none
 */
public record PendingSignUp(
        String email,
        @Nullable String username,
        @Nullable String name,
        String hash,
        @Nullable String language,
        @Nullable String flow) {
    /** Without what nobody may log. */
    @Override
    public String toString() {
        return "PendingSignUp[]";
    }
}
