package dev.gatehouse.feature.hosted;

import dev.gatehouse.kernel.ErrorCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, and where one may go.
 *
 * @param requestId what an operator finds in the log; null where that would help nobody
 * @param againHref where one starts again
 * @param backHref where one came from, such as the application
 * @param after when a new attempt makes sense; null where that is not known
 */
public record ErrorView(
        ErrorCode code,
        @Nullable String requestId,
        @Nullable String againHref,
        @Nullable String backHref,
        @Nullable Duration after) {
    public ErrorView(
            ErrorCode code, @Nullable String requestId, @Nullable String againHref, @Nullable String backHref) {
        this(code, requestId, againHref, backHref, null);
    }

    /** The key of the heading. */
    public String title() {
        return switch (code) {
            case FLOW_EXPIRED, LINK_EXPIRED -> "error_page.expired";
            case NOT_FOUND -> "error_page.not_found";
            case BUSY, TOO_MANY_REQUESTS -> "error_page.later";
            case SIGN_IN_REFUSED, SIGN_UP_CLOSED, INSUFFICIENT_PERMISSIONS, CROSS_ORIGIN -> "error_page.refused";
            case PROVIDER_FAILED -> "error_page.provider";
            case SERVER_ERROR -> "error_page.server";
            default -> "error_page.other";
        };
    }
}
