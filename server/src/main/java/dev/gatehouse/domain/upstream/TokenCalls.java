package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Credential;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.platform.outgoing.OutgoingRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks token endpoints (RFC 6749, sections 4.1.3 and 6). */
final class TokenCalls {
    /**
     * What a token endpoint gave.
     *
     * @param idToken null where there was none
     */
    record Given(ProviderTokens tokens, @Nullable String idToken) {
        @Override
        public String toString() {
            return "Given[" + tokens + "]";
        }
    }

    private static final int LONGEST_ACCESS = 16 * 1024;
    private static final int LONGEST_REFRESH = 8 * 1024;
    private static final int LONGEST_SCOPE = 4096;
    private static final long LONGEST_LIFE = 10L * 365 * 24 * 3600;

    private final Remote remote;
    private final InstantSource clock;
    private final AppleSecrets appleSecrets;

    TokenCalls(Remote remote, InstantSource clock) {
        this.remote = remote;
        this.clock = clock;
        this.appleSecrets = new AppleSecrets(clock);
    }

    /** @param verifier the PKCE verifier; null where the provider takes none */
    Given redeem(Provider provider, URI endpoint, String code, URI redirectUri, @Nullable String verifier)
            throws UpstreamFailure {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri.toString());
        if (verifier != null) {
            form.put("code_verifier", verifier);
        }
        return ask(provider, endpoint, form, null);
    }

    /** New tokens for a refresh token; where the provider gives no new one of that, the old goes on. */
    Given refresh(Provider provider, URI endpoint, String refreshToken) throws UpstreamFailure {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        return ask(provider, endpoint, form, refreshToken);
    }

    /** @throws UpstreamFailure where what proves to the provider who asks cannot be made */
    void proveAbleToAuthenticate(Provider provider) throws UpstreamFailure {
        authenticate(provider, new LinkedHashMap<>());
    }

    private Given ask(Provider provider, URI endpoint, Map<String, String> form, @Nullable String earlierRefresh)
            throws UpstreamFailure {
        String authorization = authenticate(provider, form);
        OutgoingRequest request =
                OutgoingRequest.form("token", endpoint, encoded(form).getBytes(StandardCharsets.US_ASCII));
        Remote.Answer answer =
                remote.ask(authorization == null ? request : request.with("authorization", authorization));
        JsonNode json = answer.json();
        // GitHub refuses with status 200, Facebook with an object.
        JsonNode error = json.path("error");
        if (!error.isMissingNode() || answer.status() >= 300) {
            JsonNode code = error.isObject() ? error.path("type") : error;
            throw UpstreamFailure.of(
                    Reason.DENIED_BY_PROVIDER,
                    "the token endpoint refuses with " + Texts.errorCode(code.isString() ? code.stringValue() : null));
        }
        return given(json, earlierRefresh);
    }

    private Given given(JsonNode json, @Nullable String earlierRefresh) throws UpstreamFailure {
        String access = Texts.token(json.path("access_token"), LONGEST_ACCESS);
        if (access == null) {
            throw UpstreamFailure.misbehaved("the token endpoint gave no access token that can be used");
        }
        JsonNode type = json.path("token_type");
        if (type.isString() && !type.stringValue().equalsIgnoreCase("bearer")) {
            throw UpstreamFailure.misbehaved("the token endpoint gave an access token that is no bearer token");
        }
        String refresh = Texts.token(json.path("refresh_token"), LONGEST_REFRESH);
        Long seconds = Texts.seconds(json.path("expires_in"));
        Instant expiresAt = seconds == null || seconds <= 0 || seconds > LONGEST_LIFE
                ? null
                : clock.instant().plusSeconds(seconds);
        ProviderTokens tokens = new ProviderTokens(
                access,
                refresh != null ? refresh : earlierRefresh,
                Texts.line(json.path("scope"), LONGEST_SCOPE),
                expiresAt);
        return new Given(tokens, Texts.token(json.path("id_token"), IdTokens.LONGEST_TOKEN));
    }

    /** Adds what proves to the provider who asks; what belongs into the header is the result, null where nothing does. */
    private @Nullable String authenticate(Provider provider, Map<String, String> form) throws UpstreamFailure {
        switch (provider.credential()) {
            case Credential.None none -> form.put("client_id", provider.clientId());
            case Credential.Post post -> {
                form.put("client_id", provider.clientId());
                form.put("client_secret", post.secret().reveal());
            }
            case Credential.AppleKey key -> {
                form.put("client_id", provider.clientId());
                form.put("client_secret", appleSecrets.secret(provider, key));
            }
            case Credential.Basic basic -> {
                // Both are encoded as in a form before they are joined (RFC 6749, section 2.3.1).
                String pair = encode(provider.clientId())
                        + ":"
                        + encode(basic.secret().reveal());
                return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return null;
    }

    static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
