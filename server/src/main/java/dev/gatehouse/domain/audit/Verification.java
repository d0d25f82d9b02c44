package dev.gatehouse.domain.audit;

import dev.gatehouse.platform.sql.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Computes the chain again, from its anchor or its first link to its last. */
final class Verification {
    private static final int ATTEMPTS = 3;

    private final Database database;
    private final HeadSigning signing;
    private final Optional<Duration> keep;
    private final InstantSource clock;

    /** @param keep how long events are kept by the settings, which whoever writes to the database does not change */
    Verification(Database database, HeadSigning signing, Optional<Duration> keep, InstantSource clock) {
        this.database = database;
        this.signing = signing;
        this.keep = keep;
        this.clock = clock;
    }

    /**
     * A server beside may let old events leave meanwhile; what is found missing then is looked at again from the new anchor.
     *
     * @param outside heads that were kept elsewhere
     */
    Verdict run(List<Head> outside) {
        for (int attempt = 1; ; attempt++) {
            Optional<HeadRows.Stored> anchor = database.read(HeadRows::anchor);
            HeadComparison heads = new HeadComparison(database, signing, outside, keep, clock.instant());
            Verdict verdict = new VerificationWalk(database, signing, heads, anchor, clock.instant()).run();
            if (verdict.holds() || attempt == ATTEMPTS || moved(anchor).isEmpty()) {
                return verdict;
            }
        }
    }

    private Optional<HeadRows.Stored> moved(Optional<HeadRows.Stored> anchor) {
        return database.read(HeadRows::anchor).filter(now -> !Optional.of(now).equals(anchor));
    }
}
