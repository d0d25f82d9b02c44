package dev.gatehouse.domain.keys;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.config.Setting;
import dev.gatehouse.platform.jose.Algorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are signed.
 *
 * @param rsaBits 2048 or 3072; counts for RS256 and PS256
 * @param rotateEvery how long a key signs; at least an hour
 * @param publishAhead how long a new key is published before it signs, so that those who cache the key set know it; at
 *     most a day and less than {@code rotateEvery}
 * @param master what the private keys are encrypted with in the database; null where they lie open
 * @param secret what HS256 signs with; null where the algorithm is another
 */
public record KeySettings(
        Algorithm algorithm,
        int rsaBits,
        Duration rotateEvery,
        Duration publishAhead,
        @Nullable Secret master,
        @Nullable Secret secret) {

    private static final int SECRET_BYTES = 32;

    /** Characters that a hand types again and again. */
    private static final int LONGEST_PATTERN = 8;

    /** What examples put where a secret belongs. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "changeme",
            "change-me",
            "change_me",
            "change me",
            "replace-me",
            "replace_me",
            "your-secret",
            "your_secret",
            "your-256-bit-secret",
            "placeholder",
            "default-secret",
            "example");

    private static final Setting<Algorithm> ALGORITHM =
            Setting.choice("tokens.algorithm", Algorithm.ES256, "What tokens are signed with.");
    private static final Setting<Optional<Secret>> SECRET = Setting.secret(
            "tokens.secret",
            "What `HS256` signs with: a text of at least 32 bytes, shared with every resource server.");
    private static final Setting<Integer> RSA_BITS =
            Setting.integer("keys.rsa_bits", 2048, 2048, 3072, "The size of new RSA keys: 2048 or 3072.");
    private static final Setting<Duration> ROTATE_EVERY =
            Setting.duration("keys.rotate_every", "90d", "How long a key signs until a new one follows; at least 1h.");
    private static final Setting<Duration> PUBLISH_AHEAD = Setting.duration(
            "keys.publish_ahead",
            "10m",
            Duration.ZERO,
            Duration.ofDays(1),
            "How long a new key is published before it signs, so that caches of the key set know it.");
    private static final Setting<Optional<Secret>> MASTER = Setting.secret(
            "keys.master",
            "A text of at least 32 random bytes, such as `openssl rand -base64 32` prints, that encrypts the private keys"
                    + " in the database. Keys that lie open there are encrypted at the next start.");

    /** The settings of this room. */
    public static final RoomSettings<KeySettings> SETTINGS = RoomSettings.of(
            "Signing keys",
            List.of(ALGORITHM, SECRET, RSA_BITS, ROTATE_EVERY, PUBLISH_AHEAD, MASTER),
            values -> new KeySettings(
                    values.get(ALGORITHM),
                    values.get(RSA_BITS),
                    values.get(ROTATE_EVERY),
                    values.get(PUBLISH_AHEAD),
                    values.get(MASTER).orElse(null),
                    values.get(SECRET).orElse(null)));

    public KeySettings {
        if (rsaBits != 2048 && rsaBits != 3072) {
            throw new IllegalArgumentException("keys.rsa_bits is 2048 or 3072.");
        }
        if (rotateEvery.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("keys.rotate_every is at least 1h.");
        }
        if (publishAhead.isNegative()
                || publishAhead.compareTo(Duration.ofDays(1)) > 0
                || publishAhead.compareTo(rotateEvery) >= 0) {
            throw new IllegalArgumentException("keys.publish_ahead is 0s to 1d, and less than keys.rotate_every.");
        }
        if (master != null) {
            requireUnguessable("keys.master", master, "");
        }
        if (secret != null) {
            requireUnguessable("tokens.secret", secret, " (RFC 7518, section 3.2)");
        }
        if (algorithm == Algorithm.HS256 && secret == null) {
            throw new IllegalArgumentException(
                    "tokens.algorithm: HS256 needs tokens.secret, at least 32 bytes such as `openssl rand -base64 32` prints");
        }
    }

    /** No measure of randomness, which no text can show: only what stands in examples and what a hand repeats. */
    private static void requireUnguessable(String name, Secret secret, String source) {
        byte[] bytes = bytes(secret);
        if (bytes.length < SECRET_BYTES) {
            throw new IllegalArgumentException(name + ": given " + bytes.length + " bytes; allowed: at least 32"
                    + source + ", such as `openssl rand -base64 32` prints");
        }
        String text = secret.reveal().toLowerCase(Locale.ROOT);
        int period = 1;
        while (period <= LONGEST_PATTERN && !text.startsWith(text.substring(period))) {
            period++;
        }
        if (period <= LONGEST_PATTERN || PLACEHOLDERS.stream().anyMatch(text::contains)) {
            throw new IllegalArgumentException(
                    name + " is easily guessed: take what `openssl rand -base64 32` prints.");
        }
    }

    /** What a secret's text stands for: its bytes in UTF-8, as they are given. */
    static byte[] bytes(Secret secret) {
        return secret.reveal().getBytes(StandardCharsets.UTF_8);
    }
}
