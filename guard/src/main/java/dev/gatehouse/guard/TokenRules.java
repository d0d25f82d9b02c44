package dev.gatehouse.guard;

import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a resource server asks of a token beyond its signature.
 *
 * @param issuer the exact {@code iss}
 * @param audience what {@code aud} has to contain
 * @param algorithms the allow-list, out of {@link #ALL_ALGORITHMS}
 * @param clockLeeway how far the issuer's clock may run ahead, for {@code iat} and {@code nbf}: 0 to 30 s
 * @param expiryLeeway how long a token lives past its {@code exp}: 0 to 30 s, usually 0
 * @param longestToken in characters, 256 to 65,536; longer tokens are refused before any work
 * @param scopesToPermissions for issuers whose tokens have no {@code permissions}: what the scopes permit; null for nothing
 */
public record TokenRules(
        String issuer,
        String audience,
        Set<String> algorithms,
        Duration clockLeeway,
        Duration expiryLeeway,
        int longestToken,
        @Nullable Function<Set<String>, Set<String>> scopesToPermissions) {

    /** Every algorithm that can be allowed. */
    public static final Set<String> ALL_ALGORITHMS = Set.of("ES256", "ES384", "RS256", "PS256", "EdDSA", "HS256");

    private static final Duration LONGEST_LEEWAY = Duration.ofSeconds(30);

    public TokenRules {
        algorithms = Set.copyOf(algorithms);
        if (issuer.isBlank() || audience.isBlank()) {
            throw new IllegalArgumentException("A guard needs an issuer and an audience");
        }
        if (algorithms.isEmpty() || !ALL_ALGORITHMS.containsAll(algorithms)) {
            throw new IllegalArgumentException("Algorithms are some of " + ALL_ALGORITHMS);
        }
        for (Duration leeway : new Duration[] {clockLeeway, expiryLeeway}) {
            if (leeway.isNegative() || leeway.compareTo(LONGEST_LEEWAY) > 0) {
                throw new IllegalArgumentException("A leeway is 0 to 30 seconds");
            }
        }
        if (longestToken < 256 || longestToken > 65_536) {
            throw new IllegalArgumentException("The longest token has 256 to 65,536 characters");
        }
    }

    /** The rules that fit Gatehouse: every algorithm, 5 s for clocks, none for expiry, tokens up to 16 KiB. */
    public static TokenRules of(String issuer, String audience) {
        return new TokenRules(issuer, audience, ALL_ALGORITHMS, Duration.ofSeconds(5), Duration.ZERO, 16_384, null);
    }
}
