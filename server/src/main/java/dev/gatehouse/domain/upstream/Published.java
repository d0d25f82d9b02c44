package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What providers publish about themselves, fetched when it is first needed: one entry for each provider's name. */
final class Published {
    private static final Kept.Ages METADATA = new Kept.Ages(Duration.ofHours(6), Duration.ofHours(24));

    /** Shorter, because a key that leaves the set may have leaked. */
    private static final Kept.Ages KEYS = new Kept.Ages(Duration.ofHours(1), Duration.ofHours(24));

    private static final String WELL_KNOWN = "/.well-known/openid-configuration";

    private record OfProvider(String issuer, Provider.Endpoints endpoints, Kept<Metadata> metadata) {}

    private record OfKeys(URI uri, Kept<ProviderKeys> keys) {}

    private final Remote remote;
    private final InstantSource clock;
    private final Map<String, OfProvider> metadata = new ConcurrentHashMap<>();
    private final Map<String, OfKeys> keys = new ConcurrentHashMap<>();

    Published(Remote remote, InstantSource clock) {
        this.remote = remote;
        this.clock = clock;
    }

    Metadata metadata(Provider provider) throws UpstreamFailure {
        if (!Metadata.needsDiscovery(provider)) {
            return Metadata.ofSettings(provider);
        }
        // A definition that has changed is another provider.
        OfProvider kept = metadata.compute(
                provider.name(),
                (name, known) -> known != null
                                && known.issuer().equals(provider.issuer())
                                && known.endpoints().equals(provider.endpoints())
                        ? known
                        : new OfProvider(
                                provider.issuer(),
                                provider.endpoints(),
                                new Kept<>(() -> fetchMetadata(provider), METADATA, clock)));
        return kept.metadata().get();
    }

    /** @param missed the keys that lack the one that is needed; null at the first question */
    ProviderKeys keys(Provider provider, Metadata metadata, @Nullable ProviderKeys missed) throws UpstreamFailure {
        URI uri = metadata.jwks();
        if (uri == null) {
            throw UpstreamFailure.misbehaved("nothing says where its keys are");
        }
        OfKeys kept = keys.compute(
                provider.name(),
                (name, known) -> known != null && known.uri().equals(uri)
                        ? known
                        : new OfKeys(uri, new Kept<>(() -> fetchKeys(uri), KEYS, clock)));
        return missed == null ? kept.keys().get() : kept.keys().newerThan(missed);
    }

    /** Asked now, and not kept: for a command that checks. */
    Metadata fetchMetadata(Provider provider) throws UpstreamFailure {
        return Metadata.read(remote.read(OutgoingRequest.get("discovery", wellKnown(provider))), provider);
    }

    /** As {@link #fetchMetadata}. */
    ProviderKeys fetchKeys(URI uri) throws UpstreamFailure {
        return ProviderKeys.read(remote.read(
                OutgoingRequest.get("jwks", uri).accepting("application/json", "application/jwk-set+json")));
    }

    /** OpenID Connect Discovery, section 4: behind the issuer, without a slash that ends it. */
    private static URI wellKnown(Provider provider) throws UpstreamFailure {
        String issuer =
                provider.issuerTemplate() ? provider.issuer().replace(Provider.TENANT_ID, "common") : provider.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        try {
            return URI.create(base + WELL_KNOWN);
        } catch (IllegalArgumentException e) {
            throw UpstreamFailure.misbehaved("its issuer is no address");
        }
    }
}
