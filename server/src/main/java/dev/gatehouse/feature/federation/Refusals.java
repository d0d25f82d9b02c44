package dev.gatehouse.feature.federation;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.sql.Database;

/** Puts on record who came back from a provider and did not get in, and why. */
public final class Refusals {
    private final Database database;
    private final AuditTrail audit;

    public Refusals(Database database, AuditTrail audit) {
        this.database = database;
        this.audit = audit;
    }

    /** @param reason one of few words of ours, never a text of the provider's */
    void record(Request request, String provider, String reason) {
        AuditEvent event =
                AuditEvent.failure("signin.provider").with("provider", provider).with("reason", reason);
        database.write(transaction -> {
            audit.record(transaction, event, Origins.of(request));
            return null;
        });
    }
}
