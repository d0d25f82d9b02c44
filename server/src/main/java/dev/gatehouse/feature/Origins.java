package dev.gatehouse.feature;

import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.audit.Origin.Solved;
import dev.gatehouse.platform.http.Request;
import org.jspecify.annotations.Nullable;

/** Where a request comes from, for sessions, limits and the audit trail. */
public final class Origins {
    private Origins() {}

    /** To be asked once the handler has read the body: what solves a challenge stands in it. */
    public static Origin of(Request request) {
        return new Origin(
                request.address().text(),
                request.userAgent(),
                request.id(),
                request.address().limitKey(),
                DeviceCookie.device(request),
                solved(request));
    }

    private static @Nullable Solved solved(Request request) {
        String challenge = request.sent("challenge");
        String solution = request.sent("solution");
        return challenge == null || solution == null ? null : new Solved(challenge, solution);
    }
}
