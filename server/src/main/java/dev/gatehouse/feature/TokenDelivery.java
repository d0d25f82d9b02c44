package dev.gatehouse.feature;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.domain.signin.SignIns.SignedIn;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.platform.http.Cookie;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hands tokens to a client: in the body, or in cookies that no script can read. The access token's cookie goes with
 * every request of the site, the refresh token's only to the one path that takes it.
 */
public final class TokenDelivery {
    private static final String REFRESH_PATH = "/auth/refresh";

    /** Where the tokens go. */
    public enum Means {
        BODY,
        COOKIE;

        /** Reads the optional field {@code delivery}; notes a problem where it is neither {@code body} nor {@code cookie}. */
        public static Means of(Fields fields) {
            String wanted = fields.optionalText("delivery", 16);
            if (wanted == null || wanted.equals("body")) {
                return BODY;
            }
            if (!wanted.equals("cookie")) {
                fields.refuse("delivery", "must be \"body\" or \"cookie\"");
            }
            return COOKIE;
        }
    }

    /** The answer to a sign-in or a refresh (RFC 6749, section 5.1, and what a front end wants beside it). */
    public record Tokens(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String accessToken,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String refreshToken,

            String tokenType,
            long expiresIn,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String message,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            UserView user,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> recoveryCodes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer recoveryCodesLeft) {}

    /**
     * What a sign-in with a second factor tells beside the tokens.
     *
     * @param recoveryCodes that were made on the way; null where none were
     * @param recoveryCodesLeft where one was used; null where none was
     */
    public record Beside(
            @Nullable List<String> recoveryCodes, @Nullable Integer recoveryCodesLeft) {
        /** Nothing. */
        public static final Beside NOTHING = new Beside(null, null);
    }

    private final TokenVerifier verifier;
    private final InstantSource clock;
    private final boolean secure;
    private final String accessCookie;
    private final String refreshCookie;

    /**
     * @param verifier of the access tokens that come back in cookies
     * @param secure whether the public URL is https, so that cookies can be held to it
     */
    public TokenDelivery(TokenVerifier verifier, InstantSource clock, boolean secure) {
        this.verifier = verifier;
        this.clock = clock;
        this.secure = secure;
        this.accessCookie = secure ? "__Host-gatehouse_access" : "gatehouse_access";
        this.refreshCookie = secure ? "__Secure-gatehouse_refresh" : "gatehouse_refresh";
    }

    /** The answer that carries the tokens, or sets them as cookies. */
    public Response deliver(SignedIn signedIn, Means means, String message) {
        return deliver(signedIn, means, message, Beside.NOTHING);
    }

    /** The same with what else is to be told. */
    public Response deliver(SignedIn signedIn, Means means, String message, Beside beside) {
        boolean inBody = means == Means.BODY;
        Tokens tokens = new Tokens(
                inBody ? signedIn.accessToken().value() : null,
                inBody ? signedIn.refreshToken() : null,
                "Bearer",
                expiresIn(signedIn),
                message,
                UserView.of(signedIn.account(), signedIn.roles()),
                beside.recoveryCodes(),
                beside.recoveryCodesLeft());
        Response answer = Response.json(200, tokens);
        return inBody ? answer : inCookies(answer, signedIn);
    }

    /** Any answer, with the tokens in cookies. */
    public Response inCookies(Response answer, SignedIn signedIn) {
        Duration life = Duration.between(clock.instant(), signedIn.accessToken().expiresAt());
        Response response = answer.withCookie(
                Cookie.of(accessCookie, signedIn.accessToken().value(), secure).withMaxAge(life));
        if (signedIn.refreshToken() != null) {
            Duration rest = Duration.between(clock.instant(), signedIn.session().endsAt());
            response = response.withCookie(Cookie.of(refreshCookie, signedIn.refreshToken(), secure)
                    .withPath(REFRESH_PATH)
                    .withMaxAge(rest));
        }
        return response;
    }

    /** The tokens alone, as RFC 6749 has them. */
    public Response plain(SignedIn signedIn) {
        Tokens tokens = new Tokens(
                signedIn.accessToken().value(),
                signedIn.refreshToken(),
                "Bearer",
                expiresIn(signedIn),
                null,
                null,
                null,
                null);
        return Response.json(200, tokens);
    }

    /** Takes the cookies back. */
    public Response forget(Response response) {
        return response.withCookie(Cookie.of(accessCookie, "", secure).gone())
                .withCookie(Cookie.of(refreshCookie, "", secure)
                        .withPath(REFRESH_PATH)
                        .gone());
    }

    /** The name of the cookie with the access token. */
    public String accessCookieName() {
        return accessCookie;
    }

    /** The access token that came as a cookie. */
    public Optional<String> accessToken(Request request) {
        return Optional.ofNullable(request.cookie(accessCookie));
    }

    /**
     * The session that a browser leaves behind by a sign-in whose tokens go into cookies: the one that its cookies stand for
     * until now. Null where it has none, and where the tokens do not go there.
     */
    public @Nullable UUID replaced(Request request, Means means) {
        String token = means == Means.COOKIE ? accessToken(request).orElse(null) : null;
        try {
            return token == null ? null : Callers.sessionIfAny(verifier.verify(token));
        } catch (InvalidToken overAlready) {
            return null;
        }
    }

    /** The refresh token that came as a cookie. */
    public Optional<String> refreshToken(Request request) {
        return Optional.ofNullable(request.cookie(refreshCookie));
    }

    private long expiresIn(SignedIn signedIn) {
        return Duration.between(
                        signedIn.accessToken().issuedAt(),
                        signedIn.accessToken().expiresAt())
                .toSeconds();
    }
}
