package dev.gatehouse.feature.users;

import dev.gatehouse.domain.administration.Actor;
import dev.gatehouse.domain.administration.RecoveryAdministration;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.UUID;

/**
 * {@code /users/{id}/recovery} and {@code /users/{id}/sessions}: help for people who cannot get in, or whose account
 * somebody else uses.
 */
public final class UserRecoveryRoom {
    record Mailed(String message) {}

    private final RecoveryAdministration administration;
    private final Freshness freshness;

    public UserRecoveryRoom(RecoveryAdministration administration, Freshness freshness) {
        this.administration = administration;
        this.freshness = freshness;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.POST, "/users/{id}/recovery", "write:users", this::recover);
        routes.guarded(Method.DELETE, "/users/{id}/sessions", "write:users", this::signOut);
    }

    private Response recover(Request request, AuthContext caller) {
        UUID id = PathIds.of(request);
        Fields body = request.optionalJson();
        boolean removesFactors = body.flag("reset_second_factors");
        body.check();
        if (removesFactors) {
            caller.require(Permissions.EVERYTHING);
            freshness.require(caller);
        }
        if (!administration.mail(Actor.of(caller, Origins.of(request)), id, removesFactors)) {
            throw Problem.of(
                    ErrorCode.CONFLICT,
                    "No letter can be sent: the account is disabled or has no address, or the server sends no mail.");
        }
        return Response.json(202, new Mailed("A letter with a link is on its way to the account's address."));
    }

    private Response signOut(Request request, AuthContext caller) {
        administration.signOut(Actor.of(caller, Origins.of(request)), PathIds.of(request));
        return Response.noContent();
    }
}
