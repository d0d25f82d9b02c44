package dev.gatehouse.feature;

import dev.gatehouse.domain.accounts.Account;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as its owner and those who look after it see it. */
public record UserView(
        UUID id,
        @Nullable String username,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable String picture,
        List<String> roles,
        Instant createdAt) {

    public static UserView of(Account account, List<String> roles) {
        return new UserView(
                account.id(),
                account.username(),
                account.email(),
                account.emailVerified(),
                account.name(),
                account.picture(),
                roles,
                account.createdAt());
    }
}
