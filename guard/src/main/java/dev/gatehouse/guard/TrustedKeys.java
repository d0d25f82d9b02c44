package dev.gatehouse.guard;

import com.nimbusds.jose.jwk.JWK;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Public keys held in memory: a fixed JWK set, or the issuer's own keys, which it replaces as they rotate. */
public final class TrustedKeys implements KeySource {
    private final @Nullable Provider provider;
    private volatile KeySet keys = KeySet.EMPTY;

    /** @param provider what computes; null for the JDK's own */
    public TrustedKeys(Collection<? extends JWK> jwks, @Nullable Provider provider) {
        this.provider = provider;
        replace(jwks);
    }

    /**
     * The keys of a JWK set in JSON.
     *
     * @throws IllegalArgumentException where it is no JWK set or has no key that can verify
     */
    public static TrustedKeys parse(String jwkSet) {
        TrustedKeys parsed = new TrustedKeys(KeySet.parse(jwkSet.getBytes(StandardCharsets.UTF_8)), null);
        if (parsed.keys.isEmpty()) {
            throw new IllegalArgumentException("The JWK set has no key that can verify");
        }
        return parsed;
    }

    /** From now on these and no others are trusted; tokens verified with others are refused at their next use. */
    public void replace(Collection<? extends JWK> jwks) {
        keys = KeySet.of(jwks, provider, keys);
    }

    @Override
    public @Nullable VerificationKey find(@Nullable String kid, String algorithm) {
        return keys.find(kid, algorithm);
    }

    @Override
    public boolean trusts(VerificationKey key) {
        return keys.holds(key);
    }
}
