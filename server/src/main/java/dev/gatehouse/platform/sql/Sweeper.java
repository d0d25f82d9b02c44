package dev.gatehouse.platform.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away what has expired, in small batches between which other changes get their turn. Changes set it off, at most
 * once in a while, so a database that nobody writes to is left in peace.
 */
public final class Sweeper {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int BATCH = 500;

    private record Rule(String table, String sql, Duration keep) {}

    private final Database database;
    private final InstantSource clock;
    private final Executor executor;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();
    private volatile Instant next;

    /** Sweeps on virtual threads, the first time a minute after the start. */
    public Sweeper(Database database, InstantSource clock) {
        this(database, clock, Thread::startVirtualThread);
    }

    /** @param executor runs the sweeps; the thread that made a change does not wait for them */
    public Sweeper(Database database, InstantSource clock, Executor executor) {
        this.database = database;
        this.clock = clock;
        this.executor = executor;
        this.next = clock.instant().plus(PAUSE);
        database.afterWrites(this::written);
    }

    /**
     * Rows of the table go when the time in a column has passed. There should be an index on that column.
     *
     * @param key the primary key's columns, with commas between them
     * @param expiry the column with the time in milliseconds; rows where it is NULL stay
     * @param keep how long rows stay after that time
     */
    public void register(String table, String key, String expiry, Duration keep) {
        String sql = "DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s WHERE %3$s < ? ORDER BY %3$s LIMIT %4$d)";
        rules.add(new Rule(table, sql.formatted(table, key, expiry, BATCH), keep));
    }

    private void written() {
        Instant now = clock.instant();
        if (!now.isBefore(next) && sweeping.compareAndSet(false, true)) {
            next = now.plus(PAUSE);
            executor.execute(() -> sweep(now));
        }
    }

    private void sweep(Instant now) {
        try {
            rules.forEach(rule -> sweep(rule, now));
        } finally {
            sweeping.set(false);
        }
    }

    private void sweep(Rule rule, Instant now) {
        try {
            int gone;
            do {
                gone = database.single(sql -> sql.update(rule.sql, now.minus(rule.keep)));
            } while (gone == BATCH);
        } catch (RuntimeException failure) {
            LOG.warn("Expired rows stay in {} until the next attempt", rule.table, failure);
        }
    }
}
