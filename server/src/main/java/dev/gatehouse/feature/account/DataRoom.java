package dev.gatehouse.feature.account;

import dev.gatehouse.domain.signin.FactorRules;
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
import java.util.UUID;

/** {@code GET /auth/data}: everything that is kept about whoever asks. */
public final class DataRoom {
    private final OwnData data;
    private final FactorRules rules;
    private final Freshness freshness;

    public DataRoom(OwnData data, FactorRules rules, Freshness freshness) {
        this.data = data;
        this.rules = rules;
        this.freshness = freshness;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/data", this::file);
    }

    private Response file(Request request, AuthContext caller) {
        freshness.require(caller);
        UUID account = Callers.account(caller);
        UUID session = Callers.session(caller);
        return data.file(account, sql -> rules.requireOwnerNow(sql, account, session))
                .orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN).because("the account is gone"));
    }
}
