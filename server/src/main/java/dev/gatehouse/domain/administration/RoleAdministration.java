package dev.gatehouse.domain.administration;

import dev.gatehouse.domain.accounts.Accounts;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.roles.Role;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.List;
import java.util.UUID;

/** Makes, changes and removes roles; nothing is kept that would leave nobody who can administer. */
public final class RoleAdministration {
    private final Database database;
    private final Accounts accounts;
    private final Roles roles;
    private final Sessions sessions;
    private final AuditTrail audit;

    public RoleAdministration(Database database, Accounts accounts, Roles roles, Sessions sessions, AuditTrail audit) {
        this.database = database;
        this.accounts = accounts;
        this.roles = roles;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** Makes a role. @throws Problem {@link ErrorCode#ROLE_EXISTS} */
    public Role create(Actor actor, Role role) {
        return database.write(transaction -> {
            if (!roles.create(transaction, role)) {
                throw Problem.of(ErrorCode.ROLE_EXISTS);
            }
            audit.record(transaction, event("role.created", actor, role), actor.from());
            return role;
        });
    }

    /**
     * Gives a role its new description and permissions.
     *
     * @param endSessions whether all who have it are signed out, so that the change holds at once
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    public Role replace(Actor actor, Role role, boolean endSessions) {
        return database.write(transaction -> {
            List<UUID> holders = endSessions ? held(transaction, role.name()) : List.of();
            if (!roles.replace(transaction, role)) {
                throw Problem.of(ErrorCode.NOT_FOUND);
            }
            finish(transaction, event("role.changed", actor, role), actor, holders);
            return role;
        });
    }

    /**
     * Removes a role, also from those who have it.
     *
     * @param endSessions whether all who have it are signed out, so that the change holds at once
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#LAST_ADMINISTRATOR}
     */
    public void remove(Actor actor, String name, boolean endSessions) {
        database.write(transaction -> {
            List<UUID> holders = endSessions ? held(transaction, name) : List.of();
            if (!roles.remove(transaction, name)) {
                throw Problem.of(ErrorCode.NOT_FOUND);
            }
            finish(
                    transaction,
                    AuditEvent.success("role.removed").by(actor.name()).on(name),
                    actor,
                    holders);
            return null;
        });
    }

    /** Holds their rows, so that a sign-in under way is seen and ended here, or comes after and sees the change. */
    private List<UUID> held(Transaction transaction, String role) {
        List<UUID> holders = roles.holders(transaction, role);
        holders.forEach(account -> accounts.touch(transaction, account));
        return holders;
    }

    private void finish(Transaction transaction, AuditEvent event, Actor actor, List<UUID> holders) {
        if (!roles.somebodyAdministers(transaction)) {
            throw Problem.of(ErrorCode.LAST_ADMINISTRATOR);
        }
        holders.forEach(account -> sessions.endAll(transaction, account));
        audit.record(transaction, event, actor.from());
    }

    private static AuditEvent event(String action, Actor actor, Role role) {
        return AuditEvent.success(action)
                .by(actor.name())
                .on(role.name())
                .with("permissions", String.join(" ", role.permissions()));
    }
}
