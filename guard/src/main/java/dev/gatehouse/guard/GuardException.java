package dev.gatehouse.guard;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A refusal by the guard. {@link #detail()} is for the client; {@link #getMessage()} is for the operator's log alone and
 * never holds the token or any part of it that was not verified.
 */
public abstract sealed class GuardException extends RuntimeException
        permits NotAuthenticated, InvalidToken, StepUpRequired, Forbidden, GuardUnavailable {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final String detail;

    GuardException(int status, String error, String detail, String reason, @Nullable Throwable cause) {
        // An expected outcome of a request: a stack trace would cost more than the check that failed.
        super(reason, cause, false, cause != null);
        this.status = status;
        this.error = error;
        this.detail = detail;
    }

    /** The HTTP status: 401, 403 or 503. */
    public final int status() {
        return status;
    }

    /** A stable machine code such as {@code invalid_token}. */
    public final String error() {
        return error;
    }

    /** The public sentence. */
    public final String detail() {
        return detail;
    }

    /** The exact value of {@code WWW-Authenticate} (RFC 6750 section 3); null where no other credential would help. */
    public @Nullable String challenge() {
        return null;
    }

    /** When a new attempt makes sense, as {@code Retry-After} wants to know; null for all but {@link GuardUnavailable}. */
    public @Nullable Duration retryAfter() {
        return null;
    }

    /** A quoted-string of RFC 6750 section 3: characters that its grammar leaves out become an apostrophe or a space. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\'');
            } else {
                quoted.append(c >= 0x20 && c < 0x7f ? c : ' ');
            }
        }
        return quoted.append('"').toString();
    }
}
