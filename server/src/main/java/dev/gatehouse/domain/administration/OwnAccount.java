package dev.gatehouse.domain.administration;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.AccountChange;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import dev.gatehouse.platform.sql.UniqueViolation;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What people change of their own account, and how they leave. That it is they, and that they proved it a moment ago, is
 * for the caller to see to.
 */
public final class OwnAccount {
    /** The rooms that a change of one's own account touches. */
    public record Needs(
            Database database,
            Accounts accounts,
            Roles roles,
            Sessions sessions,
            Revocations revocations,
            RateLimits limits,
            AuditTrail audit) {}

    /** An account with the language in which its owner reads. */
    public record Profile(Account account, @Nullable String language) {}

    /** What to change: a part that is {@code null} stays, one that is empty is taken away. */
    public record Wanted(
            @Nullable Optional<Username> username,
            @Nullable Optional<String> name,
            @Nullable Optional<String> language) {}

    /** Each is an event that the trail keeps. */
    private static final Optional<Rate> PROFILES = Optional.of(new Rate(60, Duration.ofHours(1)));
    /** Names that somebody tries: enough for whoever looks for a free one, too few to ask for everybody's. */
    private static final Optional<Rate> USERNAMES = Optional.of(new Rate(20, Duration.ofHours(1)));

    private final Needs needs;

    public OwnAccount(Needs needs) {
        this.needs = needs;
    }

    /** An account as it is now; empty where it is gone. */
    public Optional<Profile> find(UUID id) {
        return needs.database().read(sql -> needs.accounts()
                .find(sql, id)
                .map(account ->
                        new Profile(account, needs.accounts().language(sql, id).orElse(null))));
    }

    /** Whether somebody would get another user name by this: that is what they sign in with. */
    public boolean renames(UUID id, Wanted wanted) {
        return find(id).filter(found -> renames(found.account(), wanted)).isPresent();
    }

    private static boolean renames(Account account, Wanted wanted) {
        return wanted.username() != null
                && !Optional.ofNullable(account.username())
                        .equals(wanted.username().map(Username::display));
    }

    /**
     * Changes user name, name or language. A user name that is given up is free for others at once.
     *
     * @param renaming asked, while the account's row is held, where the user name changes: throws where whoever asks may not
     * @throws Problem {@link ErrorCode#ACCOUNT_EXISTS} where the user name is somebody's,
     *     {@link ErrorCode#VALIDATION_FAILED} where the account would be left without a name,
     *     {@link ErrorCode#TOO_MANY_REQUESTS} for more than 60 changes in an hour, or 20 of the user name
     */
    public Profile change(UUID id, Wanted wanted, Consumer<Transaction> renaming, Origin from) {
        needs.limits().take("own-profile", PROFILES, id.toString());
        if (renames(id, wanted)) {
            needs.limits().take("own-username", USERNAMES, id.toString());
        }
        try {
            return needs.database().write(transaction -> change(transaction, id, wanted, renaming, from));
        } catch (UniqueViolation taken) {
            throw Problem.of(ErrorCode.ACCOUNT_EXISTS, "This user name is somebody's.")
                    .because("taken", taken);
        }
    }

    private Profile change(
            Transaction transaction, UUID id, Wanted wanted, Consumer<Transaction> renaming, Origin from) {
        Account before = held(transaction, id);
        if (renames(before, wanted)) {
            renaming.accept(transaction);
        }
        Optional<String> spoken = needs.accounts().language(transaction, id);
        if (wanted.username() != null && wanted.username().isEmpty() && before.email() == null) {
            throw Problem.invalid("username", "Give a user name or an e-mail address.");
        }
        AccountChange change = new AccountChange(wanted.username(), null, wanted.name(), wanted.language(), null);
        Account after = needs.accounts().change(transaction, id, change).orElseThrow();
        Optional<String> speaking = needs.accounts().language(transaction, id);
        StringJoiner changed = Changed.between(before, after);
        if (!spoken.equals(speaking)) {
            changed.add("language");
        }
        if (changed.length() > 0) {
            AuditEvent event = AuditEvent.success("account.changed").bySelf(id);
            needs.audit().record(transaction, event.with("changed", changed.toString()), from);
        }
        return new Profile(after, speaking.orElse(null));
    }

    /**
     * Removes an account and all that hangs on it, at once and for good; what was done stays in the audit trail for as
     * long as that is kept.
     *
     * @param confirm the account's user name or address, as its owner types it
     * @param proven asked while the account's row is held: throws where whoever asks is not its owner any more
     * @throws Problem {@link ErrorCode#VALIDATION_FAILED} where {@code confirm} is another's,
     *     {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    public void delete(UUID id, String confirm, Consumer<Transaction> proven, Origin from) {
        needs.database().write(transaction -> {
            Account account = held(transaction, id);
            proven.accept(transaction);
            if (!names(account, confirm)) {
                throw Problem.invalid("confirm", "This is not the user name or e-mail address of this account.");
            }
            boolean administers =
                    needs.roles().grantedTo(transaction, id).permissions().contains(Permissions.EVERYTHING);
            needs.sessions().endAll(transaction, id);
            needs.revocations().revokeAccount(transaction, id);
            // Recorded while the account is there: whoever watches may have to write to it.
            needs.audit()
                    .record(transaction, AuditEvent.success("account.deleted").bySelf(id), from);
            needs.accounts().delete(transaction, id);
            if (administers && !needs.roles().somebodyAdministers(transaction)) {
                throw Problem.of(ErrorCode.LAST_ADMINISTRATOR);
            }
            return null;
        });
    }

    private Account held(Transaction transaction, UUID id) {
        Optional<Account> account = needs.accounts().touch(transaction, id)
                ? needs.accounts().find(transaction, id).filter(Account::active)
                : Optional.empty();
        return account.orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN).because("the account may not be used"));
    }

    private static boolean names(Account account, String typed) {
        Identifier meant = Identifier.of(typed);
        String own =
                switch (meant.kind()) {
                    case USERNAME ->
                        account.username() == null
                                ? null
                                : Username.parse(account.username()).key();
                    case EMAIL ->
                        account.email() == null
                                ? null
                                : EmailAddress.parse(account.email()).key();
                    case INVALID -> null;
                };
        return meant.key().equals(own);
    }
}
