package dev.gatehouse.domain.factors;

/** Bytes as apps want their keys: base 32 (RFC 4648, section 6) without padding. The JDK has none. */
final class Base32 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int BITS = 5;
    private static final int MASK = (1 << BITS) - 1;

    private Base32() {}

    /** @param bytes a multiple of five, so that no bits are left over */
    static String encode(byte[] bytes) {
        if (bytes.length % BITS != 0) {
            throw new IllegalArgumentException("not a multiple of five bytes");
        }
        StringBuilder text = new StringBuilder(bytes.length * 8 / BITS);
        int held = 0;
        int bits = 0;
        for (byte next : bytes) {
            held = held << 8 | next & 0xff;
            bits += 8;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(ALPHABET.charAt(held >>> bits & MASK));
            }
            held &= (1 << bits) - 1;
        }
        return text.toString();
    }
}
