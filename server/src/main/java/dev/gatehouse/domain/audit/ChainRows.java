package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.platform.sql.Row;
import dev.gatehouse.platform.sql.Sql;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code audit_chain}: a link for each event, numbered from 1 without gaps. */
final class ChainRows {
    /**
     * How long before the newest linked event one may have been recorded that still gets its link: longer than servers look
     * for what others left, which is at least before each head.
     */
    static final Duration WINDOW = Duration.ofDays(2);

    /** How many rows one statement adds; few texts, so that they stay prepared. */
    private static final int[] AT_ONCE = {64, 8, 1};

    private static final String ONE = "(?, ?, ?)";
    private static final int COLUMNS = 3;

    /** The newest link. */
    record Tail(long seq, byte[] hash) {}

    /**
     * A link with its event.
     *
     * @param there whether there is a row for the event
     * @param event null where there is none, or it is not as this program writes it
     */
    record Linked(
            long seq,
            byte[] hash,
            UUID id,
            boolean there,
            @Nullable Recorded event) {}

    /** Another node was faster; nothing was added. */
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("another node made these links", null, false, false);
        }
    }

    private ChainRows() {}

    static Tail tail(Sql sql) {
        return sql.one(
                        "SELECT seq, hash FROM audit_chain ORDER BY seq DESC LIMIT 1",
                        row -> new Tail(row.number("seq"), row.bytes("hash")))
                .or(() -> HeadRows.newest(sql).map(head -> new Tail(head.seq(), head.hash())))
                .orElseGet(() -> new Tail(0, Link.origin()));
    }

    /**
     * Links those of the events that have no link yet, behind the newest one. The number after the newest decides: of two
     * nodes one adds it, and the other's transaction has no effect.
     *
     * @return how many were linked
     * @throws Overtaken where another node was faster
     */
    static int append(Transaction transaction, List<Recorded> events) {
        Tail tail = tail(transaction);
        Set<UUID> linked = linked(transaction, events);
        List<@Nullable Object> rows = new ArrayList<>(events.size() * COLUMNS);
        byte[] hash = tail.hash();
        long seq = tail.seq();
        for (Recorded event : events) {
            if (linked.add(event.id())) {
                hash = Link.hash(hash, event);
                rows.add(++seq);
                rows.add(event.id());
                rows.add(hash);
            }
        }
        int wanted = rows.size() / COLUMNS;
        if (insert(transaction, rows) != wanted) {
            throw new Overtaken();
        }
        return wanted;
    }

    private static int insert(Transaction transaction, List<@Nullable Object> rows) {
        int added = 0;
        int from = 0;
        for (int size : AT_ONCE) {
            String values = String.join(", ", Collections.nCopies(size, ONE));
            String sql = "INSERT INTO audit_chain (seq, event_id, hash) VALUES " + values + " ON CONFLICT DO NOTHING";
            while (rows.size() - from >= size * COLUMNS) {
                added += transaction.update(
                        sql, rows.subList(from, from + size * COLUMNS).toArray());
                from += size * COLUMNS;
            }
        }
        return added;
    }

    private static Set<UUID> linked(Sql sql, List<Recorded> events) {
        Set<UUID> linked = new HashSet<>();
        int most = AT_ONCE[0];
        String places = String.join(", ", Collections.nCopies(most, "?"));
        for (int from = 0; from < events.size(); from += most) {
            @Nullable Object[] ids = new @Nullable Object[most];
            for (int i = 0; i < most; i++) {
                ids[i] = events.get(Math.min(from + i, events.size() - 1)).id();
            }
            linked.addAll(sql.list(
                    "SELECT event_id FROM audit_chain WHERE event_id IN (" + places + ")",
                    row -> row.id("event_id"),
                    ids));
        }
        return linked;
    }

    /** Links behind a number, in their order. */
    static List<Linked> after(Sql sql, long seq, int size) {
        return sql.list(
                "SELECT c.seq, c.hash, c.event_id, " + EventRows.COLUMNS
                        + " FROM audit_chain c LEFT JOIN audit_events e ON e.id = c.event_id"
                        + " WHERE c.seq > ? ORDER BY c.seq LIMIT ?",
                ChainRows::read,
                seq,
                size);
    }

    /** The first link of an event that was recorded at this time or later; the one after the newest where there is none. */
    static long firstSince(Sql sql, Instant since) {
        return sql.one(
                        "SELECT min(c.seq) AS seq FROM audit_chain c JOIN audit_events e ON e.id = c.event_id WHERE e.id >= ?",
                        row -> Optional.ofNullable(row.optionalNumber("seq")),
                        EventRows.lowest(since))
                .flatMap(found -> found)
                .orElseGet(() -> tail(sql).seq() + 1);
    }

    private static Linked read(Row row) {
        boolean there = row.optionalText("id") != null;
        return new Linked(
                row.number("seq"),
                row.bytes("hash"),
                row.id("event_id"),
                there,
                there ? EventRows.readExactly(row) : null);
    }

    /**
     * Events without a link, in the order of their ids.
     *
     * @param after the last one of the page before
     */
    static List<Recorded> unlinked(Sql sql, UUID after, int size) {
        return sql.list(
                "SELECT " + EventRows.COLUMNS + " FROM audit_events e WHERE e.id > ?"
                        + " AND NOT EXISTS (SELECT 1 FROM audit_chain c WHERE c.event_id = e.id) ORDER BY e.id LIMIT ?",
                EventRows::read,
                after,
                size);
    }

    /** The lowest id that an event may have that still gets its link. */
    static UUID window(Sql sql) {
        return sql.list("""
                        SELECT e.at FROM audit_chain c JOIN audit_events e ON e.id = c.event_id
                        ORDER BY c.seq DESC LIMIT 1""", row -> row.instant("at")).stream()
                .findFirst()
                .or(() -> HeadRows.newest(sql).map(Head::at))
                .map(newest -> EventRows.lowest(newest.minus(WINDOW)))
                .orElse(EventRows.lowest(Instant.EPOCH));
    }
}
