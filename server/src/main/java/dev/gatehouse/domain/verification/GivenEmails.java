package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.platform.sql.Transaction;

/**
 * What follows where an administrator gives an account another address, or takes it away: the same as where its owner does.
 * The address before is told, where it was verified, and can take that back ({@link KeptEmails}); what was mailed to it is
 * void; the new one is unverified, and asked like one that somebody signed up with.
 */
public final class GivenEmails {
    private final KeptEmails kept;
    private final MailedProofs mailed;
    private final Verifications verifications;
    private final AuditTrail audit;

    public GivenEmails(KeptEmails kept, MailedProofs mailed, Verifications verifications, AuditTrail audit) {
        this.kept = kept;
        this.mailed = mailed;
        this.verifications = verifications;
        this.audit = audit;
    }

    /**
     * Does what follows, with the change or not at all. The account's row is held.
     *
     * @param before the account before the change
     * @param after the same account, with another address or none
     * @param actor who made the change, as the audit trail names them
     */
    public void given(Transaction transaction, Account before, Account after, String actor, Origin from) {
        mailed.withdraw(transaction, after.id());
        if (before.email() != null && before.emailVerified()) {
            kept.tellOfGiven(transaction, before, after.email());
        }
        verifications.welcome(transaction, after);
        AuditEvent event =
                AuditEvent.success("email.changed").by(actor).on(after.id().toString());
        audit.record(transaction, after.email() == null ? event.with("address", "removed") : event, from);
    }
}
