package dev.gatehouse.platform.sql;

import org.jspecify.annotations.Nullable;

/** The database cannot be opened. The message is a sentence for the operator that says what to mend. */
public final class DatabaseRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseRefused(String message) {
        this(message, null);
    }

    DatabaseRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
