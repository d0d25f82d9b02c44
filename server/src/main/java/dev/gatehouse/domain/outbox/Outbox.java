package dev.gatehouse.domain.outbox;

import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.kernel.RandomText;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Listener;
import dev.gatehouse.platform.sql.Sweeper;
import dev.gatehouse.platform.sql.Transaction;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Work that is put down in the transaction that asks for it, and done after that: nobody waits for it, and a restart does
 * not lose it. What fails is tried again after a while, by whichever node comes first. Payloads are kept sealed, since
 * letters carry links. It is done at least once: a process that dies between doing it and saying so leaves it to be done
 * again.
 */
public final class Outbox implements AutoCloseable {
    private static final String CHANNEL = "outbox";
    /** How long something is tried before it is given up, where whoever puts it down says nothing else. */
    private static final Duration LIFE = Duration.ofDays(3);

    private static final Duration KEEP_EXPIRED = Duration.ofDays(1);
    /**
     * Within how long {@link #putByLot} has work taken up: much longer than a request, and nothing to whoever waits for a
     * letter.
     */
    private static final Duration SPREAD = Duration.ofSeconds(1);

    /** Does one kind of work. */
    @FunctionalInterface
    public interface Handler<T> {
        /**
         * Must end within two minutes; it is interrupted then.
         *
         * @param id of this piece of work, the same at every attempt
         * @throws Hopeless to have it given up
         * @throws RuntimeException to be tried again later
         */
        void handle(UUID id, T payload);
    }

    /** What the outbox works with. */
    public record Needs(
            Database database,
            Seals seals,
            AuditTrail audit,
            InstantSource clock,
            Ids ids,
            SecureRandom random,
            Metrics metrics) {}

    private final Needs needs;
    private final Shelf shelf;
    private final Map<String, Kind<?>> kinds = new ConcurrentHashMap<>();
    private final Worker worker;
    /** Tells this node from others in what they announce. */
    private final String node;

    private volatile boolean started;

    public Outbox(Needs needs) {
        this.needs = needs;
        this.shelf = new Shelf(needs.seals, needs.clock, needs.ids);
        this.worker = new Worker(needs, shelf, kinds);
        this.node = RandomText.secret(needs.random);
    }

    /** Says who does this kind of work; once for each kind, before {@link #start}. */
    public <T extends Record> void handle(String kind, Class<T> type, Handler<T> handler) {
        if (kinds.put(kind, new Kind<>(type, handler)) != null) {
            throw new IllegalStateException("two handlers for " + kind);
        }
    }

    /**
     * Puts work down, to be tried for three days. It takes the same time whatever comes of it.
     *
     * @param payload what the handler of this kind gets; at most 30,000 characters as JSON
     */
    public void put(Transaction transaction, String kind, Record payload) {
        put(transaction, kind, payload, LIFE);
    }

    /** @param life how long it is tried before it is given up */
    public void put(Transaction transaction, String kind, Record payload, Duration life) {
        put(transaction, kind, payload, life, Duration.ZERO);
    }

    /**
     * As {@link #put}, for what anybody can ask for and what takes more or less work by who has an account: it is taken up
     * at a moment by lot within a second. So what it costs this machine shows in no answer that somebody could tell.
     */
    public void putByLot(Transaction transaction, String kind, Record payload) {
        putByLot(transaction, kind, payload, LIFE);
    }

    /** @param life how long it is tried before it is given up */
    public void putByLot(Transaction transaction, String kind, Record payload, Duration life) {
        put(transaction, kind, payload, life, Duration.ofMillis(needs.random.nextLong(SPREAD.toMillis())));
    }

    private void put(Transaction transaction, String kind, Record payload, Duration life, Duration wait) {
        shelf.put(transaction, kind, payload, life, wait);
        // Without a name where this process does no work itself: then all that do look at once.
        transaction.announce(CHANNEL, started ? node : "");
    }

    /** Begins to work, first on what an earlier run left. */
    public void start() {
        started = true;
        needs.database.subscribe(CHANNEL, new Listener() {
            @Override
            public void heard(String whose) {
                if (whose.equals(node) || whose.isEmpty()) {
                    worker.wake();
                } else {
                    worker.wakeLater();
                }
            }

            @Override
            public void resync() {
                worker.wake();
            }
        });
        worker.wake();
    }

    /** Does what is due now and what comes of that; false where it is not done within so long. */
    public boolean settle(Duration patience) {
        return worker.settle(patience, Duration.ZERO);
    }

    /** As {@link #settle}, without waiting for the moment that a lot gave. */
    public boolean hurry(Duration patience) {
        return worker.settle(patience, SPREAD);
    }

    /** Lets what nobody knows how to do leave. */
    public static void sweepWith(Sweeper sweeper) {
        sweeper.register("outbox", "id", "expires_at", KEEP_EXPIRED);
    }

    /** Adds what is read only when somebody asks for it. */
    public void measure(Metrics metrics) {
        metrics.gauge(
                "gatehouse_outbox_waiting",
                "Letters, webhooks and other work that is to be done after requests, at all nodes together.",
                () -> needs.database.read(shelf::waiting).pieces());
        metrics.gauge(
                "gatehouse_outbox_oldest_seconds",
                "How long the oldest piece of that work has been waiting; 0 where there is none.",
                () -> needs.database
                        .read(shelf::waiting)
                        .oldest()
                        .map(oldest ->
                                Duration.between(oldest, needs.clock.instant()).toMillis() / 1000.0)
                        .orElse(0.0));
    }

    /** Finishes what is under way, or puts it back where that takes too long. */
    @Override
    public void close() {
        worker.close();
    }

    /** Who does a kind of work, and what it is told. */
    record Kind<T>(Class<T> type, Handler<T> handler) {
        void run(UUID id, byte[] json) {
            handler.handle(id, Json.read(json, type));
        }
    }
}
