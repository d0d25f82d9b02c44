package dev.gatehouse.domain.audit;

import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.sql.Transaction;
import java.time.InstantSource;
import java.util.Locale;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what happened: into the database with the act itself, and into the log. */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger("dev.gatehouse.audit");

    private final InstantSource clock;
    private final Ids ids;

    public AuditTrail(InstantSource clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** Records an act in the transaction that does it, so that neither is kept without the other; logs it after that. */
    public void record(Transaction transaction, AuditEvent event, Origin origin) {
        String outcome = event.outcome().name().toLowerCase(Locale.ROOT);
        String detail = Json.text(new TreeMap<>(event.detail()));
        transaction.update(
                """
                INSERT INTO audit_events
                    (id, at, action, outcome, actor, subject, session_id, address, request_id, detail)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                ids.next(),
                clock.instant(),
                event.action(),
                outcome,
                event.actor(),
                event.subject(),
                event.sessionId(),
                origin.address(),
                origin.requestId(),
                detail);
        transaction.afterCommit(() -> LOG.info(
                "{} {} actor={} subject={} address={} {}",
                event.action(),
                outcome,
                event.actor(),
                event.subject(),
                origin.address(),
                detail));
    }
}
