package dev.gatehouse.mocks;

/** A refusal in OAuth's words (RFC 6749, section 5.2). */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;

    Refusal(String error, String description) {
        this(400, error, description);
    }

    Refusal(int status, String error, String description) {
        super(description);
        this.status = status;
        this.error = error;
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    String description() {
        return String.valueOf(getMessage());
    }
}
