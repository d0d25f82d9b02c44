package dev.gatehouse.platform.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A cookie to set (RFC 6265bis). Always {@code HttpOnly}; no domain, so that no sibling host gets it.
 *
 * @param maxAge null until the browser closes; zero to take it away
 */
public record Cookie(
        String name, String value, String path, @Nullable Duration maxAge, boolean secure, SameSite sameSite) {
    /** Whether the browser sends it with requests that other sites began. */
    public enum SameSite {
        LAX("Lax"),
        STRICT("Strict");

        private final String text;

        SameSite(String text) {
            this.text = text;
        }
    }

    /** Refuses what a browser would refuse or read differently, the rules of the name prefixes included. */
    public Cookie {
        boolean host = name.regionMatches(true, 0, "__Host-", 0, 7);
        boolean confined = host || name.regionMatches(true, 0, "__Secure-", 0, 9);
        if (name.isEmpty() || !name.chars().allMatch(Cookie::isTokenCharacter)) {
            throw new IllegalArgumentException("not a cookie name: " + name);
        }
        if (!value.chars().allMatch(Cookie::isCookieOctet)) {
            throw new IllegalArgumentException("the value of cookie " + name + " needs encoding");
        }
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c == ';' || c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("not a path for cookie " + name + ": " + path);
        }
        if (confined && !secure || host && !path.equals("/")) {
            throw new IllegalArgumentException("cookie " + name + " breaks the rules of its prefix");
        }
        if (maxAge != null && maxAge.isNegative()) {
            throw new IllegalArgumentException("cookie " + name + " lives for less than nothing");
        }
    }

    /** A cookie for the whole site until the browser closes, {@code SameSite=Lax}. */
    public static Cookie of(String name, String value, boolean secure) {
        return new Cookie(name, value, "/", null, secure, SameSite.LAX);
    }

    /** The same cookie for one path and what lies below it. */
    public Cookie withPath(String other) {
        return new Cookie(name, value, other, maxAge, secure, sameSite);
    }

    /** The same cookie for that long, in whole seconds. */
    public Cookie withMaxAge(Duration other) {
        return new Cookie(name, value, path, other, secure, sameSite);
    }

    /** The same cookie, never sent with a request that another site began. */
    public Cookie strict() {
        return new Cookie(name, value, path, maxAge, secure, SameSite.STRICT);
    }

    /** What makes the browser forget this cookie. */
    public Cookie gone() {
        return new Cookie(name, "", path, Duration.ZERO, secure, sameSite);
    }

    /** The value of {@code Set-Cookie}. */
    String header() {
        StringBuilder text = new StringBuilder(128);
        text.append(name).append('=').append(value).append("; Path=").append(path);
        if (maxAge != null) {
            text.append("; Max-Age=").append(maxAge.toSeconds());
        }
        if (secure) {
            text.append("; Secure");
        }
        return text.append("; HttpOnly; SameSite=").append(sameSite.text).toString();
    }

    private static boolean isTokenCharacter(int c) {
        return c > ' ' && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }

    private static boolean isCookieOctet(int c) {
        return c > ' ' && c < 0x7f && "\",;\\".indexOf(c) < 0;
    }

    @Override
    public String toString() {
        return "cookie " + name;
    }
}
