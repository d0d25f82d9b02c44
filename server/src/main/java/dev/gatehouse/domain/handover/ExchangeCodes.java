package dev.gatehouse.domain.handover;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One-time codes of 256 random bits for a browser session, kept as their SHA-256 for a minute. They travel in an address,
 * where others may see them: whoever fears that binds the code to a secret of its own (RFC 7636).
 */
public final class ExchangeCodes {
    /** From the code's making to its end. */
    public static final Duration LIFE = Duration.ofMinutes(1);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private record Found(UUID session, @Nullable String codeChallenge) {}

    private final InstantSource clock;
    private final SecureRandom random;

    public ExchangeCodes(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Lets codes that nobody redeemed leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("exchange_codes", "hash", "expires_at", Duration.ZERO);
    }

    /**
     * Makes a code: 43 characters of base64url.
     *
     * @param session the browser's session that it stands for
     * @param returnTo where it is sent
     * @param codeChallenge the base64url of the SHA-256 of what will be shown with it; null where nothing will
     */
    public String issue(Sql sql, UUID session, String returnTo, @Nullable String codeChallenge) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        String code = ENCODER.encodeToString(bytes);
        Instant now = clock.instant();
        sql.update("""
                INSERT INTO exchange_codes (hash, session_id, return_to, code_challenge, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?)""", Sha256.of(code), session, returnTo, codeChallenge, now, now.plus(LIFE));
        return code;
    }

    /**
     * Uses a code up, whether or not what is shown with it fits: nobody gets a second try.
     *
     * @param codeVerifier what its challenge was made of; null where it came without
     * @return the browser's session; empty where the code is unknown, used or expired, or the verifier is wrong, lacks or
     *     is one too many
     */
    public Optional<UUID> redeem(Sql sql, String code, @Nullable String codeVerifier) {
        return sql.one(
                        "DELETE FROM exchange_codes WHERE hash = ? AND expires_at > ? RETURNING session_id, code_challenge",
                        row -> new Found(row.id("session_id"), row.optionalText("code_challenge")),
                        Sha256.of(code),
                        clock.instant())
                .filter(found -> fits(found.codeChallenge, codeVerifier))
                .map(Found::session);
    }

    private static boolean fits(@Nullable String challenge, @Nullable String verifier) {
        if (challenge == null || verifier == null) {
            return challenge == null && verifier == null;
        }
        byte[] shown = ENCODER.encode(Sha256.of(verifier));
        return MessageDigest.isEqual(shown, challenge.getBytes(StandardCharsets.US_ASCII));
    }
}
