package dev.gatehouse.domain.assurance;

import dev.gatehouse.domain.sessions.AuthenticationEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A second factor that was shown, after something else.
 *
 * @param by the authenticator app or passkey that answered; null for codes, which are used up
 * @param synced whether it is a passkey that may be on several devices, so that no hardware keeps it
 */
public record Second(Factor factor, Instant at, @Nullable UUID by, boolean synced) {
    /** By a code that is used up. */
    public Second(Factor factor, Instant at) {
        this(factor, at, null);
    }

    /** By what is on one device. */
    public Second(Factor factor, Instant at, @Nullable UUID by) {
        this(factor, at, by, false);
    }

    /**
     * What was shown before, together with this. A passkey beside a passkey may be the same, and whoever reads one letter reads
     * the next: these add nothing.
     */
    AuthenticationEvent after(AuthenticationEvent first) {
        if (factor == Factor.PASSKEY && first.byPasskey() || factor == Factor.EMAIL_CODE && first.mailed()) {
            return first;
        }
        return first.with(
                switch (factor) {
                    case TOTP, RECOVERY_CODE, EMAIL_CODE -> List.of("otp", "mfa");
                    case PASSKEY -> List.of(synced ? "swk" : "hwk", "mfa");
                },
                AuthenticationEvent.TWO_FACTORS);
    }
}
