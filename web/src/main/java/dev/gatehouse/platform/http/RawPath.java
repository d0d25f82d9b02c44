package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request target as it came over the wire, cut into segments. What two readers could read differently
 * (dot segments, empty segments, {@code ;} parameters, encoded separators, encodings of what needs none, absolute and
 * authority form) is refused and never normalised, so that no front server and this router disagree.
 */
record RawPath(String text, List<String> segments) {
    private static final int MAX_SEGMENTS = 32;

    /**
     * Takes the path of a request target in origin form (RFC 9112, section 3.2.1).
     *
     * @throws Problem {@link ErrorCode#INVALID_REQUEST} where it is not plain
     */
    static RawPath ofTarget(String target) {
        int query = target.indexOf('?');
        for (int i = Math.max(query, 0); i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw confusing();
            }
        }
        return of(query < 0 ? target : target.substring(0, query));
    }

    private static RawPath of(String path) {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw confusing();
        }
        List<String> segments = new ArrayList<>(4);
        int start = 1;
        while (start < path.length()) {
            int end = path.indexOf('/', start);
            boolean last = end < 0;
            String segment = last ? path.substring(start) : path.substring(start, end);
            segments.add(checked(segment));
            if (segments.size() > MAX_SEGMENTS) {
                throw confusing();
            }
            if (last) {
                return new RawPath(path, segments);
            }
            start = end + 1;
            if (start == path.length()) {
                segments.add("");
            }
        }
        return new RawPath(path, segments);
    }

    private static String checked(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            throw confusing();
        }
        boolean encoded = false;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                encoded = true;
            } else if (!isPlain(c)) {
                throw confusing();
            }
        }
        return encoded ? decoded(segment) : segment;
    }

    private static String decoded(String segment) {
        String text = PercentCode.decode(segment, false);
        if (text == null) {
            throw confusing();
        }
        // Patterns are made of unreserved characters: none may hide behind an encoding, and no separator may.
        int at = segment.indexOf('%');
        while (at >= 0) {
            int octet = Integer.parseInt(segment, at + 1, at + 3, 16);
            if (octet < 0x80 && (isUnreserved((char) octet) || "/\\;%".indexOf(octet) >= 0)) {
                throw confusing();
            }
            at = segment.indexOf('%', at + 3);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw confusing();
        }
        return text;
    }

    /** RFC 3986, section 2.3. */
    static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~".indexOf(c) >= 0;
    }

    /** A {@code pchar} of RFC 3986, section 3.3, but the semicolon, which some servers take for parameters. */
    private static boolean isPlain(char c) {
        return isUnreserved(c) || "!$&'()*+,=:@".indexOf(c) >= 0;
    }

    private static Problem confusing() {
        return Problem.of(ErrorCode.INVALID_REQUEST, "The address is not one that this server takes.");
    }
}
