package dev.gatehouse.feature.sessions;

import dev.gatehouse.domain.sessions.OwnSessions;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.sessions.Sessions.Seen;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.kernel.ProgramName;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /auth/sessions} and {@code /auth/apps}: where somebody is signed in. Whoever ends what is not their own session has
 * proved a moment ago who they are: a token that was taken must not lock its owner out.
 */
public final class SessionsRoom {
    private static final int LONGEST_CLIENT = 200;

    /**
     * A session as its owner sees it.
     *
     * @param client what it is a session at: an application's front end, or this server's own pages
     * @param device what the client called itself at the sign-in
     * @param deviceName the same for a person to recognise; null where it says nothing
     * @param deviceId equal for those that one browser was led to from this server's pages
     * @param idleEndsAt when it ends unless it is used before
     */
    record SessionView(
            UUID id,
            String client,
            @Nullable String device,
            @Nullable String deviceName,
            UUID deviceId,
            @Nullable String address,
            String method,
            String provider,
            Instant createdAt,
            Instant lastUsedAt,
            Instant idleEndsAt,
            Instant endsAt,
            boolean current) {}

    record SessionList(List<SessionView> sessions) {}

    record AppList(List<OwnSessions.App> apps) {}

    private final OwnSessions sessions;
    private final Freshness freshness;

    public SessionsRoom(OwnSessions sessions, Freshness freshness) {
        this.sessions = sessions;
        this.freshness = freshness;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/sessions", this::list);
        routes.guarded(Method.DELETE, "/auth/sessions", this::endOthers);
        routes.guarded(Method.DELETE, "/auth/sessions/{id}", this::end);
        routes.guarded(
                Method.GET,
                "/auth/apps",
                (request, caller) -> Response.json(200, new AppList(sessions.apps(Callers.account(caller)))));
        routes.guarded(Method.DELETE, "/auth/apps/{client_id}", this::endApp);
    }

    private Response list(Request request, AuthContext caller) {
        List<SessionView> live = sessions.live(Callers.account(caller)).stream()
                .map(seen -> view(seen, caller))
                .toList();
        return Response.json(200, new SessionList(live));
    }

    private Response end(Request request, AuthContext caller) {
        UUID id = PathIds.of(request);
        if (!id.equals(Callers.sessionIfAny(caller))) {
            freshness.require(caller);
        }
        return gone(sessions.end(Callers.account(caller), id, Origins.of(request)));
    }

    private Response endOthers(Request request, AuthContext caller) {
        UUID present = Callers.session(caller);
        freshness.require(caller);
        sessions.endOthers(Callers.account(caller), present, Origins.of(request));
        return Response.noContent();
    }

    private Response endApp(Request request, AuthContext caller) {
        freshness.require(caller);
        String client = request.pathValue("client_id");
        return gone(client.length() <= LONGEST_CLIENT
                && sessions.endApp(Callers.account(caller), client, Origins.of(request)) > 0);
    }

    private static Response gone(boolean ended) {
        if (!ended) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return Response.noContent();
    }

    private static SessionView view(Seen seen, AuthContext caller) {
        Session session = seen.session();
        return new SessionView(
                session.id(),
                session.clientId(),
                session.userAgent(),
                ProgramName.of(session.userAgent()),
                seen.parent() == null ? session.id() : seen.parent(),
                session.address(),
                session.authMethod(),
                session.provider(),
                session.createdAt(),
                seen.lastUsedAt(),
                seen.idleEndsAt(),
                session.endsAt(),
                session.id().equals(Callers.sessionIfAny(caller)));
    }
}
