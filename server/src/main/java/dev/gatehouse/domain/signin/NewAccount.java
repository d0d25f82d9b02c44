package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Username;
import org.jspecify.annotations.Nullable;

/** What an account is made of; at least one of {@code username} and {@code email} is there. */
public record NewAccount(
        @Nullable Username username,
        @Nullable EmailAddress email,
        @Nullable String name,
        String password) {
    /** What it is known by. */
    public AccountNames names() {
        return new AccountNames(username, email, name);
    }
}
