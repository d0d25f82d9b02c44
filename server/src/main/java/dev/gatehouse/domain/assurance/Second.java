package dev.gatehouse.domain.assurance;

import dev.gatehouse.domain.sessions.AuthenticationEvent;
import java.time.Instant;
import java.util.List;

/** A second factor that was shown, after something else. */
public record Second(Factor factor, Instant at) {
    /** What was shown before, together with this. */
    AuthenticationEvent after(AuthenticationEvent first) {
        return first.with(
                switch (factor) {
                    case TOTP, RECOVERY_CODE, EMAIL_CODE -> List.of("otp", "mfa");
                    case PASSKEY -> List.of("hwk", "mfa");
                },
                AuthenticationEvent.TWO_FACTORS);
    }
}
