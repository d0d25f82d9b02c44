package dev.gatehouse.domain.breaches;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-1 of a password: what the public lists are made of. It protects nothing here.
 *
 * @param high its first 64 bits
 * @param middle the next 64
 * @param low the last 32
 */
record Sha1(long high, long middle, int low) {
    static Sha1 of(String password) {
        ByteBuffer hash = ByteBuffer.wrap(digest(password));
        return new Sha1(hash.getLong(), hash.getLong(), hash.getInt());
    }

    /** 40 digits in upper case, as the lists have them. */
    static String hex(String password) {
        return HexFormat.of().withUpperCase().formatHex(digest(password));
    }

    private static byte[] digest(String password) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
