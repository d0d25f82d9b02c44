package dev.gatehouse.platform.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** Gathers a body up to its limit. */
final class BodyReader {
    private static final byte[] NOTHING = {};

    private final int limit;
    private final boolean keep;
    private byte[] bytes;
    private int length;
    private boolean overflowed;

    /** @param keep whether anybody will read it: a body sent to nowhere is counted and dropped */
    BodyReader(int limit, int announced, boolean keep) {
        this.limit = limit;
        this.keep = keep;
        this.bytes = keep && announced > 0 ? new byte[Math.min(announced, 8192)] : NOTHING;
    }

    /** False where this chunk is the first that passes the limit. */
    boolean take(Buffer chunk) {
        int more = chunk.length();
        if (overflowed || more > limit - length) {
            overflowed = true;
            bytes = NOTHING;
            return false;
        }
        if (keep) {
            if (bytes.length < length + more) {
                bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(length + more, bytes.length * 2)));
            }
            chunk.getBytes(0, more, bytes, length);
        }
        length += more;
        return true;
    }

    boolean overflowed() {
        return overflowed;
    }

    byte[] bytes() {
        return bytes.length == length || !keep ? bytes : Arrays.copyOf(bytes, length);
    }
}
