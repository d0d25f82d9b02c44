package dev.gatehouse.kernel;

import java.util.Locale;

/**
 * Every way in which a request can fail, with the status and the sentence that a person reads (RFC 9457). This is the
 * one file with public sentences; {@code docs/generated/errors.md} is made from it.
 */
public enum ErrorCode {
    INVALID_REQUEST(400, "The request could not be understood."),
    MALFORMED_JSON(400, "The body is not well-formed JSON."),
    INVALID_GRANT(400, "What was sent in exchange for a token is not valid."),
    UNSUPPORTED_GRANT_TYPE(400, "This server does not take that grant type."),
    NOT_AUTHENTICATED(401, "Not authenticated"),
    INVALID_TOKEN(401, "Could not validate credentials"),
    INVALID_CREDENTIALS(401, "Incorrect email or password"),
    INVALID_REFRESH_TOKEN(401, "The refresh token is not valid any more. Sign in again."),
    INSUFFICIENT_USER_AUTHENTICATION(401, "Sign in again to do this: the last time was too long ago."),
    MFA_REQUIRED(401, "A second factor is needed to sign in."),
    INVALID_CODE(401, "The code is not right, or not any more."),
    MFA_ENROLMENT_REQUIRED(403, "A second factor has to be set up before signing in. Sign in on a page to do so."),
    EMAIL_UNVERIFIED(403, "Verify the account's e-mail address first: a letter is on its way."),
    SIGN_IN_REFUSED(403, "The provider did not let this sign-in happen."),
    SIGN_UP_CLOSED(403, "New accounts are not made this way here."),
    INSUFFICIENT_PERMISSIONS(403, "You lack the permission that this needs."),
    CROSS_ORIGIN(403, "A change by cookie must come from this site."),
    NOT_FOUND(404, "There is nothing here."),
    METHOD_NOT_ALLOWED(405, "This address does not take that method."),
    CONFLICT(409, "This does not fit the present state."),
    ACCOUNT_EXISTS(409, "An account with this name or address exists."),
    LINK_REQUIRED(409, "An account with this address exists. Prove that it is yours to link the two."),
    ALREADY_LINKED(409, "This is linked already."),
    LAST_SIGN_IN_METHOD(409, "This is the only way to sign in to the account: add another one first."),
    LAST_SECOND_FACTOR(409, "This account has to have a second factor: add another one first."),
    ROLE_EXISTS(409, "A role with this name exists."),
    LAST_ADMINISTRATOR(409, "This would leave nobody who can administer the server."),
    FLOW_EXPIRED(410, "This sign-in has expired or was begun in another browser. Start again."),
    LINK_EXPIRED(410, "This link has been used or has expired."),
    BODY_TOO_LARGE(413, "The body is larger than this server takes."),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's content type does not fit here."),
    PASSWORD_TOO_LONG(422, "A password has at most 4,096 characters."),
    VALIDATION_FAILED(422, "Some of the input does not fit."),
    TOO_MANY_REQUESTS(429, "Too many attempts. Wait a little and try again."),
    HEADERS_TOO_LARGE(431, "The headers are larger than this server takes."),
    SERVER_ERROR(500, "Something went wrong on our side."),
    PROVIDER_FAILED(502, "The provider did not answer as it should. Try again, or sign in another way."),
    BUSY(503, "The server is busy. Try again in a moment.");

    private final int status;
    private final String sentence;

    ErrorCode(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    /** The HTTP status, 400 to 599. */
    public int status() {
        return status;
    }

    /** What a person reads where nothing more exact is known. */
    public String sentence() {
        return sentence;
    }

    /** The stable machine code, such as {@code invalid_credentials}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
