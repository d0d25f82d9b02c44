package dev.gatehouse.domain.providers;

import dev.gatehouse.domain.providers.Provider.Protocol;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of provider: what holds where an operator says nothing else. In texts {@code {base}} stands for the provider's
 * {@code base_url}, {@code {api}} for where its programming interface then is, {@code {tenant}} for its tenant and
 * {@code {issuing}} for the one that tokens then are from.
 *
 * @param displayName how people call it; empty where that is for the operator to say
 * @param usual the texts of keys that need not be given
 * @param wanted keys without which such a provider cannot be
 * @param keeping more scopes and parameters where the provider's own tokens are kept, so that it gives a refresh token
 */
public record Preset(
        String name,
        String displayName,
        Protocol protocol,
        Map<ProviderKey, String> usual,
        Set<ProviderKey> wanted,
        Map<ProviderKey, String> keeping) {
    /** The tenant that all private accounts of Microsoft's are in. */
    private static final String CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad";

    private static final Set<ProviderKey> APPLES =
            Set.of(ProviderKey.APPLE_TEAM_ID, ProviderKey.APPLE_KEY_ID, ProviderKey.APPLE_PRIVATE_KEY);

    public Preset {
        usual = Map.copyOf(usual);
        wanted = Set.copyOf(wanted);
        keeping = Map.copyOf(keeping);
    }

    Preset wanting(ProviderKey... keys) {
        return new Preset(name, displayName, protocol, usual, Set.of(keys), keeping);
    }

    Preset keeping(ProviderKey key, String text) {
        return new Preset(name, displayName, protocol, usual, wanted, Map.of(key, text));
    }

    /** Whether a key means anything for such a provider. */
    boolean takes(ProviderKey key) {
        return switch (key) {
            case TENANT, BASE_URL -> usual.containsKey(key);
            case EMAILS_ENDPOINT -> protocol == Protocol.OAUTH2;
            case JWKS_URI, REAUTHENTICATION -> protocol == Protocol.OPENID_CONNECT;
            case APPLE_TEAM_ID, APPLE_KEY_ID, APPLE_PRIVATE_KEY -> wantsAppleKey();
            case CLIENT_SECRET, TOKEN_AUTH -> !wantsAppleKey();
            default -> true;
        };
    }

    /** Whether it is proven by a key of Apple's and not by a secret. */
    public boolean wantsAppleKey() {
        return wanted.containsAll(APPLES);
    }

    /** The usual text of a key with everything filled in; null where there is none. */
    @Nullable
    String usual(ProviderKey key, @Nullable String base, @Nullable String tenant) {
        String text = usual.get(key);
        if (text == null || base == null) {
            return text;
        }
        if (key == ProviderKey.ISSUER && tenant != null) {
            text = text.replace("{issuing}", issuing(tenant));
        }
        return text.replace("{api}", api(base))
                .replace("{base}", base)
                .replace("{tenant}", tenant == null ? "" : tenant);
    }

    /** Microsoft's tokens are from the tenant of the person, which is known beforehand for some tenants only. */
    private static String issuing(String tenant) {
        return switch (tenant) {
            case "common", "organizations" -> Provider.TENANT_ID;
            case "consumers" -> CONSUMERS;
            default -> tenant;
        };
    }

    private String api(String base) {
        boolean usualBase = base.equals(usual.get(ProviderKey.BASE_URL));
        String host = String.valueOf(URI.create(base).getHost());
        return switch (name) {
            case "github" -> usualBase || host.endsWith(".ghe.com") ? "https://api." + host : base + "/api/v3";
            case "microsoft" -> usualBase ? "https://graph.microsoft.com" : base;
            default -> base;
        };
    }
}
