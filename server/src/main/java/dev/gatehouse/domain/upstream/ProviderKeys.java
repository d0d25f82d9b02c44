package dev.gatehouse.domain.upstream;

import com.nimbusds.jose.jwk.JWK;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The keys that a provider publishes (RFC 7517, section 5); immutable. */
record ProviderKeys(List<ProviderKey> keys) {
    private static final int MOST = 100;
    private static final int LONGEST_ISSUER = 512;

    ProviderKeys {
        keys = List.copyOf(keys);
    }

    /** @throws UpstreamFailure where it is no set of keys, or has none that can verify */
    static ProviderKeys read(JsonNode document) throws UpstreamFailure {
        JsonNode elements = document.path("keys");
        if (!elements.isArray() || elements.size() > MOST) {
            throw UpstreamFailure.misbehaved("its keys are no JWK set of at most " + MOST);
        }
        List<ProviderKey> keys = new ArrayList<>();
        for (JsonNode element : elements) {
            ProviderKey key = key(element);
            if (key != null) {
                keys.add(key);
            }
        }
        if (keys.isEmpty()) {
            throw UpstreamFailure.misbehaved("none of its keys can verify an ID token");
        }
        return new ProviderKeys(keys);
    }

    /** Null for keys of types and uses that are of no use here, which a set may have (section 5). */
    private static @Nullable ProviderKey key(JsonNode element) {
        try {
            return ProviderKey.of(JWK.parse(element.toString()), Texts.line(element.path("issuer"), LONGEST_ISSUER));
        } catch (ParseException | IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Those that may have signed a token with such a header; more than one only where the provider uses one identifier
     * twice. Without an identifier there must be one key alone that fits (OpenID Connect Core, section 10.1).
     */
    List<ProviderKey> fitting(Map<String, JsonNode> header, String algorithm) {
        JsonNode kid = header.get("kid");
        List<ProviderKey> fitting = keys.stream()
                .filter(key -> key.algorithms().contains(algorithm))
                .filter(key ->
                        kid == null || kid.isString() && kid.stringValue().equals(key.kid()))
                .toList();
        return kid == null && fitting.size() > 1 ? List.of() : fitting;
    }
}
