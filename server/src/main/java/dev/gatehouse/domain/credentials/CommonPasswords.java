package dev.gatehouse.domain.credentials;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;

/**
 * The passwords that are guessed first. The shipped list (ASCII, lower case, sorted, one a line) is kept as it is, 168 kB,
 * from the first look-up on, and searched by halves.
 */
final class CommonPasswords {
    private static final String LIST = "common-passwords.txt";

    private CommonPasswords() {}

    /** Whether the list has the password, in any case. */
    static boolean contains(String password) {
        byte[] wanted = password.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        byte[] lines = Loaded.LINES;
        int low = 0;
        int high = lines.length;
        while (low < high) {
            int start = lineStart(lines, (low + high) >>> 1);
            int end = lineEnd(lines, start);
            int order = Arrays.compareUnsigned(wanted, 0, wanted.length, lines, start, end);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                high = start;
            } else {
                low = end + 1;
            }
        }
        return false;
    }

    private static int lineStart(byte[] lines, int within) {
        int start = within;
        while (start > 0 && lines[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static int lineEnd(byte[] lines, int start) {
        int end = start;
        while (lines[end] != '\n') {
            end++;
        }
        return end;
    }

    /** Loaded when somebody first chooses a password, not at start. */
    private static final class Loaded {
        static final byte[] LINES = read();

        private static byte[] read() {
            try (InputStream list = Objects.requireNonNull(CommonPasswords.class.getResourceAsStream(LIST), LIST)) {
                return list.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
