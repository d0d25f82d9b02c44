package dev.gatehouse.feature;

import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Request;
import java.util.function.Supplier;

/** Counts mailed links that do not work, for the client's address: {@code limits.exchange}. Those that work are not counted. */
public final class WrongLinks {
    private final RateLimits limits;
    private final SignInLimits rates;

    public WrongLinks(RateLimits limits, SignInLimits rates) {
        this.limits = limits;
        this.rates = rates;
    }

    /**
     * Counts one.
     *
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS}
     */
    public void count(Request request) {
        limits.take("exchange", rates.exchange(), request.address().limitKey());
    }

    /**
     * What following a link comes to; counts it where it does not work.
     *
     * @throws Problem that of the act, or {@link ErrorCode#TOO_MANY_REQUESTS} in place of {@link ErrorCode#LINK_EXPIRED}
     */
    public <T> T counting(Request request, Supplier<T> followed) {
        try {
            return followed.get();
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.LINK_EXPIRED) {
                count(request);
            }
            throw problem;
        }
    }
}
