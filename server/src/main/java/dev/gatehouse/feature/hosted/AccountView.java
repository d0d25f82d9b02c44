package dev.gatehouse.feature.hosted;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account at a glance: who it is, and how every part of it stands. Forms: {@code POST /account/unlink/{provider}} and
 * {@code POST /sign-out}.
 *
 * @param label what the account is called
 * @param name what the person is called
 * @param rows the parts that have pages of their own
 * @param links the providers that lead into it
 * @param addable what may be linked too
 */
public record AccountView(
        String label,
        @Nullable String name,
        @Nullable String email,
        boolean emailVerified,
        List<AccountRow> rows,
        List<LinkRow> links,
        List<ProviderButton> addable,
        @Nullable Notice notice) {

    /**
     * A provider that leads into the account.
     *
     * @param identityLabel what the provider calls the person
     * @param removable false where it is the only way in
     */
    public record LinkRow(
            String provider,
            String displayName,
            String preset,
            @Nullable String identityLabel,
            Instant since,
            @Nullable Instant lastUsed,
            boolean removable) {}

    public AccountView {
        rows = List.copyOf(rows);
        links = List.copyOf(links);
        addable = List.copyOf(addable);
    }

    /** The letter that stands for the person. */
    public String initial() {
        String shown = (name == null || name.isBlank() ? label : name).strip();
        return shown.isEmpty() ? "?" : new String(Character.toChars(Character.toUpperCase(shown.codePointAt(0))));
    }

    /** The rows of a card. */
    public List<AccountRow> rows(AccountRow.Group group) {
        return rows.stream().filter(row -> row.group() == group).toList();
    }

    /** Whether a card has anything to show. */
    public boolean shows(AccountRow.Group group) {
        return group == AccountRow.Group.WAYS_IN || !rows(group).isEmpty();
    }
}
