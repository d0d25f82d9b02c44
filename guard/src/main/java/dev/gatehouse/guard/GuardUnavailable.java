package dev.gatehouse.guard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The guard cannot tell whether a token is good, since its keys or its revocations are out of date and the issuer cannot be
 * reached: 503. Fails closed, yet says truly that the client's token may be fine.
 */
public final class GuardUnavailable extends GuardException {
    private static final long serialVersionUID = 1L;

    /** @param reason for the operator only */
    public GuardUnavailable(String reason, @Nullable Throwable cause) {
        super(503, "unavailable", "Credentials cannot be checked at the moment", reason, cause);
    }

    @Override
    public Duration retryAfter() {
        return Duration.ofSeconds(5);
    }
}
