package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.platform.sql.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes the links of what this process has committed, in batches. What another process left without links, because it
 * was killed between its commit and its links, is found by looking.
 */
final class Sealer {
    private static final int BATCH = 256;
    private static final int MOST_WAITING = 20_000;
    private static final int MOST_ATTEMPTS = 50;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Database database;
    private final Queue<Recorded> committed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock sealing = new ReentrantLock();
    private final List<Recorded> batch = new ArrayList<>();
    private volatile boolean look = true;
    private volatile boolean serving;

    Sealer(Database database) {
        this.database = database;
    }

    /** Something was committed. What does not fit in memory is looked for in the database. */
    void add(Recorded event) {
        if (waiting.get() >= MOST_WAITING) {
            look = true;
            return;
        }
        waiting.incrementAndGet();
        committed.add(event);
    }

    /** From now on what others left is looked for also where this process commits nothing. */
    void serve() {
        serving = true;
    }

    /** How many events of this process have no link yet. */
    int waiting() {
        return waiting.get();
    }

    /**
     * Links what was committed until now; answers how much that was. What others left comes first: a new link moves on
     * until when they may get theirs.
     */
    int seal() {
        sealing.lock();
        try {
            int sealed = look && (serving || waiting.get() > 0) ? recover() : 0;
            while (fill()) {
                sealed += link(batch);
                waiting.addAndGet(-batch.size());
                batch.clear();
            }
            return sealed;
        } finally {
            sealing.unlock();
        }
    }

    /** Links whatever has no link and is young enough to get one. */
    int recover() {
        sealing.lock();
        try {
            look = false;
            int sealed = 0;
            UUID last = database.read(ChainRows::window);
            while (true) {
                UUID after = last;
                List<Recorded> found = database.read(sql -> ChainRows.unlinked(sql, after, BATCH));
                if (found.isEmpty()) {
                    return sealed;
                }
                sealed += link(found);
                last = found.getLast().id();
            }
        } catch (RuntimeException failure) {
            look = true;
            throw failure;
        } finally {
            sealing.unlock();
        }
    }

    /** A batch that failed is tried again before anything else. */
    private boolean fill() {
        while (batch.size() < BATCH) {
            Recorded next = committed.poll();
            if (next == null) {
                break;
            }
            batch.add(next);
        }
        return !batch.isEmpty();
    }

    private int link(List<Recorded> events) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.write(transaction -> ChainRows.append(transaction, events));
            } catch (ChainRows.Overtaken overtaken) {
                if (attempt == MOST_ATTEMPTS) {
                    throw overtaken;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
            }
        }
    }
}
