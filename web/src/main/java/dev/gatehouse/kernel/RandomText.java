package dev.gatehouse.kernel;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Random text that nobody can guess, as base64url without padding. */
public final class RandomText {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final int SECRET = 32;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private RandomText() {}

    /** 256 random bits, 43 characters. */
    public static String secret(SecureRandom random) {
        return of(random, SECRET);
    }

    /** This many random bytes. */
    public static String of(SecureRandom random, int bytes) {
        byte[] all = new byte[bytes];
        random.nextBytes(all);
        return ENCODER.encodeToString(all);
    }

    /** Whether a text may be one of {@link #secret}. */
    public static boolean isSecret(String text) {
        return SHAPE.matcher(text).matches();
    }
}
