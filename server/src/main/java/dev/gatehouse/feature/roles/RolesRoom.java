package dev.gatehouse.feature.roles;

import dev.gatehouse.domain.administration.Actor;
import dev.gatehouse.domain.administration.RoleAdministration;
import dev.gatehouse.domain.roles.Role;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.List;
import java.util.regex.Pattern;

/** {@code /roles}: what roles there are and what they may do. */
public final class RolesRoom {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
    private static final int NAME_LENGTH = 64;
    private static final int DESCRIPTION_LENGTH = 500;
    private static final int MOST_PERMISSIONS = 200;
    private static final int PERMISSION_LENGTH = 128;

    record RoleList(List<Role> roles) {}

    private final Roles roles;
    private final RoleAdministration administration;

    public RolesRoom(Roles roles, RoleAdministration administration) {
        this.roles = roles;
        this.administration = administration;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/roles", "read:roles", this::list);
        routes.guarded(Method.POST, "/roles", Permissions.EVERYTHING, this::create);
        routes.guarded(Method.PUT, "/roles/{name}", Permissions.EVERYTHING, this::replace);
        routes.guarded(Method.DELETE, "/roles/{name}", Permissions.EVERYTHING, this::remove);
    }

    private Response list(Request request, AuthContext caller) {
        return Response.json(200, new RoleList(roles.all()));
    }

    private Response create(Request request, AuthContext caller) {
        Fields body = request.json();
        String name = body.text("name", NAME_LENGTH);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            body.refuse("name", "must begin with a letter and have only a-z, 0-9, _, - and .");
        }
        Role role = role(name, body);
        body.check();
        return Response.json(201, administration.create(Actor.of(caller, Origins.of(request)), role));
    }

    private Response replace(Request request, AuthContext caller) {
        Fields body = request.json();
        Role role = role(existing(request), body);
        boolean endSessions = body.flag("end_sessions");
        body.check();
        return Response.json(200, administration.replace(Actor.of(caller, Origins.of(request)), role, endSessions));
    }

    private Response remove(Request request, AuthContext caller) {
        boolean endSessions = "true".equals(request.query("end_sessions"));
        administration.remove(Actor.of(caller, Origins.of(request)), existing(request), endSessions);
        return Response.noContent();
    }

    private String existing(Request request) {
        return roles.find(request.pathValue("name")).map(Role::name).orElseThrow(() -> Problem.of(ErrorCode.NOT_FOUND));
    }

    private static Role role(String name, Fields body) {
        String description = body.optionalText("description", DESCRIPTION_LENGTH);
        List<String> permissions = body.texts("permissions", MOST_PERMISSIONS, PERMISSION_LENGTH);
        permissions.stream()
                .filter(permission -> !Permissions.wellFormed(permission))
                .forEach(permission -> body.refuse("permissions", "not the name of a permission: " + permission));
        return new Role(name, description == null ? "" : description, permissions);
    }
}
