package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.mail.Letter;
import dev.gatehouse.domain.mail.LetterKind;
import dev.gatehouse.domain.mail.Letters;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Letters to addresses of which nobody knows yet whose they are: few, and with links of this server's own address. */
public final class AddressMail {
    private final Letters letters;
    private final RateLimits limits;
    private final VerificationSettings settings;
    private final String publicUrl;

    /** @param publicUrl what links begin with, whatever a request said (row A06 of the attacks that are tested) */
    public AddressMail(Letters letters, RateLimits limits, VerificationSettings settings, String publicUrl) {
        this.letters = letters;
        this.limits = limits;
        this.settings = settings;
        this.publicUrl = publicUrl;
    }

    /** Whether letters can leave. */
    boolean leaves() {
        return letters.available();
    }

    /**
     * Counts a letter to an address that may not have asked for it; false where it has had too many of this kind. Each kind
     * has a count of its own, so that what strangers ask for keeps no letter away that the address's owner asks for.
     */
    boolean may(Transaction transaction, LetterKind kind, String address) {
        return limits.allows(
                transaction,
                "verification",
                settings.letters(),
                kind.name(),
                Identifier.of(address).key());
    }

    /** Counts a letter that an account asked for which had proved itself; false where it has asked too often. */
    boolean may(Transaction transaction, UUID account) {
        return limits.allows(transaction, "verification", settings.letters(), "account", account.toString());
    }

    void post(Transaction transaction, LetterKind kind, String to, @Nullable String language, String path) {
        post(transaction, kind, to, language, path, Map.of());
    }

    /** @param path of the link's page, from the slash on */
    void post(
            Transaction transaction,
            LetterKind kind,
            String to,
            @Nullable String language,
            String path,
            Map<String, String> values) {
        Letter letter = new Letter(kind, to, null, language, values, publicUrl + path, null);
        switch (kind) {
            case VERIFY_EMAIL, CONFIRM_NEW_EMAIL -> letters.post(transaction, letter, settings.linkLife());
            // Once the change is made its link works on.
            case EMAIL_CHANGING ->
                letters.post(transaction, letter, settings.linkLife().plus(settings.keepLife()));
            case EMAIL_REMOVED, EMAIL_CHANGED_BY_ADMINISTRATOR ->
                letters.post(transaction, letter, settings.keepLife());
            default -> letters.post(transaction, letter);
        }
    }
}
