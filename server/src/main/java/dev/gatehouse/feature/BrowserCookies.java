package dev.gatehouse.feature;

import dev.gatehouse.domain.flow.Flows;
import dev.gatehouse.domain.sessions.BrowserSessions;
import dev.gatehouse.platform.http.Cookie;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The cookies of our pages: the key that a sign-in's state is bound to, the secret of the browser's session, and that by
 * which the browser is remembered.
 */
final class BrowserCookies {
    private final boolean secure;
    private final String key;
    private final String session;
    private final RememberedCookie remembered;
    private final InstantSource clock;

    /** @param secure whether the public URL is https, so that cookies can be held to it */
    BrowserCookies(boolean secure, InstantSource clock) {
        this.secure = secure;
        this.key = secure ? "__Host-gatehouse_browser" : "gatehouse_browser";
        this.session = secure ? "__Host-gatehouse_session" : "gatehouse_session";
        this.remembered = new RememberedCookie(secure);
        this.clock = clock;
    }

    /** The browser's key; empty where it has none that this server could have made. */
    Optional<String> key(Request request) {
        return Optional.ofNullable(request.cookie(key)).filter(Flows::isBrowserKey);
    }

    Optional<String> session(Request request) {
        return Optional.ofNullable(request.cookie(session));
    }

    /** By what the browser is remembered; empty where it has nothing that this server could have made. */
    Optional<String> device(Request request) {
        return remembered.of(request);
    }

    Response withKey(Response response, String value) {
        return response.withCookie(Cookie.of(key, value, secure));
    }

    Response withSession(Response response, BrowserSessions.Opened opened) {
        Duration life = Duration.between(clock.instant(), opened.session().endsAt());
        return response.withCookie(Cookie.of(session, opened.secret(), secure).withMaxAge(life));
    }

    Response withDevice(Response response, String secret) {
        return DeviceCookie.on(response, secret, secure);
    }

    /** Takes the session's cookie back. */
    Response forget(Response response) {
        return response.withCookie(Cookie.of(session, "", secure).gone());
    }
}
