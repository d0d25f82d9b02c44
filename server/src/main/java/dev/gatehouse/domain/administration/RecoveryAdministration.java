package dev.gatehouse.domain.administration;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.recovery.Recovery;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.guard.Permissions;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.UUID;

/**
 * Helps people who cannot get into their accounts, and signs them out. Nobody who does so chooses a password or sees a link
 * that was mailed.
 */
public final class RecoveryAdministration {
    /** As many sessions end with one commit. */
    private static final int BATCH = 500;

    /** The rooms that this touches. */
    public record Needs(
            Database database,
            AccountAdministration accounts,
            Recovery recovery,
            Sessions sessions,
            AuditTrail audit) {}

    private final Needs needs;

    public RecoveryAdministration(Needs needs) {
        this.needs = needs;
    }

    /**
     * Mails an account a link to choose a new password with.
     *
     * @param removesFactors whether whoever follows it is rid of second factors and passkeys; for those who may do everything
     * @return false, and nothing is done, where the account has no address, is disabled, or no letter can leave
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INSUFFICIENT_PERMISSIONS}
     */
    public boolean mail(Actor actor, UUID id, boolean removesFactors) {
        refuseFactors(actor, removesFactors);
        return needs.database.<Boolean>write(transaction -> {
            Account account = needs.accounts.reach(transaction, actor, id);
            boolean mailed = needs.recovery.mail(transaction, account, removesFactors, actor.name());
            if (mailed) {
                record(transaction, actor, id, removesFactors, "mailed");
            }
            return mailed;
        });
    }

    /**
     * Makes the same link for an operator, who has seen to it that the person is who they say, and hands it over.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}; {@link ErrorCode#CONFLICT} where the account is disabled
     */
    public String handOver(Actor actor, UUID id, boolean removesFactors) {
        refuseFactors(actor, removesFactors);
        return needs.database.write(transaction -> {
            Account account = needs.accounts.reach(transaction, actor, id);
            if (!account.active()) {
                throw Problem.of(ErrorCode.CONFLICT, "The account is disabled.");
            }
            record(transaction, actor, id, removesFactors, "handed over");
            return needs.recovery.handOver(transaction, account, removesFactors, actor.name());
        });
    }

    /**
     * Ends an account's sessions; says how many.
     *
     * @throws Problem {@link ErrorCode#NOT_FOUND}, {@link ErrorCode#INSUFFICIENT_PERMISSIONS}
     */
    public int signOut(Actor actor, UUID id) {
        return needs.database.<Integer>write(transaction -> {
            needs.accounts.reach(transaction, actor, id);
            int ended = needs.sessions.endAll(transaction, id);
            AuditEvent event = AuditEvent.success("account.signed_out")
                    .by(actor.name())
                    .on(id.toString())
                    .with("sessions", Integer.toString(ended));
            needs.audit.record(transaction, event, actor.from());
            return ended;
        });
    }

    /**
     * Ends everybody's sessions, a batch at a time; says how many.
     *
     * @throws Problem {@link ErrorCode#INSUFFICIENT_PERMISSIONS}
     */
    public int signOutEverybody(Actor actor) {
        refuseUnlessAll(actor);
        int all = 0;
        int ended;
        do {
            ended = needs.database.<Integer>write(transaction -> needs.sessions.endSome(transaction, BATCH));
            all += ended;
        } while (ended == BATCH);
        AuditEvent event =
                AuditEvent.success("everybody.signed_out").by(actor.name()).with("sessions", Integer.toString(all));
        needs.database.write(transaction -> {
            needs.audit.record(transaction, event, actor.from());
            return null;
        });
        return all;
    }

    private void record(Transaction transaction, Actor actor, UUID id, boolean removesFactors, String how) {
        AuditEvent event = AuditEvent.success("recovery.started")
                .by(actor.name())
                .on(id.toString())
                .with("link", how)
                .with("removes_second_factors", Boolean.toString(removesFactors));
        needs.audit.record(transaction, event, actor.from());
    }

    private static void refuseFactors(Actor actor, boolean removesFactors) {
        if (removesFactors) {
            refuseUnlessAll(actor);
        }
    }

    private static void refuseUnlessAll(Actor actor) {
        if (!actor.permissions().has(Permissions.EVERYTHING)) {
            throw Problem.of(ErrorCode.INSUFFICIENT_PERMISSIONS, "This needs the permission admin:all.");
        }
    }
}
