package dev.gatehouse.platform.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An IP address in its one canonical form: equal addresses have equal text, whatever form they came in. An IPv4 address
 * inside IPv6 ({@code ::ffff:0:0/96}) is the IPv4 address.
 *
 * @param text dotted decimal, or RFC 5952
 * @param limitKey what attempts are counted for: an IPv4 address itself, the /64 of an IPv6 address, since that is the
 *     least that one household or machine holds
 */
public record ClientAddress(String text, String limitKey) {
    /** Reads an address without a zone, port or brackets; null where the text is no address. Never asks the DNS. */
    public static @Nullable ClientAddress parse(String text) {
        byte[] octets = octets(text);
        return octets == null ? null : of(octets);
    }

    static ClientAddress of(byte[] octets) {
        String text = text(octets);
        if (octets.length == 4) {
            return new ClientAddress(text, text);
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(octets, 8), 16);
        return new ClientAddress(text, text(network) + "/64");
    }

    /** 4 or 16 octets, mapped addresses folded; null where the text is no address. */
    static byte @Nullable [] octets(String text) {
        if (text.length() > 45) {
            return null;
        }
        byte[] octets = text.indexOf(':') < 0 ? four(text) : sixteen(text);
        return octets == null ? null : folded(octets);
    }

    static byte[] folded(byte[] octets) {
        if (octets.length != 16 || octets[10] != -1 || octets[11] != -1) {
            return octets;
        }
        for (int i = 0; i < 10; i++) {
            if (octets[i] != 0) {
                return octets;
            }
        }
        return Arrays.copyOfRange(octets, 12, 16);
    }

    /** Dotted decimal without leading zeros, which some readers take for octal. */
    private static byte @Nullable [] four(String text) {
        byte[] octets = new byte[4];
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        for (int i = 0; i < 4; i++) {
            int value = digits(parts[i], 10, 3);
            if (value < 0 || value > 255 || parts[i].length() > 1 && parts[i].charAt(0) == '0') {
                return null;
            }
            octets[i] = (byte) value;
        }
        return octets;
    }

    /** RFC 4291, section 2.2. */
    private static byte @Nullable [] sixteen(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] all = groups(text);
            return all != null && all.length == 16 ? all : null;
        }
        byte[] before = groups(text.substring(0, gap));
        byte[] after = groups(text.substring(gap + 2));
        if (before == null || after == null || before.length + after.length > 14 || dotted(text.substring(0, gap))) {
            return null;
        }
        byte[] octets = Arrays.copyOf(before, 16);
        System.arraycopy(after, 0, octets, 16 - after.length, after.length);
        return octets;
    }

    private static boolean dotted(String text) {
        return text.indexOf('.') >= 0;
    }

    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        byte[] octets = new byte[16];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && dotted(parts[i])) {
                byte[] four = four(parts[i]);
                if (four == null || length > 12) {
                    return null;
                }
                System.arraycopy(four, 0, octets, length, 4);
                return Arrays.copyOf(octets, length + 4);
            }
            int value = digits(parts[i], 16, 4);
            if (value < 0 || length == 16) {
                return null;
            }
            octets[length++] = (byte) (value >> 8);
            octets[length++] = (byte) value;
        }
        return Arrays.copyOf(octets, length);
    }

    private static int digits(String text, int radix, int max) {
        if (text.isEmpty() || text.length() > max) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    private static String text(byte[] octets) {
        StringBuilder text = new StringBuilder(39);
        if (octets.length == 4) {
            for (int i = 0; i < 4; i++) {
                text.append(i == 0 ? "" : ".").append(octets[i] & 0xff);
            }
            return text.toString();
        }
        int[] zeros = longestZeros(octets);
        for (int i = 0; i < 8; i++) {
            if (i == zeros[0]) {
                text.append("::");
                i += zeros[1] - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(octets, i)));
            }
        }
        return text.toString();
    }

    /** Start and length of the first longest run of two or more zero groups (RFC 5952, section 4.2); start -1 if none. */
    private static int[] longestZeros(byte[] octets) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && group(octets, end) == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        return new int[] {start, length};
    }

    private static int group(byte[] octets, int i) {
        return (octets[2 * i] & 0xff) << 8 | octets[2 * i + 1] & 0xff;
    }

    @Override
    public String toString() {
        return text;
    }
}
