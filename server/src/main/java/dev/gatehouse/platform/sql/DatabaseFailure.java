package dev.gatehouse.platform.sql;

import org.jspecify.annotations.Nullable;

/** The database refused a statement or a commit. The message is for the operator. */
public sealed class DatabaseFailure extends RuntimeException permits UniqueViolation, Collision {
    private static final long serialVersionUID = 1L;

    DatabaseFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
