package dev.gatehouse.domain.recovery;

import dev.gatehouse.domain.accounts.Identifier;
import dev.gatehouse.domain.audit.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What somebody asked to have mailed, as it waits in the outbox: put there whether or not there is such an account, so
 * that no answer's time or text depends on who has one.
 *
 * @param id tells it from all others
 * @param who as it was typed
 * @param language in which it was asked for, as a BCP 47 tag; null where that is not known
 * @param leads where it goes on to
 */
record Asked(
        String id, Identifier who, Instant at, @Nullable String language, Origin from, Onward leads) {}
