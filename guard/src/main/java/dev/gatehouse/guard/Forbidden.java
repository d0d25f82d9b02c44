package dev.gatehouse.guard;

/** The caller is known but may not do this: 403 {@code insufficient_scope} (RFC 6750 section 3.1). */
public final class Forbidden extends GuardException {
    private static final long serialVersionUID = 1L;

    /** @param why the decision's one sentence, shown to the caller */
    public Forbidden(String why) {
        super(403, "insufficient_permissions", why, why, null);
    }

    @Override
    public String challenge() {
        return "Bearer error=\"insufficient_scope\", error_description=" + quoted(detail());
    }
}
