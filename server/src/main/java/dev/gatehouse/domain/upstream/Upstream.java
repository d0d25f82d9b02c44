package dev.gatehouse.domain.upstream;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Protocol;
import dev.gatehouse.domain.providers.Provider.Reauthentication;
import dev.gatehouse.domain.providers.Provider.ResponseMode;
import dev.gatehouse.domain.providers.ProviderTokens;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.outgoing.Outgoing;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends people to providers and finds out who they are by what comes back: OpenID Connect and OAuth 2 as their client. It
 * knows nothing of browsers and accounts: that the answer comes from the browser that was sent, once, is for the caller to
 * see to, by {@code state}. Safe for any number of threads; calls block while a provider is asked.
 */
public final class Upstream {
    /** What it works with. */
    public record Needs(Outgoing http, InstantSource clock, SecureRandom random) {}

    /**
     * What binds one round trip: to be kept from everybody but the browser that is sent, and sealed on its way there.
     *
     * @param nonce comes back in the ID token (OpenID Connect Core, section 15.5.2)
     * @param codeVerifier proves at the token endpoint who asked for the code (RFC 7636)
     */
    public record Secrets(String nonce, String codeVerifier) {
        /** Without them, so that no log has them. */
        @Override
        public String toString() {
            return "Secrets[]";
        }
    }

    /**
     * What came to the callback, unread; the caller has found {@code state} to be its own.
     *
     * @param user Apple's JSON with a name, which it sends at the first sign-in only and nobody signs
     */
    public record Callback(
            @Nullable String code,
            @Nullable String state,
            @Nullable String error,
            @Nullable String errorDescription,
            @Nullable String iss,
            @Nullable String user) {
        /** Without the code. */
        @Override
        public String toString() {
            return "Callback[error=" + Texts.errorCode(error) + "]";
        }
    }

    /** What somebody is sent to a provider for. */
    public enum Purpose {
        /** To sign in, however it lets them. */
        SIGN_IN,
        /** To be somebody in particular, so that they may have to choose among their accounts there. */
        BE_SOMEBODY,
        /** To prove this moment who they are. */
        PROVE_ANEW
    }

    private static final int SECRET_BYTES = 32;
    /** OpenID Connect Core, section 5.5. */
    private static final String TIME_CLAIM = "{\"id_token\":{\"auth_time\":{\"essential\":true}}}";

    private static final int LONGEST_CODE = 8 * 1024;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final Needs needs;
    private final Published published;
    private final TokenCalls tokens;
    private final Identification identification;
    private final ProviderCheck check;

    public Upstream(Needs needs) {
        this.needs = needs;
        Remote remote = new Remote(needs.http());
        this.published = new Published(remote, needs.clock());
        this.tokens = new TokenCalls(remote, needs.clock());
        this.identification = new Identification(remote, new IdTokens(published::keys, needs.clock()));
        this.check = new ProviderCheck(remote, published, tokens);
    }

    /** Fresh secrets for one round trip. */
    public Secrets prepare() {
        return new Secrets(random(), random());
    }

    /**
     * Where to send somebody.
     *
     * @param redirectUri where the answer goes, exactly as it is registered at the provider
     * @param state comes back beside the code
     * @param purpose what for; a provider that cannot be asked to have people sign in anew lets them choose an account
     * @param loginHint whom the person says to be; null where that is not known
     * @throws UpstreamFailure where it has to be asked where that is, and does not say
     */
    public URI authorizationUrl(
            Provider provider,
            URI redirectUri,
            String state,
            Secrets secrets,
            Purpose purpose,
            @Nullable String loginHint)
            throws UpstreamFailure {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", provider.clientId());
        query.put("redirect_uri", redirectUri.toString());
        if (!provider.scopes().isEmpty()) {
            query.put("scope", String.join(" ", provider.scopes()));
        }
        query.put("state", state);
        if (provider.protocol() == Protocol.OPENID_CONNECT) {
            query.put("nonce", secrets.nonce());
        }
        if (provider.pkce()) {
            query.put("code_challenge", BASE64URL.encodeToString(Sha256.of(secrets.codeVerifier())));
            query.put("code_challenge_method", "S256");
        }
        if (provider.responseMode() == ResponseMode.FORM_POST) {
            query.put("response_mode", "form_post");
        }
        ask(provider, purpose, query);
        if (loginHint != null) {
            query.put("login_hint", loginHint);
        }
        // Settings add to what is above and never take its place.
        provider.authorizationParameters().forEach(query::putIfAbsent);
        if (provider.reauthentication() == Reauthentication.CLAIMS) {
            query.putIfAbsent("claims", TIME_CLAIM);
        }
        String endpoint = published.metadata(provider).authorization().toString();
        String separator = endpoint.indexOf('?') < 0 ? "?" : "&";
        return URI.create(endpoint + separator + TokenCalls.encoded(query).replace("+", "%20"));
    }

    private static void ask(Provider provider, Purpose purpose, Map<String, String> query) {
        if (purpose == Purpose.SIGN_IN) {
            return;
        }
        Reauthentication how = purpose == Purpose.PROVE_ANEW ? provider.reauthentication() : Reauthentication.NONE;
        if (how == Reauthentication.BOTH || how == Reauthentication.MAX_AGE) {
            query.put("max_age", "0");
        }
        boolean anew = how == Reauthentication.BOTH || how == Reauthentication.PROMPT;
        query.put("prompt", anew ? "login" : "select_account");
    }

    /**
     * Who somebody is, by what came back. A code is redeemed at most once: a caller that asks twice gets a refusal from the
     * provider.
     *
     * @param redirectUri the same as in {@link #authorizationUrl}
     * @throws UpstreamFailure where that is not proven
     */
    public ProvenIdentity redeem(Provider provider, URI redirectUri, Callback callback, Secrets secrets)
            throws UpstreamFailure {
        Metadata metadata = published.metadata(provider);
        // Before anything is done with the answer: it may be another provider's (RFC 9207, section 2.4).
        Responders.check(provider, metadata, callback.iss());
        if (callback.error() != null) {
            throw denied(callback.error());
        }
        String code = Texts.token(callback.code(), LONGEST_CODE);
        if (code == null) {
            throw UpstreamFailure.misbehaved("its answer has no code that can be used");
        }
        String verifier = provider.pkce() ? secrets.codeVerifier() : null;
        TokenCalls.Given given = tokens.redeem(provider, metadata.token(), code, redirectUri, verifier);
        return identification.identify(provider, metadata, given, secrets.nonce(), callback.user());
    }

    /**
     * New tokens of the provider's own for a refresh token.
     *
     * @throws UpstreamFailure with {@code DENIED_BY_PROVIDER} where the refresh token is not good any more
     */
    public ProviderTokens refresh(Provider provider, String refreshToken) throws UpstreamFailure {
        return tokens.refresh(provider, published.metadata(provider).token(), refreshToken)
                .tokens();
    }

    /** Asks the provider now, and says in sentences what is wrong with it or with the settings for it; empty for nothing. */
    public List<String> check(Provider provider) {
        return check.check(provider);
    }

    private static UpstreamFailure denied(String error) {
        String code = Texts.errorCode(error);
        Reason reason =
                switch (code) {
                    // LinkedIn and Apple have words of their own for a person who goes back.
                    case "access_denied",
                            "user_cancelled_login",
                            "user_cancelled_authorize",
                            "user_cancelled_authorization",
                            "user_denied" -> Reason.DENIED_BY_PERSON;
                    case "temporarily_unavailable", "server_error" -> Reason.UNREACHABLE;
                    default -> Reason.DENIED_BY_PROVIDER;
                };
        return UpstreamFailure.of(reason, "the authorization endpoint answered with " + code);
    }

    private String random() {
        byte[] bytes = new byte[SECRET_BYTES];
        needs.random().nextBytes(bytes);
        return BASE64URL.encodeToString(bytes);
    }
}
