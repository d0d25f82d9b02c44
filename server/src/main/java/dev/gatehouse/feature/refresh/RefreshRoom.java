package dev.gatehouse.feature.refresh;

import dev.gatehouse.domain.signin.Renewals;
import dev.gatehouse.domain.signin.SignIns.SignedIn;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.TokenDelivery.Means;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.platform.http.Authenticator;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.Optional;

/** {@code POST /auth/refresh}: new tokens for a refresh token in the body or the cookie, or for a bearer token alone. */
public final class RefreshRoom {
    private static final int TOKEN_LENGTH = 256;

    private final Renewals renewals;
    private final TokenDelivery delivery;
    private final Authenticator bearer;

    public RefreshRoom(Renewals renewals, TokenDelivery delivery, Authenticator bearer) {
        this.renewals = renewals;
        this.delivery = delivery;
        this.bearer = bearer;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/refresh", this::refresh);
    }

    private Response refresh(Request request) {
        Fields body = request.optionalJson();
        String token = body.optionalSecret("refresh_token", TOKEN_LENGTH);
        Means means = Means.of(body);
        body.check();
        if (token != null) {
            return answer(rotate(request, token), means);
        }
        Optional<String> cookie = delivery.refreshToken(request);
        if (cookie.isPresent() && request.header("authorization") == null) {
            SameOrigin.require(request);
            return answer(rotate(request, cookie.get()), Means.COOKIE);
        }
        AuthContext caller = bearer.authenticate(request);
        return answer(renewals.extend(caller), means);
    }

    private SignedIn rotate(Request request, String token) {
        return renewals.rotate(token, request.address().limitKey(), Origins.of(request));
    }

    private Response answer(SignedIn signedIn, Means means) {
        return delivery.deliver(signedIn, means, "Token refreshed");
    }
}
