package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.PasswordOwner;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes accounts: for whoever signs up, for the first administrator, and for an operator at the command line. */
public final class Registrations {
    /** The role that everybody has who signs up. */
    public static final String FIRST_ROLE = "user";

    /** The rooms that a new account passes through. */
    public record Needs(
            Database database,
            Accounts accounts,
            Passwords passwords,
            Roles roles,
            RateLimits limits,
            SignInLimits rates,
            AuditTrail audit) {}

    /** An account that was made, with its roles. */
    public record Registered(Account account, List<String> roles) {}

    private final Needs needs;

    public Registrations(Needs needs) {
        this.needs = needs;
    }

    /** All that is wrong with a password for such an account, a sentence each; empty where it will do. */
    public List<String> complaints(
            String password, @Nullable Username username, @Nullable EmailAddress email, @Nullable String name) {
        PasswordOwner owner = new PasswordOwner(
                username == null ? null : username.display(), email == null ? null : email.address(), name);
        return needs.passwords().complaints(password, owner);
    }

    /**
     * Makes an account for somebody who signs up.
     *
     * @param limitKey the client's address as limits count it
     * @return empty where the user name or the address is somebody's
     * @throws Problem {@link ErrorCode#TOO_MANY_REQUESTS} or {@link ErrorCode#BUSY}
     */
    public Optional<Registered> register(NewAccount wanted, String limitKey, Origin from) {
        needs.limits().take("signup", needs.rates().signup(), limitKey);
        return create(wanted, FIRST_ROLE, from);
    }

    /** Makes an account with this role; empty where the user name or the address is somebody's. */
    public Optional<Registered> create(NewAccount wanted, String role, Origin from) {
        String hash = needs.passwords().hash(wanted.password());
        return needs.database().write(transaction -> {
            Optional<Account> made =
                    needs.accounts().create(transaction, wanted.username(), wanted.email(), wanted.name());
            if (made.isEmpty()) {
                return Optional.empty();
            }
            Account account = made.get();
            needs.passwords().set(transaction, account.id(), hash, account.createdAt());
            needs.roles().grant(transaction, account.id(), role);
            AuditEvent event = AuditEvent.success("account.created")
                    .by(
                            from.equals(Origin.COMMAND_LINE)
                                    ? "command-line"
                                    : account.id().toString())
                    .on(account.id().toString())
                    .with("role", role);
            needs.audit().record(transaction, event, from);
            return Optional.of(new Registered(account, needs.roles().ofAccount(transaction, account.id())));
        });
    }
}
