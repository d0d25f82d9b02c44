package dev.gatehouse.guard;

import org.jspecify.annotations.Nullable;

/** The keys that an issuer signs with. Implementations are safe for many threads. */
public interface KeySource extends AutoCloseable {
    /**
     * The key that goes by exactly this identifier and signs with exactly this algorithm.
     *
     * @param kid the token's {@code kid}; null where it names none
     * @param algorithm the token's {@code alg}, already found in the allow-list
     * @return null where no such key is trusted
     * @throws GuardUnavailable where that cannot be told
     */
    @Nullable
    VerificationKey find(@Nullable String kid, String algorithm);

    /**
     * Whether a key that {@link #find} returned earlier is still trusted.
     *
     * @throws GuardUnavailable where that cannot be told
     */
    boolean trusts(VerificationKey key);

    /** Lets go of connections and threads; does nothing for keys in memory. */
    @Override
    default void close() {}
}
