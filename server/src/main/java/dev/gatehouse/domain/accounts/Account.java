package dev.gatehouse.domain.accounts;

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
