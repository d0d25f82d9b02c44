package dev.gatehouse.feature;

import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.http.Cookie;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a browser is known again that somebody has signed in with: wrong passwords that strangers send do not
 * keep it waiting. It proves nothing else, and outlives a sign-out.
 */
final class DeviceCookie {
    private static final String PLAIN = "gatehouse_device";
    private static final String SECURE = "__Host-" + PLAIN;
    /** Browsers keep no cookie for longer than 400 days (RFC 6265bis, section 5.5). */
    private static final Duration LIFE = Duration.ofDays(365);

    private DeviceCookie() {}

    /** What the browser is known by; null where it has no such cookie. */
    static @Nullable String device(Request request) {
        String secret = secret(request);
        return secret == null ? null : device(secret);
    }

    static String device(String secret) {
        return HexFormat.of().formatHex(Sha256.of("device " + secret));
    }

    static @Nullable String secret(Request request) {
        // A host beside this one could plant the name without the prefix.
        String secret = request.cookie(request.publiclySecure() ? SECURE : PLAIN);
        return secret != null && RandomText.isSecret(secret) ? secret : null;
    }

    static Response on(Response response, String secret, boolean secure) {
        return response.withCookie(
                Cookie.of(secure ? SECURE : PLAIN, secret, secure).withMaxAge(LIFE));
    }
}
