package dev.gatehouse.feature.password;

import dev.gatehouse.domain.signin.PasswordAddition;
import dev.gatehouse.domain.signin.PasswordChange;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.UUID;

/**
 * {@code POST /auth/change-password}: a new password for whoever knows the one before; a first one for whoever has none and
 * signed in a moment ago.
 */
public final class PasswordRoom {
    private static final String CURRENT = "current_password";
    private static final String NEW = "new_password";

    private final PasswordChange change;
    private final PasswordAddition addition;
    private final Freshness freshness;

    public PasswordRoom(PasswordChange change, PasswordAddition addition, Freshness freshness) {
        this.change = change;
        this.addition = addition;
        this.freshness = freshness;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.POST, "/auth/change-password", this::change);
    }

    private Response change(Request request, AuthContext caller) {
        Fields body = request.json();
        String wanted = body.secret(NEW, ProfileFields.PASSWORD_LENGTH);
        UUID account = Callers.account(caller);
        boolean endOthers = OtherSessions.end(body);
        if (body.given(CURRENT) || addition.hasPassword(account)) {
            String current = body.secret(CURRENT, ProfileFields.PASSWORD_LENGTH);
            body.check();
            change.change(
                    new PasswordChange.Wish(account, Callers.sessionIfAny(caller), current, wanted, NEW, endOthers),
                    request.address().limitKey(),
                    Origins.of(request));
        } else {
            body.check();
            freshness.require(caller);
            addition.add(
                    account,
                    Callers.session(caller),
                    new PasswordAddition.Wish(wanted, NEW, endOthers),
                    Origins.of(request));
        }
        return Response.noContent();
    }
}
