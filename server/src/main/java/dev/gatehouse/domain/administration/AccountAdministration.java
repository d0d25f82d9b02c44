package dev.gatehouse.domain.administration;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.AccountChange;
import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.links.OneTimeLinks;
import dev.gatehouse.domain.links.OneTimeLinks.Purpose;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.roles.Roles.Granted;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import dev.gatehouse.platform.sql.UniqueViolation;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes and removes accounts. Nobody changes an account that may do what they may not, and nothing is kept that would
 * leave nobody who can administer.
 */
public final class AccountAdministration {
    /** What follows where an account has got another address, or none. */
    @FunctionalInterface
    public interface Readdressed {
        void follow(Transaction transaction, Account before, Account after, String actor, Origin from);
    }

    /** The rooms that a change of an account touches. */
    public record Needs(
            Database database,
            Accounts accounts,
            Roles roles,
            Sessions sessions,
            Revocations revocations,
            OneTimeLinks links,
            Readdressed readdressed,
            AuditTrail audit) {}

    /** An account with the names of its roles. */
    public record Managed(Account account, List<String> roles) {}

    /** An account before a change, held until the transaction ends. */
    private record Before(Account account, Granted granted) {
        boolean administers() {
            return account.active() && granted.permissions().contains(Permissions.EVERYTHING);
        }
    }

    private final Needs needs;

    public AccountAdministration(Needs needs) {
        this.needs = needs;
    }

    /**
     * Changes an account; one that is disabled is signed out everywhere at once. A verified address that is replaced or taken
     * away is told, and can take that back.
     *
     * @param roles exactly these from now on; stay where {@code null}
     * @param endSessions whether all sessions end, so that the change holds at once and not from the next token
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#ACCOUNT_EXISTS} where a name is somebody's,
     *     {@link ErrorCode#LAST_ADMINISTRATOR}, {@link ErrorCode#INSUFFICIENT_PERMISSIONS},
     *     {@link ErrorCode#VALIDATION_FAILED} for a role that is not there or an account left without a name
     */
    public Managed change(
            Actor actor, UUID id, AccountChange change, @Nullable List<String> roles, boolean endSessions) {
        try {
            return needs.database().write(transaction -> {
                Before before = reachable(transaction, actor, id);
                refuseNameless(before.account(), change);
                Account account =
                        needs.accounts().change(transaction, id, change).orElseThrow();
                if (!Objects.equals(before.account().email(), account.email())) {
                    needs.readdressed().follow(transaction, before.account(), account, actor.name(), actor.from());
                }
                if (roles != null) {
                    refuseUnknown(roles);
                    needs.roles().assign(transaction, id, roles);
                }
                if (!account.active()) {
                    signOutEverywhere(transaction, id);
                    needs.links().withdraw(transaction, Purpose.RECOVER, id);
                    needs.links().withdraw(transaction, Purpose.MAGIC_LINK, id);
                } else if (endSessions) {
                    needs.sessions().endAll(transaction, id);
                }
                refuseNobodyLeft(transaction, before);
                List<String> after = needs.roles().ofAccount(transaction, id);
                needs.audit().record(transaction, changed(actor, before, account, after), actor.from());
                return new Managed(account, after);
            });
        } catch (UniqueViolation taken) {
            throw Problem.of(ErrorCode.ACCOUNT_EXISTS).because("taken", taken);
        }
    }

    /**
     * Removes an account and all that hangs on it.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#LAST_ADMINISTRATOR},
     *     {@link ErrorCode#INSUFFICIENT_PERMISSIONS}
     */
    public void delete(Actor actor, UUID id) {
        needs.database().write(transaction -> {
            Before before = reachable(transaction, actor, id);
            signOutEverywhere(transaction, id);
            AuditEvent event =
                    AuditEvent.success("account.deleted").by(actor.name()).on(id.toString());
            // While it is there: who watches the trail may want to tell the person.
            needs.audit().record(transaction, event, actor.from());
            needs.accounts().delete(transaction, id);
            refuseNobodyLeft(transaction, before);
            return null;
        });
    }

    /**
     * An account that may be changed by this actor; its row is held until the transaction ends.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INSUFFICIENT_PERMISSIONS}
     */
    Account reach(Transaction transaction, Actor actor, UUID id) {
        return reachable(transaction, actor, id).account();
    }

    private Before reachable(Transaction transaction, Actor actor, UUID id) {
        if (!needs.accounts().touch(transaction, id)) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        Account account = needs.accounts().find(transaction, id).orElseThrow();
        Granted theirs = needs.roles().grantedTo(transaction, id);
        if (!actor.permissions().hasAll(theirs.permissions())) {
            throw Problem.of(
                    ErrorCode.INSUFFICIENT_PERMISSIONS, "This account may do what you may not: you cannot change it.");
        }
        return new Before(account, theirs);
    }

    private void signOutEverywhere(Transaction transaction, UUID id) {
        needs.sessions().endAll(transaction, id);
        needs.revocations().revokeAccount(transaction, id);
    }

    private void refuseUnknown(List<String> roles) {
        List<Problem.FieldError> unknown = roles.stream()
                .filter(role -> needs.roles().find(role).isEmpty())
                .map(role -> new Problem.FieldError("roles", "there is no role \"" + role + "\""))
                .toList();
        if (!unknown.isEmpty()) {
            throw Problem.invalid(unknown);
        }
    }

    /** Concerns administrators only: before there is the first one, the command line changes accounts all the same. */
    private void refuseNobodyLeft(Transaction transaction, Before before) {
        if (before.administers() && !needs.roles().somebodyAdministers(transaction)) {
            throw Problem.of(ErrorCode.LAST_ADMINISTRATOR);
        }
    }

    private static void refuseNameless(Account account, AccountChange change) {
        boolean username = change.username() == null
                ? account.username() != null
                : change.username().isPresent();
        boolean email = change.email() == null
                ? account.email() != null
                : change.email().isPresent();
        if (!username && !email) {
            throw Problem.invalid("username", "an account needs a username or an email");
        }
    }

    private static AuditEvent changed(Actor actor, Before before, Account account, List<String> roles) {
        AuditEvent event = AuditEvent.success("account.changed")
                .by(actor.name())
                .on(account.id().toString());
        String changed = Changed.between(before.account(), account).toString();
        if (!changed.isEmpty()) {
            event = event.with("changed", changed);
        }
        if (before.account().status() != account.status()) {
            event = event.with("status", account.status().label());
        }
        if (!before.granted().roles().equals(roles)) {
            event = event.with("roles", String.join(" ", roles));
        }
        return event;
    }
}
