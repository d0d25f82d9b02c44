package dev.gatehouse.feature;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.platform.http.Authenticator;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.Optional;

/**
 * Who calls, by the {@code Authorization} header or, where there is none, by the access token's cookie. A cookie comes
 * along whoever makes the browser call, so a call by cookie that changes something must show that it comes from this site.
 */
public final class CookieOrBearer implements Authenticator {
    private final Guard guard;
    private final TokenDelivery delivery;

    public CookieOrBearer(Guard guard, TokenDelivery delivery) {
        this.guard = guard;
        this.delivery = delivery;
    }

    @Override
    public AuthContext authenticate(Request request) {
        String header = request.header("authorization");
        Optional<String> cookie = header == null ? delivery.accessToken(request) : Optional.empty();
        if (cookie.isEmpty()) {
            return guard.authenticate(header);
        }
        if (request.method() != Method.GET) {
            SameOrigin.require(request);
        }
        return guard.verifier().verify(cookie.get());
    }
}
