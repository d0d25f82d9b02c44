package dev.gatehouse.guard;

import java.time.Duration;
import java.util.List;

/**
 * The caller is known, but did not prove well enough or lately enough who they are: 401
 * {@code insufficient_user_authentication} (RFC 9470). A front end sends its user to sign in again with the
 * {@code acr_values} or {@code max_age} of the challenge.
 */
public final class StepUpRequired extends GuardException {
    private static final long serialVersionUID = 1L;

    private final String wanted;

    private StepUpRequired(String detail, String wanted) {
        super(401, "insufficient_user_authentication", detail, "wants " + wanted, null);
        this.wanted = wanted;
    }

    /** @param acceptable authentication context classes, any of which would do */
    static StepUpRequired toClass(List<String> acceptable) {
        return new StepUpRequired(
                "This needs a stronger sign-in.", "acr_values=" + quoted(String.join(" ", acceptable)));
    }

    /** @param maxAge how long ago the person may have proved who they are */
    static StepUpRequired within(Duration maxAge) {
        return new StepUpRequired(
                "This needs a fresh sign-in.", "max_age=" + quoted(Long.toString(maxAge.toSeconds())));
    }

    @Override
    public String challenge() {
        return "Bearer error=\"insufficient_user_authentication\", error_description=" + quoted(detail()) + ", "
                + wanted;
    }
}
