package dev.gatehouse.domain.passkeys;

/** Why an answer of an authenticator is not believed. The message is for the operator. */
final class Unverified extends Exception {
    private static final long serialVersionUID = 1L;

    /** Which of the ways in which an answer can be bad. */
    enum Reason {
        /** It could not be read. */
        MALFORMED,
        /** It was made for something else, somewhere else, or is not signed with that key. */
        UNTRUE,
        /** The authenticator did not make sure who holds it. */
        USER_NOT_VERIFIED,
        /** The counter went back: there are two of that authenticator. */
        CLONED,
        /** It says of its backups what cannot be. */
        BACKUP_STATE,
        /** This kind of authenticator is not taken here. */
        NOT_ALLOWED
    }

    private final Reason reason;

    Unverified(Reason reason, String note) {
        super(note);
        this.reason = reason;
    }

    Unverified(Reason reason, Throwable cause) {
        super(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
