package dev.gatehouse.platform.http;

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

    /** An empty list. */
    public Routes(Authenticator authenticator) {
        this(new ArrayList<>(), authenticator, Errors.PROBLEM, false);
    }

    private Routes(List<Route> added, Authenticator authenticator, Errors errors, boolean waiting) {
        this.added = added;
        this.authenticator = authenticator;
        this.errors = errors;
        this.waiting = waiting;
    }

    /** The same list; routes added through this view refuse in that style. */
    public Routes refusing(Errors style) {
        return new Routes(added, authenticator, style, waiting);
    }

    /** The same list; routes added through this view may wait for long, and are counted apart from the others. */
    public Routes waiting() {
        return new Routes(added, authenticator, errors, true);
    }

    /** The same list; routes added through this view know their callers by other means. */
    public Routes knownBy(Authenticator other) {
        return new Routes(added, other, errors, waiting);
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
                request -> handler.handle(request, authenticator.authenticate(request)));
    }

    /** Adds a route for callers that hold the permission. */
    public void guarded(Method method, String pattern, String permission, GuardedHandler handler) {
        add(method, pattern, new Access.Requires(permission), request -> {
            var caller = authenticator.authenticate(request);
            caller.require(permission);
            return handler.handle(request, caller);
        });
    }

    /** All routes, in order. */
    public List<Route> all() {
        return List.copyOf(added);
    }

    private void add(Method method, String pattern, Access access, Handler guarded) {
        added.add(new Route(method, PathPattern.of(pattern), access, errors, waiting, guarded));
    }
}
