package dev.gatehouse.domain.mail;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.kernel.ProgramName;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells people by letter what happened to their accounts, where they should know of it: whoever did it may not have been
 * they. Derived from what is audited, in the same transaction.
 */
public final class Notices {
    /** Enough for whoever tidies an account up; somebody who signed up with another's address cannot write at will. */
    private static final Optional<Rate> MOST = Optional.of(new Rate(20, Duration.ofHours(1)));

    private static final String OPERATOR = "command-line";

    /** What notices are made of. */
    public record Needs(Accounts accounts, RateLimits limits, Letters letters) {}

    private final Needs needs;

    /** Tells of what this trail records from now on. */
    public Notices(Needs needs, AuditTrail trail) {
        this.needs = needs;
        trail.watch(this::recorded);
    }

    private void recorded(Transaction transaction, Recorded recorded) {
        LetterKind kind = kind(recorded.event());
        UUID subject = kind == null ? null : id(recorded.event().subject());
        if (kind == null || subject == null || !needs.letters().available()) {
            return;
        }
        Account account = needs.accounts().find(transaction, subject).orElse(null);
        if (account == null
                || account.email() == null
                || kind == LetterKind.EMAIL_CHANGED && !account.emailVerified()
                || !needs.limits().allows(transaction, "notices", MOST, subject.toString())) {
            return;
        }
        needs.letters()
                .post(
                        transaction,
                        new Letter(
                                kind,
                                account.email(),
                                account.name(),
                                needs.accounts().language(transaction, subject).orElse(null),
                                values(recorded, account),
                                null,
                                null));
    }

    private static @Nullable LetterKind kind(AuditEvent event) {
        if (event.action().equals("signin.many_failed")) {
            return LetterKind.MANY_FAILED_SIGN_INS;
        }
        if (event.outcome() != AuditEvent.Outcome.SUCCESS) {
            return null;
        }
        return switch (event.action()) {
            case "device.new" -> LetterKind.NEW_DEVICE;
            case "password.changed", "password.reset" -> LetterKind.PASSWORD_CHANGED;
            case "password.added" -> LetterKind.PASSWORD_ADDED;
            case "password.removed" -> LetterKind.PASSWORD_REMOVED;
            case "email.changed" -> LetterKind.EMAIL_CHANGED;
            case "totp.added", "email_codes.chosen", "passkeys.asked" -> LetterKind.SECOND_FACTOR_ADDED;
            case "totp.removed", "email_codes.dropped", "passkeys.not_asked", "second_factors.reset" ->
                LetterKind.SECOND_FACTOR_REMOVED;
            case "account.reclaimed" ->
                "0".equals(event.detail().get("factors")) ? null : LetterKind.SECOND_FACTOR_REMOVED;
            case "recovery_codes.made" -> LetterKind.RECOVERY_CODES_NEW;
            case "recovery_code.used" -> LetterKind.RECOVERY_CODE_USED;
            case "passkey.added" -> LetterKind.PASSKEY_ADDED;
            case "passkey.removed" -> LetterKind.PASSKEY_REMOVED;
            case "link.added" -> LetterKind.LINK_ADDED;
            case "link.removed" -> LetterKind.LINK_REMOVED;
            // Whoever tidies up on the server's own machine removes many, and need not tell each of them.
            case "account.deleted" -> OPERATOR.equals(event.actor()) ? null : LetterKind.ACCOUNT_DELETED;
            default -> null;
        };
    }

    private Map<String, String> values(Recorded recorded, Account account) {
        AuditEvent event = recorded.event();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("at", recorded.at().toString());
        put(values, "provider", event.detail().get("provider"));
        // What somebody who signed up with another's address chooses to call things, its owner need not read.
        if (account.emailVerified()) {
            put(values, "name", event.detail().get("name"));
        }
        if (event.action().equals("email.changed")) {
            put(values, "email", account.email());
        }
        boolean self = event.actor() != null && event.actor().equals(event.subject());
        // Anybody can call a program what they like: strangers do not write in letters.
        if (self) {
            put(values, "device", ProgramName.of(recorded.origin().userAgent()));
        }
        // Where an administrator is and what they use is nobody else's business.
        if (self || event.actor() == null) {
            put(values, "address", recorded.origin().address());
        }
        return values;
    }

    private static void put(Map<String, String> values, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            values.put(name, value);
        }
    }

    private static @Nullable UUID id(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException noAccount) {
            return null;
        }
    }
}
