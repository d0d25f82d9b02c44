package dev.gatehouse.feature.logout;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Optional;
import java.util.UUID;

/** {@code POST /auth/logout}: the session ends, and with it its access tokens and its refresh tokens, at once. */
public final class LogoutRoom {
    private final Database database;
    private final Sessions sessions;
    private final Revocations revocations;
    private final AuditTrail audit;
    private final TokenDelivery delivery;
    private final Optional<Freshness> toEndAll;

    /** @param toEndAll what ending all of one's sessions asks of the sign-in; empty where it asks for nothing */
    public LogoutRoom(
            Database database,
            Sessions sessions,
            Revocations revocations,
            AuditTrail audit,
            TokenDelivery delivery,
            Optional<Freshness> toEndAll) {
        this.database = database;
        this.sessions = sessions;
        this.revocations = revocations;
        this.audit = audit;
        this.delivery = delivery;
        this.toEndAll = toEndAll;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.POST, "/auth/logout", this::logout);
    }

    private Response logout(Request request, AuthContext caller) {
        Fields body = request.optionalJson();
        boolean all = body.flag("all");
        body.check();
        if (all) {
            toEndAll.ifPresent(freshness -> freshness.require(caller));
        }
        UUID account = Callers.account(caller);
        database.write(transaction -> {
            int ended = all ? sessions.endAll(transaction, account) : endOne(transaction, caller);
            AuditEvent event = AuditEvent.success("session.signed_out")
                    .bySelf(account)
                    .in(caller.sessionId())
                    .with("sessions_ended", Integer.toString(ended));
            audit.record(transaction, event, Origins.of(request));
            return null;
        });
        return delivery.forget(Response.noContent());
    }

    private int endOne(Transaction transaction, AuthContext caller) {
        if (caller.sessionId() != null && sessions.signOut(transaction, Callers.session(caller))) {
            return 1;
        }
        revocations.revokeToken(transaction, caller.tokenId());
        return 0;
    }
}
