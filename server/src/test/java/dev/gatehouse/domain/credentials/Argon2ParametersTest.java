package dev.gatehouse.domain.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2ParametersTest {
    @Test
    void readsTheThreeCostsInAnyOrder() {
        assertThat(Argon2Parameters.parse("m=65536,t=3,p=4")).isEqualTo(new Argon2Parameters(65_536, 3, 4));
        assertThat(Argon2Parameters.parse("p=1, t=5, m=7168")).isEqualTo(new Argon2Parameters(7_168, 5, 1));
    }

    @Test
    void writesWhatItReads() {
        assertThat(Argon2Parameters.parse(Argon2Parameters.DEFAULT.toString())).isEqualTo(Argon2Parameters.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "m=65536",
                "m=65536,t=3",
                "m=65536,t=3,p=1,p=1",
                "m=65536,t=3,p=1,x=1",
                "m=65536,t=3,p=",
                "m=65536;t=3;p=1",
                "m=7167,t=3,p=1",
                "m=1048577,t=3,p=1",
                "m=65536,t=0,p=1",
                "m=65536,t=65,p=1",
                "m=65536,t=3,p=0",
                "m=65536,t=3,p=17",
                "m=-65536,t=3,p=1",
                "m=99999999999,t=3,p=1"
            })
    void refusesWhatIsMalformedOrOutOfBounds(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Argon2Parameters.parse(text));
    }

    @Test
    void memoryForAllHashesHoldsAtLeastOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PasswordSettings(
                        PasswordPolicy.NIST,
                        "Gatehouse",
                        java.util.List.of(),
                        Argon2Parameters.DEFAULT,
                        (64L << 20) - 1,
                        8,
                        Duration.ofSeconds(1)))
                .withMessageContaining("65536 KiB");
    }
}
