package dev.gatehouse.feature;

import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.platform.http.Request;

/** Where a request comes from, for sessions and the audit trail. */
public final class Origins {
    private Origins() {}

    public static Origin of(Request request) {
        return new Origin(request.address().text(), request.userAgent(), request.id());
    }
}
