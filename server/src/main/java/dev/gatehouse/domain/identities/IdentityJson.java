package dev.gatehouse.domain.identities;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.platform.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A proven identity as bytes that can be sealed and read again. They hold the provider's tokens: nothing else than sealed. */
public final class IdentityJson {
    private IdentityJson() {}

    /** What waits to be linked proves nothing any more, so when it was proven is left out where it is read. */
    public static byte[] bytes(ProvenIdentity proven) {
        return Json.bytes(proven);
    }

    /** Reads what {@link #bytes(ProvenIdentity)} wrote. */
    public static ProvenIdentity read(byte[] bytes) {
        JsonNode node = Json.read(bytes);
        List<String> groups = new ArrayList<>();
        node.path("groups").forEach(group -> groups.add(group.stringValue()));
        JsonNode tokens = node.path("tokens");
        return new ProvenIdentity(
                present(node, "provider"),
                present(node, "issuer"),
                present(node, "subject"),
                text(node, "email"),
                node.path("email_verified").booleanValue(false),
                text(node, "name"),
                text(node, "picture"),
                text(node, "username"),
                groups,
                null,
                tokens.isObject() ? tokens(tokens) : null);
    }

    static byte[] bytes(ProviderTokens tokens) {
        return Json.bytes(tokens);
    }

    static ProviderTokens readTokens(byte[] bytes) {
        return tokens(Json.read(bytes));
    }

    private static ProviderTokens tokens(JsonNode node) {
        String expiry = text(node, "expires_at");
        return new ProviderTokens(
                present(node, "access_token"),
                text(node, "refresh_token"),
                text(node, "scope"),
                expiry == null ? null : Instant.parse(expiry));
    }

    private static String present(JsonNode node, String field) {
        return node.path(field).stringValue();
    }

    private static @Nullable String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isString() ? value.stringValue() : null;
    }
}
