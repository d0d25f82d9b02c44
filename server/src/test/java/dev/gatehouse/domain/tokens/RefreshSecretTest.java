package dev.gatehouse.domain.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class RefreshSecretTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void itsTextIsPrefixedAndHolds256Bits() {
        RefreshSecret secret = RefreshSecret.random(random);
        assertThat(secret.value()).matches("gr_[A-Za-z0-9_-]{43}");
        assertThat(RefreshSecret.parse(secret.value())).contains(secret);
        assertThat(secret.hash()).hasSize(32);
    }

    @Test
    void aSecretHasOneSpellingOnly() {
        String value = RefreshSecret.random(random).value();
        char last = value.charAt(value.length() - 1);
        // The last character carries two bits that count for nothing.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char twin = alphabet.charAt(alphabet.indexOf(last) ^ 1);
        for (String wrong : new String[] {
            "",
            "gr_",
            value.substring(1),
            value + "A",
            value.substring(0, value.length() - 1) + twin,
            value.substring(0, value.length() - 1) + "=",
            value.substring(0, value.length() - 1) + "é",
            "GR_" + value.substring(3),
            " " + value
        }) {
            assertThat(RefreshSecret.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void parentAndSeedTogetherMakeTheSuccessor() {
        RefreshSecret parent = RefreshSecret.random(random);
        byte[] seed = RefreshSecret.seed(random);
        assertThat(parent.successor(seed)).isEqualTo(parent.successor(seed)).isNotEqualTo(parent);
        assertThat(RefreshSecret.random(random).successor(seed)).isNotEqualTo(parent.successor(seed));
    }
}
