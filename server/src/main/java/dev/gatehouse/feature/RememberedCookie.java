package dev.gatehouse.feature;

import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.platform.http.Cookie;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * The cookie by which a browser is spared the second factor. Its secret is always made anew where somebody has just shown
 * one, so that nobody can have known it before.
 */
public final class RememberedCookie {
    private final boolean secure;
    private final String name;

    /** @param secure whether the public URL is https, so that cookies can be held to it */
    public RememberedCookie(boolean secure) {
        this.secure = secure;
        this.name = secure ? "__Host-gatehouse_remembered" : "gatehouse_remembered";
    }

    /** By what the browser is remembered; empty where it has nothing that this server could have made. */
    public Optional<String> of(Request request) {
        return Optional.ofNullable(request.cookie(name)).filter(RandomText::isSecret);
    }

    /** The answer with the browser's secret; it says nothing of whose browser it is, and stays when they sign out. */
    public Response with(Response response, String secret, Duration life) {
        return response.withCookie(Cookie.of(name, secret, secure).withMaxAge(life));
    }
}
