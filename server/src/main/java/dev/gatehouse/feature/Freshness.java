package dev.gatehouse.feature;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a sensitive act asks of whoever does it: that they proved a moment ago who they are (RFC 9470). */
public final class Freshness {
    /** By how much the clocks of a provider may differ from ours. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private final Duration fresh;
    private final InstantSource clock;

    /** @param fresh how long after a sign-in nobody is asked again */
    public Freshness(Duration fresh, InstantSource clock) {
        this.fresh = fresh;
        this.clock = clock;
    }

    /** @throws Problem {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION} where the sign-in is too long ago */
    public void require(AuthContext caller) {
        if (!holds(caller.authTime())) {
            throw Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION)
                    .with(Map.of(
                            "www-authenticate",
                            "Bearer realm=\"gatehouse\", error=\"insufficient_user_authentication\", max_age=\""
                                    + fresh.toSeconds() + "\""));
        }
    }

    /** Whether somebody proved so lately who they are that they need not do so again. */
    public boolean holds(Session browser) {
        return holds(browser.authTime());
    }

    /** Whether somebody proved within this time who they are. */
    public boolean within(Session browser, Duration age) {
        return within(browser.authTime(), age);
    }

    /** What a sign-in has shown of whom something waits for; null where that is nothing, or too long ago. */
    public @Nullable Proof proof(Flow flow) {
        Proof proof = flow.provenForWaiting() ? flow.proof() : null;
        return proof != null && holds(proof.newest()) ? proof : null;
    }

    /** What a provider proved a moment ago of whom something waits, whenever they signed in there; null where none did. */
    public @Nullable Proof arrival(Flow flow) {
        Proof proof = flow.provenForWaiting() ? flow.proof() : null;
        return proof != null && proof.byProvider() && holds(proof.at()) ? proof : null;
    }

    /** Whether this was proved since the sign-in began, and a moment ago. */
    public boolean sinceBegun(Flow flow, Proof proof) {
        Instant at = proof.newest();
        return at != null && holds(at) && !at.isBefore(flow.startedAt().minus(CLOCKS));
    }

    /** Whether nothing was shown in a sign-in but that the browser has been signed in, and too long ago. */
    public boolean stale(Flow flow) {
        Proof proof = flow.proof();
        return proof != null && proof.uponSession() && !holds(proof.at());
    }

    private boolean holds(@Nullable Instant at) {
        return within(at, fresh);
    }

    private boolean within(@Nullable Instant at, Duration age) {
        return at != null && clock.instant().isBefore(at.plus(age));
    }
}
