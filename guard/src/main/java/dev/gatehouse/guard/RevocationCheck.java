package dev.gatehouse.guard;

/** Says whether a token that is otherwise good has been revoked. Asked at every request, so it has to answer from memory. */
@FunctionalInterface
public interface RevocationCheck {
    /** For resource servers that accept a token until it expires. */
    RevocationCheck NONE = caller -> false;

    /**
     * Whether the token behind this context is revoked, by itself, by its session or by its account.
     *
     * @throws GuardUnavailable where that cannot be told
     */
    boolean isRevoked(AuthContext caller);
}
