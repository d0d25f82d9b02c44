package dev.gatehouse.feature.users;

import dev.gatehouse.domain.accounts.Account;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An account as those see it who look after it. */
record ManagedView(
        UUID id,
        @Nullable String username,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        @Nullable String picture,
        String status,
        List<String> roles,
        Instant createdAt,
        Instant updatedAt) {

    static ManagedView of(Account account, List<String> roles) {
        return new ManagedView(
                account.id(),
                account.username(),
                account.email(),
                account.emailVerified(),
                account.name(),
                account.picture(),
                account.status().label(),
                roles,
                account.createdAt(),
                account.updatedAt());
    }
}
