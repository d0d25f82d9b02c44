package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A sign-in that is too weak or too old is told what would do (RFC 9470). */
class StepUpTest {
    private static final String TWO = "urn:gatehouse:acr:2";
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private static AuthContext caller(@Nullable String acr, @Nullable Instant authTime) {
        return new AuthContext(
                "account-1",
                "token-1",
                "session-1",
                "first-party",
                Set.of(),
                Set.of(),
                Permissions.of(List.of()),
                "password",
                "local",
                List.of("pwd"),
                acr,
                authTime,
                Issuer.START,
                Issuer.START.plusSeconds(900));
    }

    @Test
    void aClassIsMetByExactlyThose() {
        caller(TWO, null).requireAcr(TWO);
        caller(TWO, null).requireAcr("phr", TWO);
        for (String acr :
                new String[] {null, "", "urn:gatehouse:acr:1", "URN:GATEHOUSE:ACR:2", "urn:gatehouse:acr:20"}) {
            assertThatThrownBy(() -> caller(acr, null).requireAcr("phr", TWO))
                    .isInstanceOfSatisfying(StepUpRequired.class, refusal -> {
                        assertThat(refusal.status()).isEqualTo(401);
                        assertThat(refusal.error()).isEqualTo("insufficient_user_authentication");
                        assertThat(refusal.challenge())
                                .isEqualTo("Bearer error=\"insufficient_user_authentication\", error_description=\"This"
                                        + " needs a stronger sign-in.\", acr_values=\"phr urn:gatehouse:acr:2\"");
                    });
        }
    }

    @Test
    void freshIsUpToTheMomentAndNotAtIt() {
        Instant then = Issuer.START;
        caller(null, then).requireFresh(FIVE_MINUTES, then.plus(FIVE_MINUTES).minusMillis(1));
        for (AuthContext stale : List.of(caller(null, then), caller(null, null))) {
            assertThatThrownBy(() -> stale.requireFresh(FIVE_MINUTES, then.plus(FIVE_MINUTES)))
                    .isInstanceOfSatisfying(StepUpRequired.class, refusal -> assertThat(refusal.challenge())
                            .endsWith("max_age=\"300\""));
        }
    }
}
