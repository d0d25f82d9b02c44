package dev.gatehouse.platform.http;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Guard;

/** Knows callers by the access token in {@code Authorization} alone (RFC 6750, section 2.1). */
public final class BearerAuthenticator implements Authenticator {
    private final Guard guard;

    /** @param guard knows whose tokens hold */
    public BearerAuthenticator(Guard guard) {
        this.guard = guard;
    }

    @Override
    public AuthContext authenticate(Request request) {
        return guard.authenticate(request.header("authorization"));
    }
}
