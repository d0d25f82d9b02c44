package dev.gatehouse.domain.credentials;

import java.util.Base64;

/** Strict reading of the parts of a stored hash, with bounds: an imported hash must not be able to stall the server. */
final class Bounds {
    /** Salts and tags beyond this come from nobody. */
    private static final int LONGEST_FIELD = 128;

    private Bounds() {}

    /** A hash that is malformed, of an unknown kind, or beyond what this server is willing to compute. */
    static final class Unacceptable extends Exception {
        private static final long serialVersionUID = 1L;

        Unacceptable(String reason) {
            super(reason);
        }
    }

    /** A decimal number without sign or leading zeros, from {@code least} to {@code most}. */
    static int number(String text, int least, int most) throws Unacceptable {
        if (!text.matches("0|[1-9][0-9]{0,8}")) {
            throw new Unacceptable("a number is malformed");
        }
        int value = Integer.parseInt(text);
        if (value < least || value > most) {
            throw new Unacceptable("a cost is outside " + least + " to " + most);
        }
        return value;
    }

    /** The value of {@code key=value}. */
    static String value(String pair, String key) throws Unacceptable {
        if (!pair.startsWith(key + "=")) {
            throw new Unacceptable("no " + key + " where it belongs");
        }
        return pair.substring(key.length() + 1);
    }

    /** Base64 with or without padding, in the standard alphabet or passlib's, which has {@code .} for {@code +}. */
    static byte[] bytes(String base64, int least) throws Unacceptable {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.replace('.', '+'));
            return sized(bytes, least);
        } catch (IllegalArgumentException e) {
            throw new Unacceptable("not Base64");
        }
    }

    static byte[] sized(byte[] bytes, int least) throws Unacceptable {
        if (bytes.length < least || bytes.length > LONGEST_FIELD) {
            throw new Unacceptable("a salt or tag is not of " + least + " to " + LONGEST_FIELD + " bytes");
        }
        return bytes;
    }

    static void require(boolean holds, String otherwise) throws Unacceptable {
        if (!holds) {
            throw new Unacceptable(otherwise);
        }
    }
}
