package dev.gatehouse.feature;

import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Request;

/**
 * The choice that goes with every change of what leads into an account: whether its other sessions end with it
 * (ASVS 5.0, 7.4.3). It is taken unless somebody says otherwise.
 */
public final class OtherSessions {
    private static final String END = "end_other_sessions";

    private OtherSessions() {}

    /** Whether they end, as a call's body says; {@code body.check()} is still to be asked. */
    public static boolean end(Fields body) {
        return !Boolean.FALSE.equals(body.optionalFlag(END));
    }

    /**
     * The same as its query says, where a call has no body.
     *
     * @throws dev.gatehouse.kernel.Problem {@link dev.gatehouse.kernel.ErrorCode#VALIDATION_FAILED}
     */
    public static boolean end(Request request) {
        Fields query = request.query();
        boolean end = end(query);
        query.check();
        return end;
    }

    /** The same as a page's form says, whose box is ticked at first; {@code form.check()} is still to be asked. */
    public static boolean ticked(Fields form) {
        return form.flag(END);
    }
}
