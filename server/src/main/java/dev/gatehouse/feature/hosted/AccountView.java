package dev.gatehouse.feature.hosted;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account is and how one comes into it. Forms: {@code POST /account/unlink/{provider}} and
 * {@code POST /sign-out}.
 *
 * @param label what the account is called
 * @param name what the person is called
 * @param passwordHref where a password is added; null where there is one, or none can be
 * @param addable what may be linked too
 */
public record AccountView(
        String label,
        @Nullable String name,
        @Nullable String email,
        boolean emailVerified,
        boolean hasPassword,
        @Nullable String passwordHref,
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
        links = List.copyOf(links);
        addable = List.copyOf(addable);
    }

    /** The letter that stands for the person. */
    public String initial() {
        String shown = (name == null || name.isBlank() ? label : name).strip();
        return shown.isEmpty() ? "?" : new String(Character.toChars(Character.toUpperCase(shown.codePointAt(0))));
    }
}
