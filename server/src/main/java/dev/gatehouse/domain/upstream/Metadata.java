package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.Provider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What is known of a provider's places, from its own metadata (OpenID Connect Discovery, section 3) and from settings, which
 * come first.
 *
 * @param jwks null for OAuth 2
 * @param algorithms how ID tokens may be signed; empty where it does not say
 * @param namesIssuer whether its authorization responses must carry {@code iss} (RFC 9207, section 3)
 * @param challenges the PKCE methods that it says it knows; empty where it does not say
 * @param scopes those that it says it knows; empty where it does not say
 */
record Metadata(
        URI authorization,
        URI token,
        @Nullable URI userinfo,
        @Nullable URI jwks,
        Set<String> algorithms,
        boolean namesIssuer,
        Set<String> challenges,
        Set<String> scopes) {
    private static final int LONGEST_URI = 2048;
    private static final int MOST = 100;
    private static final int LONGEST = 200;

    Metadata {
        algorithms = Set.copyOf(algorithms);
        challenges = Set.copyOf(challenges);
        scopes = Set.copyOf(scopes);
    }

    /** Whether the provider's own metadata is needed beside the settings. */
    static boolean needsDiscovery(Provider provider) {
        Provider.Endpoints known = provider.endpoints();
        return switch (provider.protocol()) {
            case OAUTH2 -> false;
            case OPENID_CONNECT -> known.authorization() == null || known.token() == null || known.jwks() == null;
        };
    }

    /** @throws UpstreamFailure where an endpoint is missing */
    static Metadata ofSettings(Provider provider) throws UpstreamFailure {
        Provider.Endpoints known = provider.endpoints();
        if (known.authorization() == null || known.token() == null) {
            throw UpstreamFailure.misbehaved("the settings name no authorization endpoint or no token endpoint");
        }
        return new Metadata(
                browsable(known.authorization(), true),
                known.token(),
                known.userinfo(),
                known.jwks(),
                Set.of(),
                false,
                Set.of(),
                Set.of());
    }

    /** @throws UpstreamFailure where the document is another issuer's or says nothing that can be used */
    static Metadata read(JsonNode document, Provider provider) throws UpstreamFailure {
        if (!document.isObject()) {
            throw UpstreamFailure.misbehaved("its metadata is no JSON object");
        }
        // Exactly, section 4.3: else any issuer could speak for any other.
        JsonNode issuer = document.path("issuer");
        if (!issuer.isString() || !issuer.stringValue().equals(provider.issuer())) {
            throw UpstreamFailure.misbehaved("its metadata is of another issuer than " + provider.issuer());
        }
        boolean plain = provider.issuer().startsWith("http://");
        Provider.Endpoints known = provider.endpoints();
        URI authorization = known.authorization() != null
                ? known.authorization()
                : required(document, "authorization_endpoint", plain);
        return new Metadata(
                browsable(authorization, plain || known.authorization() != null),
                known.token() != null ? known.token() : required(document, "token_endpoint", plain),
                known.userinfo() != null ? known.userinfo() : optional(document, "userinfo_endpoint", plain),
                known.jwks() != null ? known.jwks() : required(document, "jwks_uri", plain),
                texts(document, "id_token_signing_alg_values_supported"),
                document.path("authorization_response_iss_parameter_supported").asBoolean(false),
                texts(document, "code_challenge_methods_supported"),
                texts(document, "scopes_supported"));
    }

    /** Where a browser may be sent (row A10): nothing but the web, and without TLS only where that was asked for. */
    private static URI browsable(URI uri, boolean plain) throws UpstreamFailure {
        return checked(uri, "authorization endpoint", plain);
    }

    private static URI required(JsonNode document, String name, boolean plain) throws UpstreamFailure {
        URI uri = optional(document, name, plain);
        if (uri == null) {
            throw UpstreamFailure.misbehaved("its metadata has no " + name);
        }
        return uri;
    }

    private static @Nullable URI optional(JsonNode document, String name, boolean plain) throws UpstreamFailure {
        JsonNode node = document.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        String text = Texts.token(node, LONGEST_URI);
        if (text == null) {
            throw UpstreamFailure.misbehaved("the " + name + " of its metadata is no address");
        }
        try {
            return checked(new URI(text), name, plain);
        } catch (URISyntaxException e) {
            throw UpstreamFailure.misbehaved("the " + name + " of its metadata is no address");
        }
    }

    private static URI checked(URI uri, String name, boolean plain) throws UpstreamFailure {
        boolean web = "https".equalsIgnoreCase(uri.getScheme()) || plain && "http".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw UpstreamFailure.misbehaved("its " + name + " is no https address that can be used");
        }
        return uri;
    }

    private static Set<String> texts(JsonNode document, String name) {
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode element : document.path(name)) {
            String text = Texts.token(element, LONGEST);
            if (text != null && texts.size() < MOST) {
                texts.add(text);
            }
        }
        return texts;
    }
}
