package dev.gatehouse.domain.marks;

import dev.gatehouse.kernel.Sha256;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Sweeper;
import java.time.Duration;
import java.time.Instant;

/**
 * Remembers what has worked, for things that are kept nowhere until then, such as the sealed state of a sign-in: a mark
 * is set when the thing is used, and stays until the thing would have expired.
 */
public final class Marks {
    /** Lets marks leave that keep nothing out any more. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("marks", "hash", "expires_at", Duration.ZERO);
    }

    /**
     * Uses a thing up. Of any number of calls at once one is the first.
     *
     * @param kind what it is, so that two kinds never meet
     * @param name what tells it from all others of its kind
     * @param until when it expires by itself
     * @return whether it had not been used before
     */
    public boolean spend(Sql sql, String kind, String name, Instant until) {
        return sql.update(
                        "INSERT INTO marks (hash, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        Sha256.of(kind + " " + name),
                        until)
                > 0;
    }

    /** Whether a thing has been used up: good to tell people so early, decides nothing. */
    public boolean spent(Sql sql, String kind, String name) {
        return sql.one(
                        "SELECT 1 AS found FROM marks WHERE hash = ?",
                        row -> row.number("found"),
                        Sha256.of(kind + " " + name))
                .isPresent();
    }
}
