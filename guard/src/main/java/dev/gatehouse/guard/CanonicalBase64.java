package dev.gatehouse.guard;

import java.util.Base64;

/** Base64url without padding (RFC 7515 appendix C), where each value has exactly one spelling. */
final class CanonicalBase64 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private CanonicalBase64() {}

    /** @throws InvalidToken where the text is not base64url, is padded, or has bits set that no byte takes */
    static byte[] decode(String text) {
        int tail = text.length() % 4;
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(text);
            if (text.endsWith("=") || (tail != 0 && unusedBits(text, tail) != 0)) {
                throw new InvalidToken("a part is not canonical base64url");
            }
            return decoded;
        } catch (IllegalArgumentException e) {
            throw new InvalidToken("a part is not base64url");
        }
    }

    private static int unusedBits(String text, int tail) {
        int last = ALPHABET.indexOf(text.charAt(text.length() - 1));
        return tail == 2 ? last & 0b1111 : last & 0b11;
    }
}
