package dev.gatehouse.platform.http;

import dev.gatehouse.guard.AuthContext;

/** Answers one request of a caller whom the router has already identified and found permitted. */
@FunctionalInterface
public interface GuardedHandler {
    /** As {@link Handler#handle}. */
    Response handle(Request request, AuthContext caller) throws Exception;
}
