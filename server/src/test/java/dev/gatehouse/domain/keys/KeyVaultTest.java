package dev.gatehouse.domain.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.SigningJwk;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyVaultTest {
    private static final Secret MASTER = new Secret("the first master key of 32 bytes");
    private static final Secret OTHER = new Secret("another master key of 32 bytes!!");
    private final SigningJwk jwk = SigningJwk.generate(Algorithm.ES256, 2048);

    @Test
    void aMasterKeyHidesThePrivateKeyAndOpensItAgain() {
        String stored = KeyVault.forSigning(MASTER).seal(jwk);

        assertThat(stored).doesNotContain("\"d\"").startsWith("ey");
        assertThat(KeyVault.forSigning(MASTER).open(jwk.kid(), stored).toJson()).isEqualTo(jwk.toJson());
    }

    @Test
    void theWrongMasterKeyIsToldFromAMissingOne() {
        String stored = KeyVault.forSigning(MASTER).seal(jwk);

        assertThatThrownBy(() -> KeyVault.forSigning(OTHER).open(jwk.kid(), stored))
                .isInstanceOf(KeysUnusable.class)
                .hasMessageContaining("keys.master does not open the signing key " + jwk.kid());
        assertThatThrownBy(() -> KeyVault.forSigning(null).open(jwk.kid(), stored))
                .isInstanceOf(KeysUnusable.class)
                .hasMessageContaining("keys.master is not set");
    }

    @Test
    void aKeyUnderAnothersNameOrDamagedIsRefused() {
        KeyVault vault = KeyVault.forSigning(MASTER);
        String stored = vault.seal(jwk);

        assertThatThrownBy(() -> vault.open("other", stored)).isInstanceOf(KeysUnusable.class);
        assertThatThrownBy(() -> vault.open(jwk.kid(), stored.substring(1))).isInstanceOf(KeysUnusable.class);
        assertThatThrownBy(() -> vault.open(jwk.kid(), "{}"))
                .isInstanceOf(KeysUnusable.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void anOpenKeyWantsSealingOnlyWhereThereIsAMasterKey() {
        assertThat(KeyVault.forSigning(MASTER).wantsSealing(jwk.toJson())).isTrue();
        assertThat(KeyVault.forSigning(MASTER)
                        .wantsSealing(KeyVault.forSigning(MASTER).seal(jwk)))
                .isFalse();
        assertThat(KeyVault.forSigning(null).wantsSealing(jwk.toJson())).isFalse();
    }

    @Test
    void settingsRefuseWhatIsTooShortOrEasilyGuessed() {
        String good = "kJ3v-9Qx-Lm2p-Zt7w-Bc5n-Yd8r-Fg4h";
        assertThat(settings(Algorithm.HS256, new Secret(good)).toString()).doesNotContain(good);
        for (String known :
                List.of("x".repeat(32), "password".repeat(5), "CHANGEME-" + good, "your-256-bit-secret-" + good)) {
            assertThatThrownBy(() -> settings(Algorithm.HS256, new Secret(known)))
                    .hasMessageContaining("tokens.secret is easily guessed");
        }
        assertThatThrownBy(() -> settings(Algorithm.HS256, new Secret("x".repeat(31))))
                .hasMessageContaining("tokens.secret");
        assertThatThrownBy(() -> settings(Algorithm.HS256, null)).hasMessageContaining("tokens.secret");
    }

    private static KeySettings settings(Algorithm algorithm, @Nullable Secret secret) {
        return new KeySettings(algorithm, 2048, Duration.ofDays(90), Duration.ofMinutes(10), null, secret);
    }
}
