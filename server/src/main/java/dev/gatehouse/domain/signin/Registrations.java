package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.PasswordOwner;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes accounts: for whoever signs up, for the first administrator, and for an operator at the command line. */
public final class Registrations {
    /** The role that everybody has who signs up. */
    public static final String FIRST_ROLE = Roles.FIRST;

    /** The rooms that a new account passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Passwords passwords,
            Roles roles,
            OneTimeLinks links,
            RateLimits limits,
            SignInLimits rates,
            Welcome welcome,
            AuditTrail audit) {}

    /** Does what else follows where somebody signs up, in the transaction that makes the account. */
    @FunctionalInterface
    public interface Welcome {
        void made(Transaction transaction, Account account);
    }

    /** An account that was made, with its roles. */
    public record Registered(Account account, List<String> roles) {}

    private final Needs needs;

    public Registrations(Needs needs) {
        this.needs = needs;
    }

    /**
     * What is wrong with a password for such an account by the policy, a sentence each; empty where nothing is. Whether it is
     * known from a breach is asked where the account is made, once the client has been limited.
     */
    public List<String> complaints(
            String password, @Nullable Username username, @Nullable EmailAddress email, @Nullable String name) {
        PasswordOwner owner = new PasswordOwner(
                username == null ? null : username.display(), email == null ? null : email.address(), name);
        return needs.passwords().policyComplaints(password, owner);
    }

    /**
     * Makes an account for somebody who signs up.
     *
     * @param language in which they read, as a BCP 47 tag; null where that is not known
     * @param limitKey the client's address as limits count it
     * @return empty where the user name or the address is somebody's
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS} or {@link ErrorCode#BUSY}
     */
    public Optional<Registered> register(NewAccount wanted, @Nullable String language, String limitKey, Origin from) {
        needs.limits().take("signup", needs.rates().signup(), limitKey);
        needs.passwords().refuseBreached(wanted.password());
        String hash = needs.passwords().hash(wanted.password());
        return needs.database().write(transaction -> {
            Optional<Registered> made = make(transaction, wanted, hash, language, from);
            made.ifPresent(registered -> needs.welcome().made(transaction, registered.account()));
            return made;
        });
    }

    /**
     * The same in a transaction that does more, where nothing else follows from it.
     *
     * @param hash of the password, whatever {@code wanted} says of that
     */
    public Optional<Registered> make(
            Transaction transaction, NewAccount wanted, String hash, @Nullable String language, Origin from) {
        Optional<Registered> made = made(transaction, wanted, hash, FIRST_ROLE, from);
        if (language != null) {
            made.ifPresent(registered ->
                    needs.accounts().speaks(transaction, registered.account().id(), language));
        }
        return made;
    }

    /** The account with this address where it has no password and may be used. */
    public Optional<Account> withoutPassword(EmailAddress email) {
        return needs.database().read(sql -> needs.accounts()
                .find(sql, Identifier.of(email.address()))
                .filter(Account::active)
                .filter(account -> needs.passwords().find(sql, account.id()).isEmpty()));
    }

    /** The hash of a password that is to become an account's later. */
    public String hash(String password) {
        return needs.passwords().hash(password);
    }

    /** Makes an account with this role; empty where the user name or the address is somebody's. */
    public Optional<Registered> create(NewAccount wanted, String role, Origin from) {
        needs.passwords().refuseBreached(wanted.password());
        String hash = needs.passwords().hash(wanted.password());
        return needs.database().write(transaction -> made(transaction, wanted, hash, role, from));
    }

    /** Whether the link to make the first administrator would work now. */
    public boolean mayMakeFirstAdministrator(String secret) {
        return needs.database()
                .read(sql -> needs.links()
                                .peek(sql, OneTimeLinks.Purpose.FIRST_ADMINISTRATOR, secret)
                                .isPresent()
                        && !needs.roles().hasAdministrator(sql));
    }

    /**
     * Spends the link and makes the first administrator, both or neither: of many who hold one link, one wins.
     *
     * @throws Problem {@link ErrorCode#LINK_EXPIRED} where the link does not work or somebody administers already;
     *     {@link ErrorCode#ACCOUNT_EXISTS} where the user name or the address is somebody's, which leaves the link as it was;
     *     {@link ErrorCode#BUSY}
     */
    public Registered firstAdministrator(String secret, NewAccount wanted, Origin from) {
        if (!mayMakeFirstAdministrator(secret)) {
            throw Problem.of(ErrorCode.LINK_EXPIRED);
        }
        needs.passwords().refuseBreached(wanted.password());
        String hash = needs.passwords().hash(wanted.password());
        return needs.database().write(transaction -> {
            if (needs.links()
                            .redeem(transaction, OneTimeLinks.Purpose.FIRST_ADMINISTRATOR, secret)
                            .isEmpty()
                    || needs.roles().somebodyAdministers(transaction)) {
                throw Problem.of(ErrorCode.LINK_EXPIRED);
            }
            return made(transaction, wanted, hash, Roles.ADMIN, from)
                    .orElseThrow(() -> Problem.of(ErrorCode.ACCOUNT_EXISTS));
        });
    }

    private Optional<Registered> made(
            Transaction transaction, NewAccount wanted, String hash, String role, Origin from) {
        Optional<Account> made = needs.accounts().create(transaction, wanted.username(), wanted.email(), wanted.name());
        if (made.isEmpty()) {
            return Optional.empty();
        }
        Account account = made.get();
        needs.passwords().set(transaction, account.id(), hash, account.createdAt());
        needs.roles().grant(transaction, account.id(), role);
        boolean byOperator = from.equals(Origin.COMMAND_LINE);
        AuditEvent event = AuditEvent.success("account.created")
                .by(byOperator ? "command-line" : account.id().toString())
                .on(account.id().toString())
                .with("role", role);
        needs.audit().record(transaction, event, from);
        return Optional.of(new Registered(account, needs.roles().ofAccount(transaction, account.id())));
    }
}
