package dev.gatehouse.domain.identities;

import dev.gatehouse.platform.sql.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whom a provider knows an account as. {@code issuer} and {@code subject} together belong to one account at most, and an
 * account has one identity at most of each provider.
 *
 * @param provider the name of the provider that proved it; no other may, even where it names the same issuer
 * @param email as the provider named it at the last sign-in; not what the account is found by
 * @param emailVerified whether the provider vouched for it
 * @param label what the person calls it; at most 200 characters
 * @param roles those that a rule of the provider gave and would take again, sorted
 * @param usedAt when somebody last signed in by it; null where nobody has
 */
public record Identity(
        UUID id,
        UUID account,
        String provider,
        String issuer,
        String subject,
        @Nullable String email,
        boolean emailVerified,
        String label,
        List<String> roles,
        Instant linkedAt,
        @Nullable Instant usedAt) {
    static final String COLUMNS =
            "id, account_id, provider, issuer, subject, email, email_verified, label, roles, linked_at, used_at";

    public Identity {
        roles = List.copyOf(roles);
    }

    static Identity of(Row row) {
        String roles = row.text("roles");
        String label = row.optionalText("label");
        return new Identity(
                row.id("id"),
                row.id("account_id"),
                row.text("provider"),
                row.text("issuer"),
                row.text("subject"),
                row.optionalText("email"),
                row.flag("email_verified"),
                label == null ? row.text("subject") : label,
                roles.isEmpty() ? List.of() : List.of(roles.split(" ", -1)),
                row.instant("linked_at"),
                row.optionalInstant("used_at"));
    }
}
