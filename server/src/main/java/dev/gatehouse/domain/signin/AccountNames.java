package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Username;
import org.jspecify.annotations.Nullable;

/** What an account is known by; at least one of {@code username} and {@code email} is there. */
public record AccountNames(
        @Nullable Username username,
        @Nullable EmailAddress email,
        @Nullable String name) {
    /** What the account is called where one word must do. */
    public String label() {
        if (username != null) {
            return username.display();
        }
        return email == null ? "" : email.address();
    }

    /** What the person is called. */
    public String displayName() {
        return name == null ? label() : name;
    }
}
