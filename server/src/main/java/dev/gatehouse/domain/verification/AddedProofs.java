package dev.gatehouse.domain.verification;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.factors.Factors;
import dev.gatehouse.domain.identities.Identities;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What leads into an account beside its password and its mail: taken away where a stranger may have added it. */
public final class AddedProofs {
    private final Factors factors;
    private final Identities identities;
    private final AuditTrail audit;

    public AddedProofs(Factors factors, Identities identities, AuditTrail audit) {
        this.factors = factors;
        this.identities = identities;
        this.audit = audit;
    }

    /**
     * What does not lead into an account any more.
     *
     * @param providers the names in settings of those that were linked
     */
    public record Gone(Factors.Removed factors, List<String> providers) {
        public Gone {
            providers = List.copyOf(providers);
        }
    }

    /**
     * Takes away the passkeys, authenticator apps and linked providers that an account got since a time, and whatever has no
     * such time: recovery codes, choices, remembered browsers, links that wait. The account's row is held.
     */
    Gone remove(Transaction transaction, UUID account, Instant since, Origin from) {
        Factors.Removed gone = factors.removeSince(transaction, account, since);
        if (gone.factors() > 0) {
            AuditEvent event = AuditEvent.success("second_factors.reset")
                    .on(account.toString())
                    .with("factors", Integer.toString(gone.factors()));
            audit.record(transaction, event, from);
        }
        List<Identity> linked = identities.removeSince(transaction, account, since);
        for (Identity identity : linked) {
            AuditEvent event =
                    AuditEvent.success("link.removed").on(account.toString()).with("provider", identity.provider());
            audit.record(transaction, event, from);
        }
        return new Gone(gone, linked.stream().map(Identity::provider).toList());
    }
}
