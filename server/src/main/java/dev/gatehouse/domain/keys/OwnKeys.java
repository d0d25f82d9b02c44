package dev.gatehouse.domain.keys;

import com.nimbusds.jose.jwk.JWK;
import dev.gatehouse.guard.KeySource;
import dev.gatehouse.guard.VerificationKey;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.CryptoProviders;
import java.security.Provider;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The keys that this server's own guard verifies with: exactly those that are published, or the shared secret. */
final class OwnKeys implements KeySource {
    /** A key made ready by one provider; made anew once a faster one is there. */
    private record Ready(VerificationKey key, @Nullable Provider provider) {}

    private final Function<String, @Nullable JWK> published;
    private final CryptoProviders providers;
    private final @Nullable VerificationKey shared;
    private final ConcurrentMap<String, Ready> ready = new ConcurrentHashMap<>();

    /** @param published the public key that goes by this kid now, or null */
    OwnKeys(Function<String, @Nullable JWK> published, CryptoProviders providers, @Nullable Secret secret) {
        this.published = published;
        this.providers = providers;
        this.shared = secret == null ? null : VerificationKey.ofSecret(null, KeySettings.bytes(secret));
    }

    @Override
    public @Nullable VerificationKey find(@Nullable String kid, String algorithm) {
        if (algorithm.equals(Algorithm.HS256.label())) {
            return shared;
        }
        JWK jwk = kid == null ? null : published.apply(kid);
        if (jwk == null || !jwk.getAlgorithm().getName().equals(algorithm)) {
            return null;
        }
        Provider provider = Algorithm.of(algorithm).map(providers::provider).orElse(null);
        return ready.compute(
                        kid,
                        (_, known) -> known != null && known.provider == provider
                                ? known
                                : new Ready(VerificationKey.of(jwk, provider), provider))
                .key;
    }

    /** A kid is its key's thumbprint, so one that is published still stands for the same key. */
    @Override
    public boolean trusts(VerificationKey key) {
        String kid = key.kid();
        return kid == null ? key == shared : published.apply(kid) != null;
    }
}
