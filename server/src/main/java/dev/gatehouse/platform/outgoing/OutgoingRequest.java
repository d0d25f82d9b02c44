package dev.gatehouse.platform.outgoing;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to ask another host.
 *
 * @param purpose what it is for, a word or two for metrics and logs, such as {@code token} or {@code jwks}
 * @param method {@code GET} or {@code POST}
 * @param headers by their names in lower case; {@code host}, {@code content-length} and the like are not for the caller:
 *     to give one is an error of the program
 * @param body empty for {@code GET}
 * @param contentTypes the media types that the answer may have, without parameters; a successful answer of another is a
 *     failure; empty for any
 * @param largest how many bytes the answer's body may have
 * @param followRedirects whether up to three redirects are followed, each under the same policy; only for {@code GET}
 * @param patience how long the whole answer may take; null for as long as settings say, which is the most in any case
 */
public record OutgoingRequest(
        String purpose,
        String method,
        URI uri,
        Map<String, String> headers,
        byte[] body,
        Set<String> contentTypes,
        int largest,
        boolean followRedirects,
        @Nullable Duration patience) {
    private static final int USUAL_LARGEST = 256 * 1024;

    public OutgoingRequest {
        headers = Map.copyOf(headers);
        contentTypes = Set.copyOf(contentTypes);
    }

    /** What may take as long as settings say. */
    public OutgoingRequest(
            String purpose,
            String method,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Set<String> contentTypes,
            int largest,
            boolean followRedirects) {
        this(purpose, method, uri, headers, body, contentTypes, largest, followRedirects, null);
    }

    /** Asks for JSON of at most 256 KiB. */
    public static OutgoingRequest get(String purpose, URI uri) {
        return new OutgoingRequest(
                purpose,
                "GET",
                uri,
                Map.of("accept", "application/json"),
                new byte[0],
                Set.of("application/json"),
                USUAL_LARGEST,
                false);
    }

    /** Posts a form that asks for JSON of at most 256 KiB. */
    public static OutgoingRequest form(String purpose, URI uri, byte[] body) {
        return new OutgoingRequest(
                purpose,
                "POST",
                uri,
                Map.of("accept", "application/json", "content-type", "application/x-www-form-urlencoded"),
                body,
                Set.of("application/json"),
                USUAL_LARGEST,
                false);
    }

    /** The same with this header, in place of one of the same name. */
    public OutgoingRequest with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new OutgoingRequest(purpose, method, uri, more, body, contentTypes, largest, followRedirects, patience);
    }

    /** The same for answers of these media types. */
    public OutgoingRequest accepting(String... mediaTypes) {
        return new OutgoingRequest(
                purpose, method, uri, headers, body, Set.of(mediaTypes), largest, followRedirects, patience);
    }

    /** The same, following redirects. */
    public OutgoingRequest following() {
        return new OutgoingRequest(purpose, method, uri, headers, body, contentTypes, largest, true, patience);
    }

    /** The same, answered within this time or not at all. */
    public OutgoingRequest within(Duration time) {
        return new OutgoingRequest(purpose, method, uri, headers, body, contentTypes, largest, followRedirects, time);
    }
}
