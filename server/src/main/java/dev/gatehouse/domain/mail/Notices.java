package dev.gatehouse.domain.mail;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.outbox.Outbox;
import dev.gatehouse.kernel.ProgramName;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    /** However many names an account has, and however long somebody goes on. */
    private static final Optional<Rate> MANY_FAILED = Optional.of(new Rate(1, Duration.ofDays(1)));

    private static final String OPERATOR = "command-line";

    /** The outbox's name for what strangers did with a name, which may be nobody's. */
    private static final String BY_STRANGERS = "notice";

    /** What stands for the account where nobody has the name, so that its piece is as long as any. */
    private static final UUID NOBODY = new UUID(0, 0);

    private static final Duration LIFE = Duration.ofDays(3);

    /** What notices are made of. */
    public record Needs(Database database, Outbox outbox, Accounts accounts, RateLimits limits, Letters letters) {}

    /** Many failed, at some time, from some address; whose account it is, is looked at when nobody waits. */
    private record ManyFailed(
            UUID account, Instant at, @Nullable String address) {}

    private final Needs needs;

    /** Tells of what this trail records from now on. */
    public Notices(Needs needs, AuditTrail trail) {
        this.needs = needs;
        needs.outbox().handle(BY_STRANGERS, ManyFailed.class, (_, failed) -> needs.database()
                .write(transaction -> manyFailed(transaction, failed)));
        trail.watch(this::recorded);
    }

    private void recorded(Transaction transaction, Recorded recorded) {
        if (recorded.event().action().equals("signin.many_failed")) {
            putDown(transaction, recorded);
            return;
        }
        LetterKind kind = kind(recorded.event());
        UUID subject = kind == null ? null : id(recorded.event().subject());
        if (kind != null && subject != null) {
            account(transaction, kind, subject)
                    .ifPresent(account -> post(transaction, kind, account, values(recorded, account)));
        }
    }

    /** The same for every name: who has an account, and an address, would show in the time that a letter takes. */
    private void putDown(Transaction transaction, Recorded recorded) {
        if (needs.letters().available()) {
            UUID subject = id(recorded.event().subject());
            ManyFailed failed = new ManyFailed(
                    subject == null ? NOBODY : subject,
                    recorded.at(),
                    recorded.origin().address());
            needs.outbox().putByLot(transaction, BY_STRANGERS, failed, LIFE);
        }
    }

    private boolean manyFailed(Transaction transaction, ManyFailed failed) {
        Optional<Account> told = account(transaction, LetterKind.MANY_FAILED_SIGN_INS, failed.account)
                .filter(account -> needs.limits()
                        .allows(
                                transaction,
                                "notice-of-many-failed",
                                MANY_FAILED,
                                account.id().toString()));
        told.ifPresent(account -> {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("at", failed.at.toString());
            put(values, "address", failed.address);
            post(transaction, LetterKind.MANY_FAILED_SIGN_INS, account, values);
        });
        return told.isPresent();
    }

    /** Whom to tell; nobody where letters cannot leave, there is no address, or it has had its share. */
    private Optional<Account> account(Transaction transaction, LetterKind kind, UUID subject) {
        return needs.letters().available()
                ? needs.accounts()
                        .find(transaction, subject)
                        .filter(account -> account.email() != null)
                        .filter(account -> kind != LetterKind.EMAIL_CHANGED || account.emailVerified())
                        .filter(_ -> needs.limits().allows(transaction, "notices", MOST, subject.toString()))
                : Optional.empty();
    }

    private void post(Transaction transaction, LetterKind kind, Account account, Map<String, String> values) {
        String email = Objects.requireNonNull(account.email());
        String language = needs.accounts().language(transaction, account.id()).orElse(null);
        needs.letters().post(transaction, new Letter(kind, email, account.name(), language, values, null, null));
    }

    private static @Nullable LetterKind kind(AuditEvent event) {
        if (event.outcome() != AuditEvent.Outcome.SUCCESS) {
            return null;
        }
        return switch (event.action()) {
            case "device.new" -> LetterKind.NEW_DEVICE;
            case "password.changed", "password.reset" -> LetterKind.PASSWORD_CHANGED;
            case "password.added" -> LetterKind.PASSWORD_ADDED;
            case "password.removed" -> LetterKind.PASSWORD_REMOVED;
            case "email.changed" -> LetterKind.EMAIL_CHANGED;
            case "account.changed" -> renamed(event) ? LetterKind.USERNAME_CHANGED : null;
            case "totp.added", "email_codes.chosen", "passkeys.asked" ->
                event.detail().containsKey("recovery_codes")
                        ? LetterKind.SECOND_FACTOR_AND_CODES_ADDED
                        : LetterKind.SECOND_FACTOR_ADDED;
            case "totp.removed", "email_codes.dropped", "passkeys.not_asked", "second_factors.reset" ->
                LetterKind.SECOND_FACTOR_REMOVED;
            case "account.reclaimed" ->
                "0".equals(event.detail().get("factors")) ? null : LetterKind.SECOND_FACTOR_REMOVED;
            // The first ones come with the factor that they stand in for, and its letter tells of both.
            case "recovery_codes.made" -> event.detail().containsKey("with") ? null : LetterKind.RECOVERY_CODES_NEW;
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

    private static boolean renamed(AuditEvent event) {
        return List.of(event.detail().getOrDefault("changed", "").split(" ")).contains("username");
    }

    private Map<String, String> values(Recorded recorded, Account account) {
        AuditEvent event = recorded.event();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("at", recorded.at().toString());
        put(values, "provider", event.detail().get("provider"));
        // What somebody who signed up with another's address chooses to call things, its owner need not read.
        if (account.emailVerified()) {
            put(values, "name", event.detail().get("name"));
            put(values, "username", event.action().equals("account.changed") ? account.username() : null);
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
