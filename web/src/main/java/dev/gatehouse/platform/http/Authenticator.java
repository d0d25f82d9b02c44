package dev.gatehouse.platform.http;

import dev.gatehouse.guard.AuthContext;

/** Tells who calls. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The caller.
     *
     * @throws dev.gatehouse.guard.GuardException where there is none or the credentials do not hold
     * @throws dev.gatehouse.kernel.Problem likewise
     */
    AuthContext authenticate(Request request);
}
