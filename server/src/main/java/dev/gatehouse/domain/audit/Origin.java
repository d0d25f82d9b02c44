package dev.gatehouse.domain.audit;

import org.jspecify.annotations.Nullable;

/**
 * Where an act came from.
 *
 * @param address the client's address in canonical form; absent at the command line
 * @param userAgent what the client calls itself, shortened to 400 characters
 * @param requestId the id that also stands in the log
 */
public record Origin(
        @Nullable String address,
        @Nullable String userAgent,
        @Nullable String requestId) {
    /** The command line on the server's own machine. */
    public static final Origin COMMAND_LINE = new Origin(null, null, null);
}
