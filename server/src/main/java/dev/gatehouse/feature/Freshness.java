package dev.gatehouse.feature;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** What a sensitive act asks of a caller: that they proved a moment ago who they are (RFC 9470). */
public final class Freshness {
    private final Duration fresh;
    private final InstantSource clock;

    /** @param fresh how long after a sign-in nobody is asked again */
    public Freshness(Duration fresh, InstantSource clock) {
        this.fresh = fresh;
        this.clock = clock;
    }

    /** @throws Problem {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION} where the sign-in is too long ago */
    public void require(AuthContext caller) {
        Instant at = caller.authTime();
        if (at == null || !clock.instant().isBefore(at.plus(fresh))) {
            throw Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION)
                    .with(Map.of(
                            "www-authenticate",
                            "Bearer realm=\"gatehouse\", error=\"insufficient_user_authentication\", max_age=\""
                                    + fresh.toSeconds() + "\""));
        }
    }
}
