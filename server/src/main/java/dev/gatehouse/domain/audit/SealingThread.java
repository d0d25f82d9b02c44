package dev.gatehouse.domain.audit;

import dev.gatehouse.platform.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When links and heads are made: links a moment after a commit, heads every so often while there is something to sign. It
 * sleeps until somebody commits; without that it asks the database for nothing.
 */
final class SealingThread implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SealingThread.class);

    /** How long commits are gathered, so that a busy server makes links by the hundred. */
    private static final Duration GATHER = Duration.ofMillis(200);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration FAREWELL = Duration.ofSeconds(10);
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    private final Database database;
    private final Sealer sealer;
    private final Supplier<Optional<Head>> signing;
    private final Retention retention;
    private final Duration headsEvery;
    private final InstantSource clock;
    private final Semaphore wakes = new Semaphore(0);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Thread running;
    private boolean unsigned;
    private Instant lastHead;
    private @Nullable Duration retry;

    SealingThread(
            Database database,
            Sealer sealer,
            Supplier<Optional<Head>> signing,
            Retention retention,
            Duration headsEvery,
            InstantSource clock) {
        this.database = database;
        this.sealer = sealer;
        this.signing = signing;
        this.retention = retention;
        this.headsEvery = headsEvery;
        this.clock = clock;
        this.lastHead = clock.instant();
    }

    void start() {
        sealer.serve();
        running = Thread.ofVirtual().name("audit-chain").start(this::work);
    }

    /** Something was committed. */
    void wake() {
        if (running != null && wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    private void work() {
        boolean begun = false;
        while (closing.getCount() > 0) {
            try {
                if (!begun) {
                    begin();
                    begun = true;
                }
                attempt();
                retry = null;
            } catch (RuntimeException failure) {
                retry = retry == null ? FIRST_PAUSE : shorter(retry.multipliedBy(2), LONGEST_PAUSE);
                LOG.warn("The audit trail's chain does not grow; trying again in {} s", retry.toSeconds(), failure);
            }
            pause();
        }
    }

    /** What an earlier process left without links or a head. */
    private void begin() {
        Optional<Head> newest = database.read(HeadRows::newest);
        newest.ifPresent(head -> lastHead = head.at());
        unsigned = database.read(ChainRows::tail).seq() > newest.map(Head::seq).orElse(0L);
    }

    private void attempt() {
        if (sealer.seal() > 0) {
            unsigned = true;
        }
        if (unsigned && due()) {
            // Another node may have signed meanwhile.
            database.read(HeadRows::newest).ifPresent(head -> lastHead = head.at());
        }
        if (unsigned && due()) {
            sealer.recover();
            lastHead = signing.get().map(Head::at).orElseGet(clock::instant);
            unsigned = false;
            retention.prune();
        }
    }

    private boolean due() {
        return !clock.instant().isBefore(lastHead.plus(headsEvery));
    }

    private void pause() {
        Duration left = retry != null ? retry : unsigned ? untilHead() : FOR_EVER;
        try {
            if (wakes.tryAcquire(left.toMillis(), TimeUnit.MILLISECONDS)) {
                Duration gather = retry == null ? GATHER : retry;
                LOG.trace("closing: {}", closing.await(gather.toMillis(), TimeUnit.MILLISECONDS));
            }
            wakes.drainPermits();
        } catch (InterruptedException stop) {
            LOG.warn("Somebody interrupted the making of links; it goes on", stop);
        }
    }

    /** Never less than a moment, whatever the clocks say of each other. */
    private Duration untilHead() {
        Duration left = Duration.between(clock.instant(), lastHead.plus(headsEvery));
        return left.compareTo(FIRST_PAUSE) < 0 ? FIRST_PAUSE : left;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void close() {
        closing.countDown();
        wakes.release();
        Thread thread = running;
        try {
            if (thread != null) {
                thread.join(FAREWELL);
            }
            sealer.seal();
            if (thread != null) {
                signing.get().ifPresent(head -> lastHead = head.at());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failure) {
            LOG.warn("The audit trail's newest links wait for the next start", failure);
        }
    }
}
