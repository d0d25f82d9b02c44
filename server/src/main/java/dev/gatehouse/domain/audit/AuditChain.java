package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.keys.Seals;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain over the trail, by which it shows where somebody changed it. Links are made after the commit, so that no act
 * waits for them; every so often the newest is signed. A head that is kept elsewhere vouches for all that stands before it.
 */
public final class AuditChain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("dev.gatehouse.audit.head");
    private static final double MILLIS = 1e3;

    /**
     * What the room needs.
     *
     * @param seals shows of a head in the database that a server wrote it
     * @param issuer the server's public address
     */
    public record Needs(
            Database database,
            AuditTrail trail,
            AuditSettings settings,
            SigningKeys keys,
            Seals seals,
            String issuer,
            InstantSource clock) {}

    /** Is told of each head in the transaction that keeps it. */
    @FunctionalInterface
    public interface HeadWatcher {
        void signed(Transaction transaction, Head head);
    }

    /**
     * An event with its link.
     *
     * @param at with milliseconds, as the link has it
     */
    public record Entry(long seq, byte[] hash, String at, Recorded event) {}

    /**
     * Some of the chain.
     *
     * @param last behind which link the next page begins
     * @param end whether there was nothing any more
     */
    public record Page(List<Entry> entries, long last, boolean end) {}

    private final Database database;
    private final InstantSource clock;
    private final Optional<Duration> keep;
    private final HeadSigning signing;
    private final Sealer sealer;
    private final SealingThread thread;
    private volatile HeadWatcher watcher = (_, _) -> {};

    /** Begins to remember what is committed; makes links once it is started or closed. */
    public AuditChain(Needs needs) {
        this.database = needs.database();
        this.clock = needs.clock();
        AuditSettings settings = needs.settings();
        this.keep = settings.keep();
        this.signing = new HeadSigning(needs.issuer(), needs.keys(), needs.seals(), keep);
        this.sealer = new Sealer(database);
        Retention retention = new Retention(database, needs.trail(), signing, keep, clock);
        this.thread = new SealingThread(database, sealer, this::sign, retention, settings.headsEvery(), clock);
        needs.trail().afterCommits(event -> {
            sealer.add(event);
            thread.wake();
        });
    }

    /** Links and signs from now on, in the background: for a server. A process that only visits links when it closes. */
    public void start() {
        thread.start();
    }

    /** Tells this watcher of each head. */
    public void watch(HeadWatcher watcher) {
        this.watcher = watcher;
    }

    /** Links what was committed until now, by whatever process. */
    public void seal() {
        sealer.recover();
        sealer.seal();
    }

    /**
     * Signs the newest link, unless a head over it is there already.
     *
     * @return the newest head; nothing where nothing was ever recorded
     */
    public Optional<Head> sign() {
        ChainRows.Tail tail = database.read(ChainRows::tail);
        Optional<Head> newest = newestHead();
        if (tail.seq() == 0 || newest.filter(head -> head.seq() >= tail.seq()).isPresent()) {
            return newest;
        }
        long anchor = anchor();
        HeadSigning.Signed signed = signing.sign(tail.seq(), tail.hash(), tail.seq() - anchor, clock.instant());
        Head head = signed.head();
        boolean added = database.write(transaction -> {
            boolean first = HeadRows.add(transaction, signed.row());
            if (first) {
                watcher.signed(transaction, head);
            }
            return first;
        });
        if (added) {
            LOG.info("audit head seq={} {}", head.seq(), head.jws());
        }
        return newestHead();
    }

    /** The newest signed head. */
    public Optional<Head> newestHead() {
        return database.read(HeadRows::newest);
    }

    /**
     * Computes the chain again and compares it with the heads of the database.
     *
     * @param outside heads that were kept elsewhere
     */
    public Verdict verify(List<Head> outside) {
        return new Verification(database, signing, keep, clock).run(outside);
    }

    /** Events behind a link in the order of the chain, each with its link; without those that are gone or unreadable. */
    public Page after(Sql sql, long seq, int size) {
        List<ChainRows.Linked> links = ChainRows.after(sql, seq, size);
        List<Entry> entries = links.stream()
                .filter(linked -> linked.event() != null)
                .map(linked -> entry(linked, Objects.requireNonNull(linked.event())))
                .toList();
        return new Page(entries, links.isEmpty() ? seq : links.getLast().seq(), links.isEmpty());
    }

    /** The number of the newest link; 0 where there is none. */
    public long newestLink() {
        return database.read(ChainRows::tail).seq();
    }

    /** The number of the first link of an event that was recorded at this time or later. */
    public long firstSince(Instant since) {
        return database.read(sql -> ChainRows.firstSince(sql, since));
    }

    private static Entry entry(ChainRows.Linked linked, Recorded event) {
        return new Entry(linked.seq(), linked.hash(), Link.time(event.at()), event);
    }

    private long anchor() {
        return database.read(HeadRows::anchor).map(HeadRows.Stored::seq).orElse(0L);
    }

    /** Adds what is read when somebody asks. */
    public void measure(Metrics metrics) {
        metrics.gauge(
                "gatehouse_audit_chain_links",
                "Links of the audit trail's chain that are kept.",
                known(() -> newestLink() - anchor()));
        metrics.gauge("gatehouse_audit_unsealed_events", "Events of this node that have no link yet.", sealer::waiting);
        metrics.gauge(
                "gatehouse_audit_head_age_seconds",
                "How long ago the audit trail's newest head was signed.",
                known(() -> newestHead()
                        .map(head ->
                                Duration.between(head.at(), clock.instant()).toMillis() / MILLIS)
                        .orElse(Double.NaN)));
    }

    /** Numbers from the database are none while it does not answer; the others are shown all the same. */
    private static DoubleSupplier known(DoubleSupplier value) {
        return () -> {
            try {
                return value.getAsDouble();
            } catch (RuntimeException outOfReach) {
                return Double.NaN;
            }
        };
    }

    /** Links what is left; a server signs the newest link, too. What fails is made up for by the next start. */
    @Override
    public void close() {
        thread.close();
    }
}
