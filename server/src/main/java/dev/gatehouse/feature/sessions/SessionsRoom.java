package dev.gatehouse.feature.sessions;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /auth/sessions} and {@code DELETE /auth/sessions/{id}}. */
public final class SessionsRoom {
    /**
     * A session as its owner sees it.
     *
     * @param client what it is a session at: an application's front end, or this server's own pages
     * @param device what the client called itself at the sign-in
     */
    record SessionView(
            UUID id,
            String client,
            @Nullable String device,
            @Nullable String address,
            String method,
            String provider,
            Instant createdAt,
            Instant lastUsedAt,
            Instant endsAt,
            boolean current) {}

    record SessionList(List<SessionView> sessions) {}

    private final Database database;
    private final Sessions sessions;
    private final AuditTrail audit;

    public SessionsRoom(Database database, Sessions sessions, AuditTrail audit) {
        this.database = database;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/sessions", this::list);
        routes.guarded(Method.DELETE, "/auth/sessions/{id}", this::end);
    }

    private Response list(Request request, AuthContext caller) {
        UUID account = Callers.account(caller);
        List<SessionView> live = database.read(sql -> sessions.live(sql, account)).stream()
                .map(seen -> view(seen, caller))
                .toList();
        return Response.json(200, new SessionList(live));
    }

    private Response end(Request request, AuthContext caller) {
        UUID account = Callers.account(caller);
        UUID id = PathIds.of(request);
        boolean ended = database.<Boolean>write(transaction -> {
            if (!sessions.end(transaction, account, id)) {
                return false;
            }
            AuditEvent event =
                    AuditEvent.success("session.ended").bySelf(account).in(id.toString());
            audit.record(transaction, event, Origins.of(request));
            return true;
        });
        if (!ended) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return Response.noContent();
    }

    private static SessionView view(Sessions.Seen seen, AuthContext caller) {
        Session session = seen.session();
        return new SessionView(
                session.id(),
                session.clientId(),
                session.userAgent(),
                session.address(),
                session.authMethod(),
                session.provider(),
                session.createdAt(),
                seen.lastUsedAt(),
                session.endsAt(),
                session.id().toString().equals(caller.sessionId()));
    }
}
