package dev.gatehouse.platform.sql;

/** Two transactions stood in each other's way and this one lost; it had no effect and may be tried again. */
final class Collision extends DatabaseFailure {
    private static final long serialVersionUID = 1L;

    Collision(String message, Throwable cause) {
        super(message, cause);
    }
}
