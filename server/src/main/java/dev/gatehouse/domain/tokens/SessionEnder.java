package dev.gatehouse.domain.tokens;

import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.UUID;

/** Ends sessions; the room that owns them gives it. */
@FunctionalInterface
public interface SessionEnder {
    /** Ends a session as part of the transaction, and revokes its access tokens; does nothing where it has ended. */
    void end(Transaction tx, UUID session, Instant now);
}
