package dev.gatehouse.platform.http;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Forbidden;
import java.util.ArrayList;
import java.util.List;

/**
 * Every address of a server, in the order in which the rooms added them. The list is what the router serves, what the
 * documentation shows and what the tests walk.
 */
public final class Routes {
    private final List<Route> added;
    private final Authenticator authenticator;
    private final Errors errors;
    private final boolean waiting;
    private final Denials denials;

    /** Is told where a caller who is known may not do something. It must not fail. */
    @FunctionalInterface
    public interface Denials {
        void denied(Request request, AuthContext caller, Forbidden why);
    }

    /** An empty list. */
    public Routes(Authenticator authenticator) {
        this(new ArrayList<>(), authenticator, Errors.PROBLEM, false, (_, _, _) -> {});
    }

    private Routes(List<Route> added, Authenticator authenticator, Errors errors, boolean waiting, Denials denials) {
        this.added = added;
        this.authenticator = authenticator;
        this.errors = errors;
        this.waiting = waiting;
        this.denials = denials;
    }

    /** The same list; routes added through this view refuse in that style. */
    public Routes refusing(Errors style) {
        return new Routes(added, authenticator, style, waiting, denials);
    }

    /** The same list; routes added through this view may wait for long, and are counted apart from the others. */
    public Routes waiting() {
        return new Routes(added, authenticator, errors, true, denials);
    }

    /** The same list; routes added through this view know their callers by other means. */
    public Routes knownBy(Authenticator other) {
        return new Routes(added, other, errors, waiting, denials);
    }

    /** The same list; routes added through this view tell of callers who may not do something. */
    public Routes telling(Denials listener) {
        return new Routes(added, authenticator, errors, waiting, listener);
    }

    /** Adds a route for anybody. */
    public void open(Method method, String pattern, Handler handler) {
        add(method, pattern, new Access.Open(), handler);
    }

    /** Adds a route for anybody who is signed in. */
    public void guarded(Method method, String pattern, GuardedHandler handler) {
        add(
                method,
                pattern,
                new Access.SignedIn(),
                request -> told(request, authenticator.authenticate(request), handler));
    }

    /** Adds a route for callers that hold the permission. */
    public void guarded(Method method, String pattern, String permission, GuardedHandler handler) {
        add(method, pattern, new Access.Requires(permission), request -> {
            AuthContext caller = authenticator.authenticate(request);
            return told(request, caller, (asked, by) -> {
                by.require(permission);
                return handler.handle(asked, by);
            });
        });
    }

    private Response told(Request request, AuthContext caller, GuardedHandler handler) throws Exception {
        try {
            return handler.handle(request, caller);
        } catch (Forbidden refused) {
            denials.denied(request, caller, refused);
            throw refused;
        }
    }

    /** All routes, in order. */
    public List<Route> all() {
        return List.copyOf(added);
    }

    private void add(Method method, String pattern, Access access, Handler guarded) {
        added.add(new Route(method, PathPattern.of(pattern), access, errors, waiting, guarded));
    }
}
