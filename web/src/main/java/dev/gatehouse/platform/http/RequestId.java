package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.Ids;
import org.jspecify.annotations.Nullable;

/** The id under which a request stands in the logs: the client's where it is harmless, else a new one. */
final class RequestId {
    private static final int MIN = 8;
    private static final int MAX = 64;

    private RequestId() {}

    static String of(@Nullable String offered, Ids ids) {
        return offered != null && isHarmless(offered) ? offered : ids.next().toString();
    }

    private static boolean isHarmless(String text) {
        if (text.length() < MIN || text.length() > MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!RawPath.isUnreserved(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
