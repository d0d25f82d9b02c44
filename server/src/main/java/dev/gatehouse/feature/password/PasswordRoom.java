package dev.gatehouse.feature.password;

import dev.gatehouse.domain.signin.PasswordChange;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;

/** {@code POST /auth/change-password}. */
public final class PasswordRoom {
    private final PasswordChange change;

    public PasswordRoom(PasswordChange change) {
        this.change = change;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.POST, "/auth/change-password", this::change);
    }

    private Response change(Request request, AuthContext caller) {
        Fields body = request.json();
        String current = body.secret("current_password", ProfileFields.PASSWORD_LENGTH);
        String wanted = body.secret("new_password", ProfileFields.PASSWORD_LENGTH);
        body.check();
        change.change(caller, current, wanted, request.address().limitKey(), Origins.of(request));
        return Response.noContent();
    }
}
