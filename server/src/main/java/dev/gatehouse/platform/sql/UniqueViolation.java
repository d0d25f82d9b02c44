package dev.gatehouse.platform.sql;

/** There is a row with these keys already. Where that is expected, {@code ON CONFLICT} is the better way to know. */
public final class UniqueViolation extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    UniqueViolation(String message, Throwable cause) {
        super(message, cause);
    }
}
