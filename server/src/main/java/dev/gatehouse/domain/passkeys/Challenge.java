package dev.gatehouse.domain.passkeys;

import java.time.Instant;
import java.util.UUID;

/**
 * What an authenticator is asked to sign, opened again.
 *
 * @param text as the browser sends it back, in base64url
 * @param account whose passkey is made or asked for; zeros where anybody's will do
 */
public record Challenge(String text, UUID account, Instant expiresAt) {
    /** Nobody in particular. */
    static final UUID ANYBODY = new UUID(0, 0);

    /** What a challenge is for: one made for another thing does not open. */
    public enum Kind {
        /** Adds a passkey to an account. */
        MAKE,
        /** Begins an account with a passkey. */
        BEGIN,
        /** Signs in whoever holds a passkey. */
        SIGN_IN,
        /** Proves that an account is one's own, for which something is known already. */
        PROVE
    }

    /** Without what is to be signed. */
    @Override
    public String toString() {
        return "Challenge[" + account + "]";
    }
}
