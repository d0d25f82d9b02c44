package dev.gatehouse.domain.signin;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.credentials.Passwords;
import dev.gatehouse.domain.identities.WaysLeft;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import java.util.UUID;

/** Takes a password away from somebody who comes in by a passkey or through a provider. */
public final class PasswordRemoval {
    /** The rooms that a password passes through as it goes. */
    public record Needs(
            Database database,
            Passwords passwords,
            Sessions sessions,
            FactorRules rules,
            WaysLeft waysLeft,
            AuditTrail audit) {}

    private final Needs needs;

    public PasswordRemoval(Needs needs) {
        this.needs = needs;
    }

    /** Whether the account has a password, and could be entered without it. */
    public boolean possible(UUID account) {
        WaysLeft.Now ways = needs.waysLeft().now();
        return needs.database()
                .<Boolean>read(
                        sql -> needs.passwords().find(sql, account).isPresent() && ways.withoutPassword(sql, account));
    }

    /**
     * Removes a password. That the person proved a moment ago who they are is for the caller to see to.
     *
     * @param present the session that stays
     * @param endOthers whether all other sessions of the account end
     * @throws Problem {@link ErrorCode#NOT_FOUND} where there is none, {@link ErrorCode#LAST_SIGN_IN_METHOD} where nothing
     *     else would be left that gets in now
     */
    public void remove(UUID account, UUID present, boolean endOthers, Origin from) {
        WaysLeft.Now ways = needs.waysLeft().now();
        needs.database().write(transaction -> {
            needs.rules().requireOwner(transaction, account, present);
            if (needs.passwords().find(transaction, account).isEmpty()) {
                throw Problem.of(ErrorCode.NOT_FOUND, "The account has no password.");
            }
            if (!ways.withoutPassword(transaction, account)) {
                throw Problem.of(ErrorCode.LAST_SIGN_IN_METHOD);
            }
            needs.passwords().remove(transaction, account);
            int ended = endOthers ? needs.sessions().endOthers(transaction, account, present) : 0;
            AuditEvent event = AuditEvent.success("password.removed")
                    .bySelf(account)
                    .with("sessions_ended", Integer.toString(ended));
            needs.audit().record(transaction, event, from);
            return null;
        });
    }
}
