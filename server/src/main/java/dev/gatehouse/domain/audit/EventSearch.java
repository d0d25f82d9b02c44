package dev.gatehouse.domain.audit;

import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.platform.sql.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody wants to see. What is null does not matter.
 *
 * @param subject whom or what it was done to
 * @param actor who did it
 * @param action what was done; {@code *} at the end stands for any rest
 * @param since from this time on
 * @param until up to this time, without it
 */
public record EventSearch(
        @Nullable String subject,
        @Nullable String actor,
        @Nullable String action,
        @Nullable Instant since,
        @Nullable Instant until) {
    /** How many events one page looks through for an action at most: there is no index that leads to it. */
    private static final int LOOKED_THROUGH = 20_000;

    /** How far an id's time and the event's may be apart. */
    private static final Duration APART = Duration.ofSeconds(1);

    private static final String ANY = "*";

    /**
     * Some of what was found.
     *
     * @param next from where to go on; null where there is nothing more. A page may be short, or empty, before that
     */
    public record Found(List<Recorded> events, @Nullable UUID next) {}

    Found page(Sql sql, @Nullable UUID before, int size) {
        StringBuilder where = new StringBuilder("TRUE");
        List<@Nullable Object> arguments = new ArrayList<>();
        add(where, arguments, "e.subject = ?", subject);
        add(where, arguments, "e.actor = ?", actor);
        add(where, arguments, "e.id < ?", before);
        if (since != null) {
            add(where, arguments, "e.id >= ?", EventRows.lowest(since.minus(APART)));
            add(where, arguments, "e.at >= ?", since);
        }
        if (until != null) {
            add(where, arguments, "e.id < ?", EventRows.lowest(until.plus(APART)));
            add(where, arguments, "e.at < ?", until);
        }
        return action == null
                ? plain(sql, where.toString(), arguments, size)
                : ofAction(sql, where.toString(), arguments, action, size);
    }

    private static void add(
            StringBuilder where, List<@Nullable Object> arguments, String condition, @Nullable Object value) {
        if (value != null) {
            where.append(" AND ").append(condition);
            arguments.add(value);
        }
    }

    private static Found plain(Sql sql, String where, List<@Nullable Object> arguments, int size) {
        arguments.add(size + 1);
        List<Recorded> found = sql.list(
                "SELECT " + EventRows.COLUMNS + " FROM audit_events e WHERE " + where + " ORDER BY e.id DESC LIMIT ?",
                EventRows::read,
                arguments.toArray());
        return cut(found, size, null);
    }

    private static Found ofAction(Sql sql, String where, List<@Nullable Object> arguments, String action, int size) {
        String looked = "FROM audit_events e WHERE " + where + " ORDER BY e.id DESC LIMIT ";
        UUID last = sql
                .list(
                        "SELECT e.id " + looked + "1 OFFSET " + (LOOKED_THROUGH - 1),
                        row -> row.id("id"),
                        arguments.toArray())
                .stream()
                .findFirst()
                .orElse(null);
        boolean any = action.endsWith(ANY);
        String name = any ? action.substring(0, action.length() - ANY.length()) : action;
        if (any) {
            arguments.add(name.codePointCount(0, name.length()));
        }
        arguments.add(name);
        arguments.add(size + 1);
        List<Recorded> found = sql.list(
                "SELECT " + EventRows.COLUMNS + " FROM (SELECT e.* " + looked + LOOKED_THROUGH + ") e WHERE "
                        + (any ? "substr(e.action, 1, ?) = ?" : "e.action = ?") + " ORDER BY e.id DESC LIMIT ?",
                EventRows::read,
                arguments.toArray());
        return cut(found, size, last);
    }

    private static Found cut(List<Recorded> found, int size, @Nullable UUID otherwise) {
        if (found.size() <= size) {
            return new Found(found, otherwise);
        }
        List<Recorded> shown = found.subList(0, size);
        return new Found(shown, shown.getLast().id());
    }
}
