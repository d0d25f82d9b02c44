package dev.gatehouse.domain.audit;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Lets the oldest events leave, up to a head that was signed before the time for which they are kept. That head stays: from
 * it on the chain is verified.
 */
final class Retention {
    static final String ACTION = "audit.pruned";
    static final String THROUGH = "through";
    private static final int BATCH = 500;

    private final Database database;
    private final AuditTrail trail;
    private final Optional<Duration> keep;
    private final InstantSource clock;

    Retention(Database database, AuditTrail trail, Optional<Duration> keep, InstantSource clock) {
        this.database = database;
        this.trail = trail;
        this.keep = keep;
        this.clock = clock;
    }

    /** Lets go of what is old enough; answers how many events left. */
    int prune() {
        keep.ifPresent(time -> giveUp(clock.instant().minus(time)));
        Optional<HeadRows.Stored> anchor = database.read(HeadRows::anchor);
        return anchor.isEmpty() ? 0 : removeUpTo(anchor.get().seq());
    }

    private void giveUp(Instant before) {
        long given = database.read(HeadRows::anchor).map(HeadRows.Stored::seq).orElse(0L);
        database.read(sql -> HeadRows.newestBefore(sql, before))
                .filter(head -> head.seq() > given)
                .ifPresent(head -> database.write(transaction -> giveUp(transaction, head.seq())));
    }

    private boolean giveUp(Transaction transaction, long seq) {
        boolean won = HeadRows.prune(transaction, seq, clock.instant());
        if (won) {
            trail.record(
                    transaction,
                    AuditEvent.success(ACTION).by(AuditEvent.SERVER).with(THROUGH, Long.toString(seq)),
                    Origin.SERVER);
        }
        return won;
    }

    private int removeUpTo(long anchor) {
        int gone = 0;
        while (true) {
            Optional<Integer> removed = database.write(transaction -> removeBatch(transaction, anchor));
            if (removed.isEmpty()) {
                database.write(transaction -> {
                    HeadRows.forgetBefore(transaction, anchor);
                    return anchor;
                });
                return gone;
            }
            gone += removed.get();
        }
    }

    /** The number up to which a batch goes is read first, so that two nodes at once take away the same. */
    private static Optional<Integer> removeBatch(Transaction transaction, long anchor) {
        Optional<Long> last = transaction
                .one("""
                        SELECT max(seq) AS seq FROM
                            (SELECT seq FROM audit_chain WHERE seq <= ? ORDER BY seq LIMIT %d) oldest""".formatted(BATCH), row -> Optional.ofNullable(row.optionalNumber("seq")), anchor)
                .flatMap(found -> found);
        return last.map(seq -> {
            int gone = transaction.update(
                    "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_chain WHERE seq <= ?)", seq);
            transaction.update("DELETE FROM audit_chain WHERE seq <= ?", seq);
            return gone;
        });
    }
}
