package dev.gatehouse.domain.credentials;

import dev.gatehouse.domain.credentials.Bounds.Unacceptable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * PBKDF2 (RFC 8018) as passlib writes it, {@code $pbkdf2-sha256$29000$salt$tag}, and as Django does,
 * {@code pbkdf2_sha256$1000000$salt$tag}, whose salt is text.
 *
 * @param algorithm the JDK's name for it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record Pbkdf2Hash(String algorithm, int iterations, byte[] salt, byte[] tag) implements StoredHash {
    private static final int MOST_ITERATIONS = 4_000_000;

    static Pbkdf2Hash parse(String[] parts) throws Unacceptable {
        Bounds.require(parts.length == 5, "a PBKDF2 hash has the wrong number of parts");
        String algorithm =
                switch (parts[1]) {
                    case "pbkdf2-sha256" -> "PBKDF2WithHmacSHA256";
                    case "pbkdf2-sha512" -> "PBKDF2WithHmacSHA512";
                    default -> "PBKDF2WithHmacSHA1";
                };
        int iterations = Bounds.number(parts[2], 1, MOST_ITERATIONS);
        return new Pbkdf2Hash(algorithm, iterations, Bounds.bytes(parts[3], 1), Bounds.bytes(parts[4], 16));
    }

    static Pbkdf2Hash parseDjango(String[] parts) throws Unacceptable {
        Bounds.require(parts.length == 4, "the hash is of an unknown kind");
        String algorithm =
                switch (parts[0]) {
                    case "pbkdf2_sha256" -> "PBKDF2WithHmacSHA256";
                    case "pbkdf2_sha1" -> "PBKDF2WithHmacSHA1";
                    default -> throw new Unacceptable("the hash is of an unknown kind");
                };
        byte[] salt = Bounds.sized(parts[2].getBytes(StandardCharsets.UTF_8), 1);
        int iterations = Bounds.number(parts[1], 1, MOST_ITERATIONS);
        return new Pbkdf2Hash(algorithm, iterations, salt, Bounds.bytes(parts[3], 16));
    }

    @Override
    public byte[] compute(byte[] password) {
        char[] characters = new String(password, StandardCharsets.UTF_8).toCharArray(); // the JDK makes UTF-8 of them
        PBEKeySpec spec = new PBEKeySpec(characters, salt, iterations, tag.length * 8);
        try {
            return SecretKeyFactory.getInstance(algorithm).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public long memory() {
        return 8;
    }
}
