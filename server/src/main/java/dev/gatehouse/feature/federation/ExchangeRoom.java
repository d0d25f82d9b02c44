package dev.gatehouse.feature.federation;

import dev.gatehouse.domain.handover.ExchangeCodes;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.signin.SignIns;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import org.jspecify.annotations.Nullable;

/** {@code POST /auth/exchange}: a front end fetches the tokens of a sign-in on our pages for its one-time code. */
public final class ExchangeRoom {
    private static final int LONGEST_CODE = 128;
    private static final int LONGEST_VERIFIER = 128;

    private final SignIns signIns;
    private final ExchangeCodes codes;
    private final TokenDelivery delivery;
    private final RateLimits limits;
    private final SignInLimits rates;

    public ExchangeRoom(
            SignIns signIns, ExchangeCodes codes, TokenDelivery delivery, RateLimits limits, SignInLimits rates) {
        this.signIns = signIns;
        this.codes = codes;
        this.delivery = delivery;
        this.limits = limits;
        this.rates = rates;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/exchange", this::exchange);
    }

    private Response exchange(Request request) {
        Fields body = request.json();
        String code = body.text("code", LONGEST_CODE);
        @Nullable String verifier = body.optionalText("code_verifier", LONGEST_VERIFIER);
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        body.check();
        SignIns.SignedIn signedIn = signIns.beginUnder(
                        transaction -> codes.redeem(transaction, code, verifier),
                        delivery.replaced(request, means),
                        Origins.of(request))
                .orElseThrow(() -> refused(request));
        return delivery.deliver(signedIn, means, "Login successful");
    }

    private Problem refused(Request request) {
        limits.take("exchange", rates.exchange(), request.address().limitKey());
        return Problem.of(ErrorCode.INVALID_GRANT, "The code is not valid, was used before, or has expired.");
    }
}
