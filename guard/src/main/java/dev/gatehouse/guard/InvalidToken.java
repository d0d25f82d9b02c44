package dev.gatehouse.guard;

/** The token is malformed, forged, expired, revoked or meant for somebody else: 401 {@code invalid_token}. */
public final class InvalidToken extends GuardException {
    private static final long serialVersionUID = 1L;
    private static final String DETAIL = "Could not validate credentials";

    /** @param reason for the operator only; never any part of the token */
    public InvalidToken(String reason) {
        super(401, "invalid_token", DETAIL, reason, null);
    }

    @Override
    public String challenge() {
        return "Bearer error=\"invalid_token\", error_description=\"" + DETAIL + "\"";
    }
}
