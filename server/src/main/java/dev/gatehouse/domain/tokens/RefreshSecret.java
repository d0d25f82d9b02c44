package dev.gatehouse.domain.tokens;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The 256 bits behind a refresh token: parsed, hashed, and led on to its successor. */
final class RefreshSecret {
    static final int BYTES = 32;

    /** Lets scanners for leaked secrets know a refresh token when they see one. */
    private static final String PREFIX = "gr_";

    private static final int CHARACTERS = 43;

    private final byte[] secret;

    private RefreshSecret(byte[] secret) {
        this.secret = secret;
    }

    static RefreshSecret random(RandomGenerator random) {
        return new RefreshSecret(seed(random));
    }

    static byte[] seed(RandomGenerator random) {
        byte[] seed = new byte[BYTES];
        random.nextBytes(seed);
        return seed;
    }

    /** Empty for whatever {@link #value()} never gives, other spellings of the same bits included. */
    static Optional<RefreshSecret> parse(String value) {
        if (value.length() != PREFIX.length() + CHARACTERS || !value.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            RefreshSecret parsed = new RefreshSecret(Base64.getUrlDecoder().decode(value.substring(PREFIX.length())));
            return parsed.value().equals(value) ? Optional.of(parsed) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    String value() {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** What is stored of it. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whoever holds the parent and knows the seed finds the same successor; the seed alone leads nowhere. */
    RefreshSecret successor(byte[] seed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return new RefreshSecret(mac.doFinal(seed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RefreshSecret that && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }
}
