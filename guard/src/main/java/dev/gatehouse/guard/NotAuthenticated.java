package dev.gatehouse.guard;

/** The request carries no bearer token: 401 with a challenge that names no error (RFC 6750 section 3.1). */
public final class NotAuthenticated extends GuardException {
    private static final long serialVersionUID = 1L;

    public NotAuthenticated() {
        super(401, "not_authenticated", "Not authenticated", "no bearer token in the request", null);
    }

    @Override
    public String challenge() {
        return "Bearer";
    }
}
