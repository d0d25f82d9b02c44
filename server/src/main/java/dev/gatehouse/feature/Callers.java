package dev.gatehouse.feature;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who calls, by the ids that this server's own tokens have. */
public final class Callers {
    private Callers() {}

    /** The account whose token it is. */
    public static UUID account(AuthContext caller) {
        return UUID.fromString(caller.subject());
    }

    /** The session to which the token belongs; null where it belongs to none. */
    public static @Nullable UUID sessionIfAny(AuthContext caller) {
        return caller.sessionId() == null ? null : UUID.fromString(caller.sessionId());
    }

    /**
     * The session to which the token belongs.
     *
     * @throws Problem {@link ErrorCode#INVALID_TOKEN} where it belongs to none
     */
    public static UUID session(AuthContext caller) {
        if (caller.sessionId() == null) {
            throw Problem.of(ErrorCode.INVALID_TOKEN).because("a token without a session");
        }
        return UUID.fromString(caller.sessionId());
    }
}
