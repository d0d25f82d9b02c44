package dev.gatehouse.domain.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private static final String BCRYPT = "$2b$05$abcdefghijklmnopqrstuuFiPhXf1sVd3pCCRO.uVh34H/qI/ZsuS";
    private static final String BCRYPTS_PASSWORD = "correct horse battery staple";

    private final Passwords passwords = passwords("m=7168,t=1,p=1");

    @AfterEach
    void close() {
        passwords.close();
    }

    @Test
    void aNewHashIsArgon2idWithItsOwnSalt() {
        String hash = passwords.hash("open sesame");

        assertThat(hash).startsWith("$argon2id$v=19$m=7168,t=1,p=1$").isNotEqualTo(passwords.hash("open sesame"));
        assertThat(passwords.verify(hash, "open sesame")).isEqualTo(new PasswordOutcome.Match(false));
        assertThat(passwords.verify(hash, "open Sesame")).isEqualTo(new PasswordOutcome.Mismatch());
    }

    @Test
    void oneCharacterTypedInTwoWaysIsOnePassword() {
        String hash = passwords.hash("sesam öffne dich");

        assertThat(passwords.verify(hash, "sesam o\u0308ffne dich")).isEqualTo(new PasswordOutcome.Match(false));
    }

    @Test
    void severalLanesWorkToo() {
        try (Passwords lanes = passwords("m=7168,t=1,p=4")) {
            String hash = lanes.hash("open sesame");

            assertThat(hash).contains("p=4");
            assertThat(lanes.verify(hash, "open sesame")).isEqualTo(new PasswordOutcome.Match(false));
            assertThat(passwords.verify(hash, "open sesame")).isEqualTo(new PasswordOutcome.Match(true));
        }
    }

    @Test
    void anotherAlgorithmOrCostIsToBeReplaced() {
        try (Passwords dearer = passwords("m=8192,t=1,p=1")) {
            String older = passwords.hash("open sesame");

            assertThat(dearer.verify(older, "open sesame")).isEqualTo(new PasswordOutcome.Match(true));
            assertThat(dearer.verify(older, "open sesam")).isEqualTo(new PasswordOutcome.Mismatch());
        }
        assertThat(passwords.verify(BCRYPT, BCRYPTS_PASSWORD)).isEqualTo(new PasswordOutcome.Match(true));
        assertThat(passwords.verify(BCRYPT, "wrong")).isEqualTo(new PasswordOutcome.Mismatch());
    }

    @Test
    void noHashAndAnUnreadableOneMatchNothing() {
        assertThat(passwords.verify(null, "open sesame")).isEqualTo(new PasswordOutcome.Mismatch());
        assertThat(passwords.verify("", "")).isEqualTo(new PasswordOutcome.Mismatch());
        assertThat(passwords.verify("!locked", "!locked")).isEqualTo(new PasswordOutcome.Mismatch());
    }

    @Test
    void whatIsTooLongCostsNoHash() {
        String endless = "x".repeat(4_097);
        assertThatThrownBy(() -> passwords.hash(endless)).isInstanceOfSatisfying(Problem.class, this::isInvalid);
        assertThatThrownBy(() -> passwords.verify(null, endless))
                .isInstanceOfSatisfying(Problem.class, this::isInvalid);
        assertThat(passwords.verify(passwords.hash("x".repeat(4_096)), "x".repeat(4_096)))
                .isEqualTo(new PasswordOutcome.Match(false));
    }

    /** Medians of many runs taken in turn, so that a busy machine is busy for all of them. */
    @Test
    void a24KnownUnknownAndImportedAccountsTakeTheSameTime() {
        try (Passwords real = passwords("m=19456,t=2,p=1")) {
            String known = real.hash("open sesame");
            @Nullable String[] stored = {known, null, BCRYPT};
            long[][] times = new long[3][41];
            for (int i = 0; i < 41; i++) {
                for (int j = 0; j < 3; j++) {
                    long start = System.nanoTime();
                    assertThat(real.verify(stored[j], "wrong")).isEqualTo(new PasswordOutcome.Mismatch());
                    times[j][i] = System.nanoTime() - start;
                }
            }
            double[] medians = Arrays.stream(times)
                    .mapToDouble(each ->
                            Arrays.stream(each).sorted().skip(20).findFirst().orElseThrow())
                    .toArray();
            assertThat(medians[1] / medians[0]).as("unknown against known").isBetween(0.7, 1.4);
            assertThat(medians[2] / medians[0]).as("imported against known").isBetween(0.6, 1.6);
        }
    }

    private void isInvalid(Problem problem) {
        assertThat(problem.code()).isEqualTo(ErrorCode.VALIDATION_FAILED);
    }

    private static Passwords passwords(String argon2) {
        PasswordSettings settings = new PasswordSettings(
                PasswordPolicy.NIST,
                "Gatehouse",
                List.of(),
                Argon2Parameters.parse(argon2),
                64L << 20,
                64,
                Duration.ofSeconds(30));
        return new Passwords(settings, new SecureRandom());
    }
}
