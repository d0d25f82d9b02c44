package dev.gatehouse.domain.tokens;

import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long any access token may still live that this server has issued, also under settings that have been shortened since:
 * for that long a revocation is kept and a retired key published. Without it a shorter setting and a restart would let a
 * revocation be forgotten before the last token that it stops.
 */
public final class TokenHorizon {
    /** For nodes that are still running with the longer setting while others start with the shorter. */
    private static final Duration MARGIN = Duration.ofDays(1);

    private record Kept(Duration longest, @Nullable Instant until) {
        /** The longest life at this moment where settings allow this one. */
        Duration with(Duration configured, Instant now) {
            boolean over = until != null && !now.isBefore(until);
            return over || configured.compareTo(longest) >= 0 ? configured : longest;
        }
    }

    private TokenHorizon() {}

    /** The longest life, and from now on the settings' where nothing longer is about; for a server that issues tokens. */
    public static Duration serving(Database database, Duration configured, InstantSource clock) {
        Instant now = clock.instant();
        Kept kept = database.read(TokenHorizon::kept).orElse(null);
        Duration horizon = kept == null ? configured : kept.with(configured, now);
        Instant until = horizon.equals(configured)
                ? null
                : kept == null || kept.until == null ? now.plus(horizon).plus(MARGIN) : kept.until;
        Kept next = new Kept(horizon, until);
        if (!next.equals(kept)) {
            database.single(sql -> keep(sql, next));
        }
        return horizon;
    }

    /** The longest life, for whoever issues nothing. */
    public static Duration visiting(Database database, Duration configured, InstantSource clock) {
        return database.read(TokenHorizon::kept)
                .map(kept -> kept.with(configured, clock.instant()))
                .orElse(configured);
    }

    private static Optional<Kept> kept(Sql sql) {
        return sql.one(
                "SELECT longest, until FROM token_horizon WHERE id = 1",
                row -> new Kept(Duration.ofMillis(row.number("longest")), row.optionalInstant("until")));
    }

    private static int keep(Sql sql, Kept kept) {
        return sql.update("""
                INSERT INTO token_horizon (id, longest, until) VALUES (1, ?, ?)
                ON CONFLICT (id) DO UPDATE SET longest = excluded.longest, until = excluded.until""", kept.longest.toMillis(), kept.until);
    }
}
