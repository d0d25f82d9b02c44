package dev.gatehouse.platform.http;

/**
 * One address with one method, and what stands before its handler. Only {@link Routes} makes one, so that the check and
 * the {@link Access} that the documentation shows cannot differ.
 */
public final class Route {
    private final Method method;
    private final PathPattern pattern;
    private final Access access;
    private final Errors errors;
    private final boolean waiting;
    private final Handler guarded;

    Route(Method method, PathPattern pattern, Access access, Errors errors, boolean waiting, Handler guarded) {
        this.method = method;
        this.pattern = pattern;
        this.access = access;
        this.errors = errors;
        this.waiting = waiting;
        this.guarded = guarded;
    }

    public Method method() {
        return method;
    }

    /** The path with its names in braces, such as {@code /users/{id}}. */
    public String pattern() {
        return pattern.text();
    }

    public Access access() {
        return access;
    }

    public Errors errors() {
        return errors;
    }

    /** Whether its requests may wait for long, and are counted apart from the others. */
    public boolean waiting() {
        return waiting;
    }

    PathPattern compiled() {
        return pattern;
    }

    /** The handler behind its check. */
    Handler guarded() {
        return guarded;
    }

    @Override
    public String toString() {
        return method + " " + pattern.text();
    }
}
