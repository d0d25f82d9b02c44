package dev.gatehouse.feature.account;

import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.OwnData;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;

/** {@code GET /auth/data}: everything that is kept about whoever asks. */
public final class DataRoom {
    private final OwnData data;
    private final Freshness freshness;

    public DataRoom(OwnData data, Freshness freshness) {
        this.data = data;
        this.freshness = freshness;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/data", this::file);
    }

    private Response file(Request request, AuthContext caller) {
        freshness.require(caller);
        return data.file(Callers.account(caller))
                .orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN).because("the account is gone"));
    }
}
