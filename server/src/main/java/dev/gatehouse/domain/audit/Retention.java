package dev.gatehouse.domain.audit;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the oldest events leave, up to a head that was signed before the time for which they are kept. That head stays: from
 * it on the chain is verified, and its seal says that a server gave up what stood before. Heads that no server sealed move
 * nothing: whoever can write to the database cannot have the evidence removed for them.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    static final String ACTION = "audit.pruned";
    static final String THROUGH = "through";
    private static final int BATCH = 500;

    private final Database database;
    private final AuditTrail trail;
    private final HeadSigning signing;
    private final Optional<Duration> keep;
    private final InstantSource clock;

    Retention(Database database, AuditTrail trail, HeadSigning signing, Optional<Duration> keep, InstantSource clock) {
        this.database = database;
        this.trail = trail;
        this.signing = signing;
        this.keep = keep;
        this.clock = clock;
    }

    /** Lets go of what is old enough; answers how many events left. */
    int prune() {
        Optional<HeadRows.Stored> given = database.read(HeadRows::anchor);
        if (!given.stream().allMatch(this::ours)) {
            return 0;
        }
        long from = given.map(HeadRows.Stored::seq).orElse(0L);
        long to =
                keep.flatMap(time -> giveUp(clock.instant().minus(time), from)).orElse(from);
        return to == 0 ? 0 : removeUpTo(to);
    }

    private Optional<Long> giveUp(Instant before, long given) {
        return database.read(sql -> HeadRows.newestBefore(sql, before))
                .filter(head -> head.seq() > given && ours(head))
                .map(head -> {
                    HeadRows.Stored pruned = signing.pruned(head, clock.instant());
                    database.write(transaction -> giveUp(transaction, pruned));
                    return head.seq();
                });
    }

    private boolean ours(HeadRows.Stored head) {
        boolean ours = signing.sealed(head);
        if (!ours) {
            LOG.error(
                    "The head over link {} of the audit trail is not as a server wrote it: no events leave. See `audit"
                            + " verify`.",
                    head.seq());
        }
        return ours;
    }

    private boolean giveUp(Transaction transaction, HeadRows.Stored pruned) {
        boolean won = HeadRows.prune(transaction, pruned);
        if (won) {
            trail.record(
                    transaction,
                    AuditEvent.success(ACTION).by(AuditEvent.SERVER).with(THROUGH, Long.toString(pruned.seq())),
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
