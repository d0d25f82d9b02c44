package dev.gatehouse.platform.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding (RFC 3986, section 2.1; with {@code +} for a space as forms write it), read strictly. */
final class PercentCode {
    private PercentCode() {}

    /** The text behind the encoding; null where an escape is incomplete or the octets are not UTF-8. */
    static @Nullable String decode(String encoded, boolean form) {
        if (encoded.indexOf('%') < 0 && (!form || encoded.indexOf('+') < 0) && isAscii(encoded)) {
            return encoded;
        }
        byte[] raw = encoded.getBytes(StandardCharsets.UTF_8);
        ByteBuffer octets = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(raw[i + 2], 16);
                if (low < 0) {
                    return null;
                }
                octets.put((byte) (high << 4 | low));
                i += 2;
            } else {
                octets.put(form && raw[i] == '+' ? (byte) ' ' : raw[i]);
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(octets.flip()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
