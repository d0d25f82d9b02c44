package dev.gatehouse.feature;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Request;
import java.util.UUID;

/** Ids in paths. One that could not be an id names nothing. */
public final class PathIds {
    private static final int LENGTH = 36;

    private PathIds() {}

    /** @throws Problem {@link ErrorCode#NOT_FOUND} where {@code {id}} is not a UUID in its usual form */
    public static UUID of(Request request) {
        String text = request.pathValue("id");
        try {
            if (text.length() == LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException notAnId) {
            throw Problem.of(ErrorCode.NOT_FOUND).because("not an id", notAnId);
        }
        throw Problem.of(ErrorCode.NOT_FOUND);
    }
}
