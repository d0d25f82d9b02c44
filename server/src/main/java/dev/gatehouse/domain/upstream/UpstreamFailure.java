package dev.gatehouse.domain.upstream;

/** Why a provider did not prove who somebody is. The message is for the operator's log; no token or code stands in it. */
public final class UpstreamFailure extends Exception {
    /** Whose doing it is. */
    public enum Reason {
        /** The person said no at the provider, or went back. */
        DENIED_BY_PERSON,
        /** The provider refuses: the person, this server's credentials, or a code or token that is not good any more. */
        DENIED_BY_PROVIDER,
        /** The provider cannot be reached, takes too long, or says itself that it is out of order. */
        UNREACHABLE,
        /** What the provider says cannot be believed or understood, or this server's settings for it cannot be right. */
        MISBEHAVED
    }

    private static final long serialVersionUID = 1;

    private final Reason reason;

    private UpstreamFailure(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    private UpstreamFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static UpstreamFailure of(Reason reason, String message) {
        return new UpstreamFailure(reason, message);
    }

    static UpstreamFailure of(Reason reason, String message, Throwable cause) {
        return new UpstreamFailure(reason, message, cause);
    }

    static UpstreamFailure misbehaved(String message) {
        return new UpstreamFailure(Reason.MISBEHAVED, message);
    }

    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
