package dev.gatehouse.domain.outbox;

import dev.gatehouse.domain.outbox.Shelf.Piece;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes pieces of work while some are due, a few at once, each on a virtual thread of its own. It looks when it is told
 * to and when the next piece is due; where nothing waits it asks for nothing.
 */
final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int AT_ONCE = 8;
    /** How many of these may be of one kind: what hangs at one host keeps nothing else waiting. */
    private static final int OF_A_KIND = AT_ONCE / 2;

    /** How long one attempt may take. */
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** How long nobody else takes what somebody has taken: longer than an attempt, so that two never overlap. */
    private static final Duration CLAIM = Duration.ofMinutes(3);
    /** When to look after what another node was told of, which does it at once where it can. */
    private static final Duration STANDBY = Duration.ofSeconds(5);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
    private static final Duration SHORTEST = Duration.ofMillis(20);
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Outbox.Needs needs;
    private final Shelf shelf;
    private final Map<String, Outbox.Kind<?>> kinds;
    private final Attempts attempts;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> busyWith = new HashMap<>();
    private int busy;
    private boolean looking;
    private boolean lookAgain;
    private boolean closed;
    /** How much sooner than due all is taken, while somebody waits for it. */
    private volatile Duration sooner = Duration.ZERO;

    private @Nullable Future<?> timer;
    private @Nullable Instant timerAt;

    Worker(Outbox.Needs needs, Shelf shelf, Map<String, Outbox.Kind<?>> kinds) {
        this.needs = needs;
        this.shelf = shelf;
        this.kinds = kinds;
        this.attempts = new Attempts(needs, shelf, kinds);
    }

    /** Something may be due. */
    void wake() {
        lock.lock();
        try {
            if (closed || kinds.isEmpty()) {
                return;
            }
            if (looking) {
                lookAgain = true;
                return;
            }
            looking = true;
        } finally {
            lock.unlock();
        }
        Thread.startVirtualThread(this::look);
    }

    /** Something may be due in a while. */
    void wakeLater() {
        arm(needs.clock().instant().plus(STANDBY), STANDBY);
    }

    /**
     * Works until nothing is due and nothing under way; false where that takes longer.
     *
     * @param ahead how much sooner than due all is done
     */
    boolean settle(Duration patience, Duration ahead) {
        long end = System.nanoTime() + patience.toNanos();
        sooner = ahead;
        try {
            do {
                wake();
                if (!awaitQuiet(end)) {
                    return false;
                }
            } while (isDue());
            return true;
        } finally {
            sooner = Duration.ZERO;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            disarm();
        } finally {
            lock.unlock();
        }
        if (!awaitQuiet(System.nanoTime() + DRAIN.toNanos())) {
            running.forEach(Thread::interrupt);
            if (!awaitQuiet(System.nanoTime() + DRAIN.toNanos())) {
                LOG.warn("Some work of the outbox did not end; it is done again after the next start");
            }
        }
    }

    private boolean isDue() {
        Instant now = horizon();
        return needs.database()
                .read(sql -> shelf.next(sql, kinds.keySet()))
                .filter(next -> !next.isAfter(now))
                .isPresent();
    }

    private Instant horizon() {
        return needs.clock().instant().plus(sooner);
    }

    /** Waits for what is under way; false where the time comes first. */
    private boolean awaitQuiet(long end) {
        lock.lock();
        try {
            while (looking || busy > 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        boolean again;
        do {
            try {
                takeAll();
            } catch (RuntimeException failure) {
                LOG.warn("The outbox cannot be read; it is looked at again in a while", failure);
                arm(needs.clock().instant().plus(AFTER_FAILURE), AFTER_FAILURE);
            }
            lock.lock();
            try {
                again = lookAgain && !closed;
                lookAgain = false;
                looking = again;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        } while (again);
    }

    /** Takes until nothing is due, or until no more may run: then the next one to end looks again. */
    private void takeAll() {
        for (List<String> known = free(); !known.isEmpty(); known = free()) {
            List<String> kindsNow = known;
            Optional<Instant> next = needs.database().read(sql -> shelf.next(sql, kindsNow));
            Instant now = horizon();
            if (next.isEmpty()) {
                lock.lock();
                try {
                    disarm();
                } finally {
                    lock.unlock();
                }
                return;
            }
            if (next.get().isAfter(now)) {
                arm(next.get(), Duration.between(now, next.get()));
                return;
            }
            needs.database()
                    .single(sql -> shelf.take(sql, kindsNow, 1, now, CLAIM))
                    .forEach(this::begin);
        }
    }

    /** The kinds of which one more may run now. */
    private List<String> free() {
        lock.lock();
        try {
            return closed || busy >= AT_ONCE
                    ? List.of()
                    : kinds.keySet().stream()
                            .filter(kind -> busyWith.getOrDefault(kind, 0) < OF_A_KIND)
                            .toList();
        } finally {
            lock.unlock();
        }
    }

    private void begin(Piece piece) {
        lock.lock();
        try {
            busy++;
            busyWith.merge(piece.kind(), 1, Integer::sum);
        } finally {
            lock.unlock();
        }
        Thread thread = Thread.ofVirtual().name("outbox").unstarted(() -> work(piece));
        running.add(thread);
        thread.start();
    }

    private void work(Piece piece) {
        Thread self = Thread.currentThread();
        Future<?> alarm = ForkJoinPool.commonPool().schedule(self::interrupt, LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            attempts.run(piece, this::isClosed);
        } catch (RuntimeException failure) {
            LOG.warn("What came of a piece of work could not be noted; it is done again in a while", failure);
        } finally {
            alarm.cancel(false);
            running.remove(self);
            boolean lookOn;
            lock.lock();
            try {
                busy--;
                int left = busyWith.merge(piece.kind(), -1, Integer::sum);
                lookOn = busy == 0 || busy == AT_ONCE - 1 || left == OF_A_KIND - 1;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (lookOn) {
                wake();
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Looks then, or before where that was meant already. */
    private void arm(Instant at, Duration in) {
        lock.lock();
        try {
            boolean before = timer != null && timerAt != null && !timer.isDone() && !at.isBefore(timerAt);
            if (closed || before) {
                return;
            }
            disarm();
            long millis = Math.max(in.toMillis(), SHORTEST.toMillis());
            timerAt = at;
            timer = ForkJoinPool.commonPool().schedule(this::rung, millis, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }

    private void rung() {
        lock.lock();
        try {
            disarm();
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void disarm() {
        if (timer != null) {
            timer.cancel(false);
        }
        timer = null;
        timerAt = null;
    }
}
