package dev.gatehouse.guard;

import org.jspecify.annotations.Nullable;

/** One secret shared with the issuer. Answers for HS256 only, and nothing else ever answers for HS256. */
public final class SharedSecret implements KeySource {
    private final VerificationKey key;

    /**
     * @param kid what a token's {@code kid} has to be; null where any or none will do, there being one key
     * @throws IllegalArgumentException where the secret is shorter than 32 bytes
     */
    public SharedSecret(@Nullable String kid, byte[] secret) {
        this.key = VerificationKey.ofSecret(kid, secret);
    }

    @Override
    public @Nullable VerificationKey find(@Nullable String kid, String algorithm) {
        boolean named = key.kid() == null || key.kid().equals(kid);
        return named && algorithm.equals(key.algorithm()) ? key : null;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // there is exactly one
    public boolean trusts(VerificationKey key) {
        return key == this.key;
    }
}
