package dev.gatehouse.domain.audit;

import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.metrics.Counters;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what happened: into the database with the act itself, and into the log. */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger("dev.gatehouse.audit");

    /** What follows is the method that was tried. */
    private static final String ATTEMPT = "signin.";

    /** Is told of every act in the transaction that does it, and may add to that what follows from it. */
    @FunctionalInterface
    public interface Watcher {
        /** @param event as it was recorded */
        void recorded(Transaction transaction, Recorded event);
    }

    /** An act as the trail keeps it. */
    public record Recorded(UUID id, Instant at, AuditEvent event, Origin origin) {
        /**
         * From where it came, as the owner of an account may know it: their own acts, and what nobody known tried. An
         * administrator's address and program are the administrator's.
         */
        public Origin originFor(UUID account) {
            String actor = event.actor();
            return actor == null || actor.equals(account.toString()) ? origin : Origin.SERVER;
        }
    }

    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final List<Consumer<Recorded>> committed = new CopyOnWriteArrayList<>();
    private final InstantSource clock;
    private final Ids ids;
    private final Counters events;
    private final Counters signIns;

    /** Counts nothing that anybody sees. */
    public AuditTrail(InstantSource clock, Ids ids) {
        this(clock, ids, new Metrics());
    }

    /** Counts acts and sign-ins too. */
    public AuditTrail(InstantSource clock, Ids ids, Metrics metrics) {
        this.clock = clock;
        this.ids = ids;
        this.events = metrics.counters(
                "gatehouse_events_total", "Audited acts, by what was done and how it ended.", "action", "outcome");
        this.signIns = metrics.counters(
                "gatehouse_sign_ins_total",
                "Sign-ins and attempts at one, by method, provider and how they ended.",
                "method",
                "provider",
                "outcome");
    }

    /** Tells this watcher of what is recorded from now on. */
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    /** Records an act in the transaction that does it, so that neither is kept without the other; logs it after that. */
    public void record(Transaction transaction, AuditEvent event, Origin origin) {
        String outcome = EventRows.text(event.outcome());
        String detail = EventRows.detail(event);
        Recorded recorded = new Recorded(ids.next(), clock.instant().truncatedTo(ChronoUnit.MILLIS), event, origin);
        EventRows.add(transaction, recorded);
        watchers.forEach(watcher -> watcher.recorded(transaction, recorded));
        transaction.afterCommit(() -> told(recorded, outcome, detail));
    }

    /**
     * What was done to an account, by itself or by others; the newest first.
     *
     * @param before the last event of the page before; null for the first page
     */
    public List<Recorded> of(Sql sql, UUID account, @Nullable UUID before, int size) {
        return EventRows.of(sql, account.toString(), before, size);
    }

    /**
     * Events that fit, the newest first, a page at a time.
     *
     * @param before the {@code next} of the page before; null for the first page
     */
    public EventSearch.Found search(Sql sql, EventSearch search, @Nullable UUID before, int size) {
        return search.page(sql, before, size);
    }

    /** Tells of each act once it is committed. */
    void afterCommits(Consumer<Recorded> what) {
        committed.add(what);
    }

    private void told(Recorded recorded, String outcome, String detail) {
        committed.forEach(what -> what.accept(recorded));
        AuditEvent event = recorded.event();
        count(event, outcome);
        LOG.info(
                "{} {} actor={} subject={} address={} {}",
                event.action(),
                outcome,
                event.actor(),
                event.subject(),
                recorded.origin().address(),
                detail);
    }

    /** A session under a browser's is the same person going on, and counts as no sign-in. */
    private void count(AuditEvent event, String outcome) {
        events.of(event.action(), outcome).increment();
        boolean opened = event.action().equals("browser.signed_in")
                || event.action().equals("session.opened") && !event.detail().containsKey("browser");
        boolean tried = event.action().startsWith(ATTEMPT);
        if (opened || tried) {
            String usual = tried ? event.action().substring(ATTEMPT.length()) : "unknown";
            signIns.of(
                            event.detail().getOrDefault("method", usual),
                            event.detail().getOrDefault("provider", "local"),
                            outcome)
                    .increment();
        }
    }
}
