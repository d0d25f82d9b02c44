package dev.gatehouse.domain.upstream;

import com.nimbusds.jose.util.Base64URL;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Decides whether an ID token may be believed (OpenID Connect Core, section 3.1.3.7). The order is the defence: shape, header,
 * key, signature, and only then what it says.
 */
final class IdTokens {
    /** What the token has to agree with. */
    record Expected(Provider provider, Metadata metadata, String nonce, String accessToken) {}

    /**
     * What a token that may be believed says.
     *
     * @param issuer its own, which for a template is a tenant's
     * @param authTime when the person last signed in there; null where it does not say so in a way that can be believed
     */
    record Believed(String issuer, String subject, @Nullable Instant authTime, JsonNode claims) {}

    /** Tells the keys of a provider. */
    interface Keys {
        /** @param missed the keys that lack the one that is needed; null at the first question */
        ProviderKeys of(Provider provider, Metadata metadata, @Nullable ProviderKeys missed) throws UpstreamFailure;
    }

    static final int LONGEST_SUBJECT = 255;
    static final int LONGEST_TOKEN = 32 * 1024;

    /**
     * Header members that bring their own key or change how the token is read. {@code jku}, {@code x5u} and {@code x5c} are
     * not among them because honest providers send them; nothing here ever looks at them.
     */
    private static final Set<String> REFUSED = Set.of("jwk", "crit", "b64", "zip", "enc", "epk", "cty");

    private static final Duration LEEWAY = Duration.ofSeconds(60);

    /** It was made while the person waited; Microsoft dates its tokens five minutes back. */
    private static final Duration OLDEST = Duration.ofMinutes(15);

    static final Pattern GUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern BASE64URL = Pattern.compile("[A-Za-z0-9_-]+");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Keys keys;
    private final InstantSource clock;

    IdTokens(Keys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @throws UpstreamFailure where anything about it is wrong */
    Believed believe(String token, Expected expected) throws UpstreamFailure {
        String[] parts = token.split("\\.", -1);
        if (token.length() > LONGEST_TOKEN || parts.length != 3) {
            throw wrong("is no signed token of a size that is taken");
        }
        Map<String, JsonNode> header = object(parts[0]);
        String algorithm = algorithm(header, expected.metadata());
        byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
        decoded(parts[2]);
        ProviderKey key = key(header, algorithm, signed, new Base64URL(parts[2]), expected);
        Map<String, JsonNode> claims = object(parts[1]);
        String issuer = issuer(claims, expected.provider());
        if (key.issuer() != null && !issuer.equals(filled(key.issuer(), claims))) {
            throw wrong("is signed with a key that is for another issuer");
        }
        audience(claims, expected.provider());
        times(claims);
        if (!equal(text(claims, "nonce"), expected.nonce())) {
            throw wrong("has not the nonce of this sign-in");
        }
        accessTokenHash(claims, algorithm, expected.accessToken());
        String subject = Texts.identifier(claims.get("sub"), LONGEST_SUBJECT);
        if (subject == null) {
            throw wrong("has no subject of 1 to " + LONGEST_SUBJECT + " characters");
        }
        return new Believed(issuer, subject, authTime(claims), Json.read(decoded(parts[1])));
    }

    /** An algorithm that is allowed here, and that the provider says it uses (RFC 8725, section 3.1). */
    private static String algorithm(Map<String, JsonNode> header, Metadata metadata) throws UpstreamFailure {
        for (String name : header.keySet()) {
            if (REFUSED.contains(name)) {
                throw wrong("has a header member that is never taken");
            }
        }
        String type = header.containsKey("typ") ? text(header, "typ") : "JWT";
        if (type == null || !type.equalsIgnoreCase("JWT")) {
            throw wrong("is a token of another type");
        }
        String algorithm = text(header, "alg");
        if (algorithm == null || !ProviderKey.ALGORITHMS.contains(algorithm)) {
            throw wrong("is signed with an algorithm that is not allowed, or not at all");
        }
        if (!metadata.algorithms().isEmpty() && !metadata.algorithms().contains(algorithm)) {
            throw wrong("is signed with an algorithm that its metadata does not name");
        }
        return algorithm;
    }

    private ProviderKey key(
            Map<String, JsonNode> header, String algorithm, byte[] signed, Base64URL signature, Expected expected)
            throws UpstreamFailure {
        ProviderKeys known = keys.of(expected.provider(), expected.metadata(), null);
        List<ProviderKey> fitting = known.fitting(header, algorithm);
        if (fitting.isEmpty()) {
            // Keys rotate: the provider may have a new one since they were fetched.
            fitting = keys.of(expected.provider(), expected.metadata(), known).fitting(header, algorithm);
        }
        if (fitting.isEmpty()) {
            throw wrong("is signed with a key that the provider does not publish");
        }
        for (ProviderKey key : fitting) {
            if (key.verifies(algorithm, signed, signature)) {
                return key;
            }
        }
        throw wrong("has a wrong signature");
    }

    private static String issuer(Map<String, JsonNode> claims, Provider provider) throws UpstreamFailure {
        String issuer = text(claims, "iss");
        String wanted = provider.issuerTemplate() ? filled(provider.issuer(), claims) : provider.issuer();
        if (issuer == null || !issuer.equals(wanted)) {
            throw wrong("is of another issuer");
        }
        return issuer;
    }

    /** A template with the token's own tenant in its place; null where it has none. What is no template stays as it is. */
    private static @Nullable String filled(String template, Map<String, JsonNode> claims) {
        if (!template.contains(Provider.TENANT_ID)) {
            return template;
        }
        String tenant = text(claims, "tid");
        return tenant != null && GUID.matcher(tenant).matches() ? template.replace(Provider.TENANT_ID, tenant) : null;
    }

    /** For this server and nobody else: of another audience nothing is known that would make it trusted. */
    private static void audience(Map<String, JsonNode> claims, Provider provider) throws UpstreamFailure {
        JsonNode audience = claims.get("aud");
        JsonNode only = audience != null && audience.isArray() && audience.size() == 1 ? audience.get(0) : audience;
        if (only == null || !only.isString() || !only.stringValue().equals(provider.clientId())) {
            throw wrong("is for somebody else, or for others too");
        }
        if (claims.containsKey("azp") && !provider.clientId().equals(text(claims, "azp"))) {
            throw wrong("was made for another party");
        }
    }

    private void times(Map<String, JsonNode> claims) throws UpstreamFailure {
        Instant now = clock.instant();
        Instant expires = time(claims, "exp");
        Instant issued = time(claims, "iat");
        if (expires == null || issued == null) {
            throw wrong("does not say when it was made and when it ends");
        }
        if (!now.isBefore(expires.plus(LEEWAY))) {
            throw wrong("has expired");
        }
        Instant begins = time(claims, "nbf");
        Instant latest = now.plus(LEEWAY);
        if (issued.isAfter(latest) || begins != null && begins.isAfter(latest)) {
            throw wrong("is from the future");
        }
        if (issued.isBefore(now.minus(OLDEST).minus(LEEWAY))) {
            throw wrong("was made long before this sign-in");
        }
    }

    /**
     * Who somebody is does not hang on it, so one that is no time, or is still to come, is as good as none: it makes nothing
     * fresh.
     */
    private @Nullable Instant authTime(Map<String, JsonNode> claims) {
        JsonNode node = claims.get("auth_time");
        Long seconds = node != null && node.isIntegralNumber() ? Texts.seconds(node) : null;
        Instant now = clock.instant();
        if (seconds == null || seconds <= 0 || seconds > now.plus(LEEWAY).getEpochSecond()) {
            return null;
        }
        Instant told = Instant.ofEpochSecond(seconds);
        return told.isAfter(now) ? now : told;
    }

    /** Section 3.1.3.8. */
    private static void accessTokenHash(Map<String, JsonNode> claims, String algorithm, String accessToken)
            throws UpstreamFailure {
        if (!claims.containsKey("at_hash")) {
            return;
        }
        String hash = algorithm.endsWith("256") ? "SHA-256" : algorithm.endsWith("384") ? "SHA-384" : "SHA-512";
        try {
            byte[] whole = MessageDigest.getInstance(hash).digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            String half = ENCODER.encodeToString(Arrays.copyOf(whole, whole.length / 2));
            if (!equal(text(claims, "at_hash"), half)) {
                throw wrong("came with another access token than its own");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + hash, e);
        }
    }

    private static @Nullable Instant time(Map<String, JsonNode> claims, String name) throws UpstreamFailure {
        JsonNode node = claims.get(name);
        if (node == null) {
            return null;
        }
        Long seconds = node.isNumber() ? Texts.seconds(node) : null;
        if (seconds == null || seconds < 0 || seconds > Instant.MAX.getEpochSecond() / 1000) {
            throw wrong("has a time that is none");
        }
        return Instant.ofEpochSecond(seconds);
    }

    private static @Nullable String text(Map<String, JsonNode> members, String name) {
        JsonNode node = members.get(name);
        return node != null && node.isString() ? node.stringValue() : null;
    }

    private static boolean equal(@Nullable String one, String other) {
        return one != null
                && MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, JsonNode> object(String part) throws UpstreamFailure {
        JsonNode node;
        try {
            node = Json.read(decoded(part));
        } catch (MalformedJson e) {
            throw wrong("is no strict JSON inside");
        }
        if (!node.isObject()) {
            throw wrong("is no JSON object inside");
        }
        Map<String, JsonNode> members = new LinkedHashMap<>();
        node.forEachEntry(members::put);
        return members;
    }

    /** Base64url without padding, where each value has exactly one spelling (RFC 7515, section 2). */
    private static byte[] decoded(String part) throws UpstreamFailure {
        if (BASE64URL.matcher(part).matches()) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(part);
                if (ENCODER.encodeToString(bytes).equals(part)) {
                    return bytes;
                }
            } catch (IllegalArgumentException e) {
                // Falls through to the one sentence for all of it.
            }
        }
        throw wrong("is not written in base64url");
    }

    private static UpstreamFailure wrong(String what) {
        return UpstreamFailure.misbehaved("its ID token " + what);
    }
}
