package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.CreationOptions;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Passkey;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes accounts that begin with a passkey and have no password. */
public final class PasskeySignUps {
    /**
     * The rooms that a new account passes through.
     *
     * @param twoFactors whether an account has to show two factors to sign in
     * @param open whether accounts are made at once, and not only when somebody has followed the link of a letter
     */
    public record Needs(
            Database database,
            Accounts accounts,
            Roles roles,
            Ceremonies ceremonies,
            RateLimits limits,
            SignInLimits rates,
            BiPredicate<Sql, Account> twoFactors,
            BooleanSupplier open,
            Registrations.Welcome welcome,
            AuditTrail audit,
            InstantSource clock) {}

    private final Needs needs;

    public PasskeySignUps(Needs needs) {
        this.needs = needs;
    }

    /**
     * What a browser needs to make the passkey.
     *
     * @throws Problem {@link ErrorCode#ACCOUNT_EXISTS} where the user name or the address is somebody's: a passkey that is
     *     made for nothing stays on a device
     */
    public CreationOptions options(AccountNames names, String limitKey, Place place) {
        requireOpen();
        needs.limits().take("signup-options", needs.rates().signup(), limitKey);
        return begin(names, place);
    }

    /**
     * The same for whoever has proved an address.
     *
     * @throws Problem {@link ErrorCode#ACCOUNT_EXISTS} likewise
     */
    public CreationOptions begin(AccountNames names, Place place) {
        if (needs.database().<Boolean>read(sql -> taken(sql, names))) {
            throw Problem.of(ErrorCode.ACCOUNT_EXISTS);
        }
        Ceremonies.Owner owner = new Ceremonies.Owner(needs.accounts().newId(), names.label(), names.displayName());
        return needs.ceremonies().begin(owner, place);
    }

    /**
     * Makes the account and keeps its passkey, both or neither.
     *
     * @param language in which the person reads, as a BCP 47 tag
     * @param limitKey the client's address as limits count it
     * @return that its owner has shown the passkey
     * @throws Problem {@link ErrorCode#ACCOUNT_EXISTS} where the user name or the address is somebody's,
     *     {@link ErrorCode#TOO_MANY_REQUESTS}; as {@link Ceremonies#keep}
     */
    public Proof register(AccountNames names, NewPasskey made, String language, String limitKey, Origin from) {
        requireOpen();
        needs.limits().take("signup", needs.rates().signup(), limitKey);
        return needs.database().write(transaction -> {
            Made all = make(transaction, names, made, language, from);
            needs.welcome().made(transaction, all.account());
            return all.proof();
        });
    }

    /** An account that was made, and that its owner has shown its passkey. */
    public record Made(Account account, Proof proof) {}

    /**
     * The same in a transaction that does more, where nothing else follows from it.
     *
     * @param language null where that is not known
     */
    public Made make(
            Transaction transaction, AccountNames names, NewPasskey made, @Nullable String language, Origin from) {
        if (Boolean.FALSE.equals(made.discoverable())) {
            throw Problem.invalid("credential", "This kind of passkey is not accepted here.")
                    .because("it cannot be found alone");
        }
        Account account = needs.accounts()
                .create(transaction, made.account(), names.username(), names.email(), names.name())
                .orElseThrow(() -> Problem.of(ErrorCode.ACCOUNT_EXISTS));
        needs.roles().grant(transaction, account.id(), Roles.FIRST);
        if (!made.userVerified() && needs.twoFactors().test(transaction, account)) {
            throw Problem.invalid("credential", Ceremonies.USER_NOT_VERIFIED)
                    .because("the account would have one factor, and has to show two");
        }
        AuditEvent event =
                AuditEvent.success("account.created").bySelf(account.id()).with("role", Roles.FIRST);
        needs.audit().record(transaction, event, from);
        if (language != null) {
            needs.accounts().speaks(transaction, account.id(), language);
        }
        Passkey passkey = needs.ceremonies().keep(transaction, account.id(), made, null, from);
        Proof proof = Proof.passkey(
                account.id(),
                passkey.id(),
                made.userVerified(),
                made.backupEligible(),
                needs.clock().instant());
        return new Made(account, proof);
    }

    /**
     * Verifies the passkey that a browser made for an account to come.
     *
     * @throws Problem as {@link Ceremonies#begun}
     */
    public NewPasskey begun(Answers.Made answer, Place place) {
        return needs.ceremonies().begun(answer, place);
    }

    private void requireOpen() {
        if (!needs.open().getAsBoolean()) {
            throw Problem.of(ErrorCode.SIGN_UP_CLOSED);
        }
    }

    private boolean taken(Sql sql, AccountNames names) {
        return Stream.of(
                        Optional.ofNullable(names.username()).map(username -> Identifier.of(username.display())),
                        Optional.ofNullable(names.email()).map(email -> Identifier.of(email.address())))
                .flatMap(Optional::stream)
                .anyMatch(identifier -> needs.accounts().find(sql, identifier).isPresent());
    }
}
