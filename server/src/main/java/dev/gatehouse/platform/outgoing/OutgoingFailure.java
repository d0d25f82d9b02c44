package dev.gatehouse.platform.outgoing;

import org.jspecify.annotations.Nullable;

/** Why another host gave no answer that may be used. The message is for the operator's log and names the host. */
public final class OutgoingFailure extends Exception {
    /** What went wrong. */
    public enum Reason {
        /** The policy forbids that address, before a byte was sent to it. */
        FORBIDDEN,
        /** The host is unknown, cannot be reached or breaks the connection. */
        UNREACHABLE,
        /** The answer took too long. */
        TIMEOUT,
        /** The answer is larger than is taken. */
        TOO_LARGE,
        /** The answer is of another kind than was asked for, or led elsewhere where nothing may. */
        UNEXPECTED
    }

    private static final long serialVersionUID = 1;

    private final Reason reason;

    public OutgoingFailure(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
