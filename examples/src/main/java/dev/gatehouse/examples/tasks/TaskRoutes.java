package dev.gatehouse.examples.tasks;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/**
 * {@code /tasks}, and the same list as {@code /todos}. A person sees their own tasks. {@code delete_own} deletes one's
 * own, {@code delete_any} anybody's. To all others somebody else's task looks like one that does not exist.
 */
final class TaskRoutes {
    private static final String DELETE_OWN = "delete_own";
    private static final String DELETE_ANY = "delete_any";
    private static final int ID_LENGTH = 36;

    private final Tasks tasks = new Tasks();
    private final Ids ids;
    private final InstantSource clock;

    TaskRoutes(Ids ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        for (String list : List.of("/tasks", "/todos")) {
            String one = list + "/{id}";
            routes.guarded(Method.GET, list, (request, caller) -> Response.json(tasks.of(caller.subject())));
            routes.guarded(Method.POST, list, (request, caller) -> create(list, request, caller));
            routes.guarded(Method.GET, one, (request, caller) -> Response.json(own(request, caller)));
            routes.guarded(Method.PATCH, one, this::change);
            routes.guarded(Method.DELETE, one, this::delete);
        }
    }

    private Response create(String list, Request request, AuthContext caller) {
        Entry task = EntryFields.created(request.json(), caller, ids, clock);
        if (!tasks.add(task)) {
            throw Problem.of(ErrorCode.CONFLICT, "This sample keeps few tasks. Delete some first.");
        }
        return Response.json(201, task).withHeader("location", list + "/" + task.id());
    }

    private Response change(Request request, AuthContext caller) {
        UUID id = own(request, caller).id();
        EntryFields.Change change = EntryFields.Change.of(request.json());
        return Response.json(tasks.change(id, change::appliedTo).orElseThrow(TaskRoutes::nothing));
    }

    private Response delete(Request request, AuthContext caller) {
        boolean any = caller.may(DELETE_ANY);
        if (!any) {
            caller.require(DELETE_OWN);
        }
        UUID id = any ? id(request) : own(request, caller).id();
        if (!tasks.remove(id)) {
            throw nothing();
        }
        return Response.noContent();
    }

    private Entry own(Request request, AuthContext caller) {
        return tasks.find(id(request))
                .filter(task -> task.ownerId().equals(caller.subject()))
                .orElseThrow(TaskRoutes::nothing);
    }

    private static UUID id(Request request) {
        String text = request.pathValue("id");
        try {
            if (text.length() == ID_LENGTH) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException notAnId) {
            throw nothing().because("not an id", notAnId);
        }
        throw nothing();
    }

    private static Problem nothing() {
        return Problem.of(ErrorCode.NOT_FOUND);
    }
}
