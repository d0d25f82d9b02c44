package dev.gatehouse.platform.outgoing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What another host answered.
 *
 * @param headers by their names in lower case; of repeated ones the first
 * @param body whole; the receiver must not change it
 */
public record OutgoingAnswer(int status, Map<String, String> headers, byte[] body) {
    public OutgoingAnswer {
        headers = Map.copyOf(headers);
    }

    /** Whether the status is 200 to 299. */
    public boolean successful() {
        return status >= 200 && status < 300;
    }

    /** A header by its name in lower case; null where it is absent. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
