package dev.gatehouse.feature.me;

import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.UserView;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.time.Instant;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** {@code GET /users/me} and {@code GET /auth/status}. */
public final class MeRoom {
    /** The token that was sent. */
    record TokenTimes(String id, Instant issuedAt, Instant expiresAt) {}

    /**
     * Who the caller is, how they signed in, and what they may do.
     *
     * @param capabilities for every permission that some role gives, whether the caller has it
     */
    record Status(
            boolean authenticated,
            UserView user,
            String authMethod,
            String provider,
            boolean isOauth,
            SortedSet<String> roles,
            SortedSet<String> permissions,
            Map<String, Boolean> capabilities,
            TokenTimes token) {}

    private final Database database;
    private final Roles roles;

    public MeRoom(Database database, Roles roles) {
        this.database = database;
        this.roles = roles;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/users/me", (request, caller) -> Response.json(200, user(caller)));
        routes.guarded(Method.GET, "/auth/status", this::status);
    }

    private Response status(Request request, AuthContext caller) {
        Map<String, Boolean> capabilities = new TreeMap<>();
        roles.permissions().forEach(permission -> capabilities.put(permission, caller.may(permission)));
        caller.permissions().names().forEach(permission -> capabilities.put(permission, true));
        Status status = new Status(
                true,
                user(caller),
                caller.authMethod(),
                caller.provider(),
                !caller.provider().equals(AuthenticationEvent.LOCAL),
                new TreeSet<>(caller.roles()),
                new TreeSet<>(caller.permissions().names()),
                capabilities,
                new TokenTimes(caller.tokenId(), caller.issuedAt(), caller.expiresAt()));
        return Response.json(200, status);
    }

    private UserView user(AuthContext caller) {
        UUID id = Callers.account(caller);
        return database.read(sql -> roles.holder(sql, id))
                .map(holder -> UserView.of(holder.account(), holder.roles()))
                .orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN).because("the account is gone"));
    }
}
