package dev.gatehouse.domain.accounts;

import dev.gatehouse.platform.sql.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account as it is stored. At least one of {@code username} and {@code email} is there.
 *
 * @param username as the person writes it; 1 to 64 characters
 * @param email as the person writes it; at most 254 characters
 * @param name what to call the person; at most 200 characters
 * @param picture an https address; at most 2,048 characters
 */
public record Account(
        UUID id,
        @Nullable String username,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable String picture,
        Status status,
        Instant createdAt,
        Instant updatedAt) {
    /** What {@link #of} reads of the table {@code accounts}. */
    public static final String COLUMNS =
            "id, username, email, email_verified, name, picture, status, created_at, updated_at";

    /** Whether the account may be used. */
    public enum Status {
        ACTIVE,
        DISABLED;

        /** The name in the database and in JSON. */
        public String label() {
            return this == ACTIVE ? "active" : "disabled";
        }

        static Status of(String label) {
            return switch (label) {
                case "active" -> ACTIVE;
                case "disabled" -> DISABLED;
                default -> throw new IllegalStateException("unknown account status " + label);
            };
        }
    }

    /** Reads {@link #COLUMNS}; for statements that ask for an account together with what belongs to it. */
    public static Account of(Row row) {
        return new Account(
                row.id("id"),
                row.optionalText("username"),
                row.optionalText("email"),
                row.flag("email_verified"),
                row.optionalText("name"),
                row.optionalText("picture"),
                Status.of(row.text("status")),
                row.instant("created_at"),
                row.instant("updated_at"));
    }

    /** Whether the account may be used. */
    public boolean active() {
        return status == Status.ACTIVE;
    }

    /** What to call the account where one word must do: the user name, else the address. */
    public String label() {
        if (username != null) {
            return username;
        }
        return email == null ? id.toString() : email;
    }
}
