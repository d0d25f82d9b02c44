package dev.gatehouse.domain.audit;

import dev.gatehouse.platform.sql.Database;
import java.util.List;
import java.util.Optional;

/** Computes the chain again, from its anchor or its first link to its last. */
final class Verification {
    private static final int ATTEMPTS = 3;

    private final Database database;
    private final HeadSigning signing;

    Verification(Database database, HeadSigning signing) {
        this.database = database;
        this.signing = signing;
    }

    /**
     * A server beside may let old events leave meanwhile; what is found missing then is looked at again from the new anchor.
     *
     * @param outside heads that were kept elsewhere
     */
    Verdict run(List<Head> outside) {
        for (int attempt = 1; ; attempt++) {
            Optional<HeadRows.Stored> anchor = database.read(HeadRows::anchor);
            Verdict verdict = new VerificationWalk(database, signing, anchor, outside).run();
            if (verdict.holds() || attempt == ATTEMPTS || moved(anchor).isEmpty()) {
                return verdict;
            }
        }
    }

    private Optional<HeadRows.Stored> moved(Optional<HeadRows.Stored> anchor) {
        return database.read(HeadRows::anchor).filter(now -> !Optional.of(now).equals(anchor));
    }
}
