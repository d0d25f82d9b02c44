package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.PasswordOwner;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.util.List;
import java.util.UUID;

/** Gives a password to somebody who comes in through a provider and has none. */
public final class PasswordAddition {
    /** The rooms that a first password passes through. */
    public record Needs(
            Database database, Accounts accounts, Passwords passwords, FactorRules rules, AccountLinks links) {}

    /**
     * What somebody wants.
     *
     * @param field the name of the field that the password came in
     * @param endOthers whether every other session of the account ends
     */
    public record Wish(String password, String field, boolean endOthers) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Wish[" + field + "]";
        }
    }

    private final Needs needs;

    public PasswordAddition(Needs needs) {
        this.needs = needs;
    }

    /** Whether the account has a password. */
    public boolean hasPassword(UUID account) {
        return needs.database()
                .read(sql -> needs.passwords().find(sql, account))
                .isPresent();
    }

    /**
     * Adds a password. That the person proved a moment ago who they are is for the caller to see to.
     *
     * @param session in which they did; it has to live still
     * @throws Problem {@link ErrorCode#VALIDATION_FAILED} where it breaks the policy, {@link ErrorCode#CONFLICT} where
     *     there is one, {@link ErrorCode#INSUFFICIENT_USER_AUTHENTICATION} where the session has ended
     *     or has shown no second factor and there is one; {@link ErrorCode#BUSY}
     */
    public void add(UUID account, UUID session, Wish wish, Origin from) {
        if (hasPassword(account)) {
            // Looked for again where it is added; here it saves a hash, which costs more than anything else.
            throw Problem.of(ErrorCode.CONFLICT, "The account has a password.");
        }
        Account owner = needs.database()
                .read(sql -> needs.accounts().find(sql, account))
                .orElseThrow(() -> Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION));
        List<Problem.FieldError> problems = needs
                .passwords()
                .complaints(wish.password(), new PasswordOwner(owner.username(), owner.email(), owner.name()))
                .stream()
                .map(message -> new Problem.FieldError(wish.field(), message))
                .toList();
        if (!problems.isEmpty()) {
            throw Problem.invalid(problems);
        }
        String hash = needs.passwords().hash(wish.password());
        needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, account, session);
            needs.links()
                    .addPassword(transaction, account, hash, new AccountLinks.Ending(wish.endOthers(), session), from);
            return null;
        });
    }
}
