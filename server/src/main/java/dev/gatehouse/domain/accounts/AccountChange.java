package dev.gatehouse.domain.accounts;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to change of an account: a part that is {@code null} stays, one that is empty is taken away.
 *
 * @param language a BCP 47 tag
 * @param status stays where {@code null}
 */
public record AccountChange(
        @Nullable Optional<Username> username,
        @Nullable Optional<EmailAddress> email,
        @Nullable Optional<String> name,
        @Nullable Optional<String> language,
        Account.@Nullable Status status) {

    /** Without the language. */
    public AccountChange(
            @Nullable Optional<Username> username,
            @Nullable Optional<EmailAddress> email,
            @Nullable Optional<String> name,
            Account.@Nullable Status status) {
        this(username, email, name, null, status);
    }

    /** Only the state. */
    public static AccountChange status(Account.Status status) {
        return new AccountChange(null, null, null, status);
    }
}
