package dev.gatehouse.domain.verification;

import org.jspecify.annotations.Nullable;

/**
 * A sign-up that waits for its address to be proven. Kept sealed, in the link alone.
 *
 * @param email as it was typed
 * @param hash of the password that was chosen; null where it is to be finished with a passkey
 * @param language in which the person reads, as a BCP 47 tag
 * @param flow the sealed sign-in that it is part of, good in the browser that began it; null where it is part of none
 * @param network from which it was asked for, as limits count it
 */
public record PendingSignUp(
        String email,
        @Nullable String username,
        @Nullable String name,
        @Nullable String hash,
        @Nullable String language,
        @Nullable String flow,
        @Nullable String network) {
    /** Whether a passkey finishes it, and no password. */
    public boolean byPasskey() {
        return hash == null;
    }

    /** Without what nobody may log. */
    @Override
    public String toString() {
        return "PendingSignUp[]";
    }
}
