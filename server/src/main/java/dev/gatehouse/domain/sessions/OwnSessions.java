package dev.gatehouse.domain.sessions;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.sessions.Sessions.Seen;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people see of their own sessions, and end of them. */
public final class OwnSessions {
    /**
     * An application that somebody is signed in at.
     *
     * @param sessions how many there are; at least one
     */
    public record App(String clientId, Instant firstUsedAt, Instant lastUsedAt, int sessions) {}

    private final Database database;
    private final Sessions sessions;
    private final AuditTrail audit;

    public OwnSessions(Database database, Sessions sessions, AuditTrail audit) {
        this.database = database;
        this.sessions = sessions;
        this.audit = audit;
    }

    /** The live ones, the newest first. */
    public List<Seen> live(UUID account) {
        return database.read(sql -> sessions.live(sql, account));
    }

    /** The applications that an account is signed in at, our own pages left out; by their last use, the newest first. */
    public List<App> apps(UUID account) {
        return apps(live(account));
    }

    /** The same of sessions that were read already. */
    public static List<App> apps(List<Seen> live) {
        Map<String, List<Seen>> byClient = live.stream()
                .filter(seen -> !seen.session().clientId().equals(BrowserSessions.CLIENT))
                .collect(Collectors.groupingBy(seen -> seen.session().clientId(), TreeMap::new, Collectors.toList()));
        return byClient.entrySet().stream()
                .map(app -> new App(
                        app.getKey(),
                        app.getValue().stream()
                                .map(seen -> seen.session().createdAt())
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        app.getValue().stream()
                                .map(Seen::lastUsedAt)
                                .max(Comparator.naturalOrder())
                                .orElseThrow(),
                        app.getValue().size()))
                .sorted(Comparator.comparing(App::lastUsedAt).reversed())
                .toList();
    }

    /** Ends one session, and what stands under it; false where it is none of the account's that lives. */
    public boolean end(UUID account, UUID session, Origin from) {
        return ended(account, session, null, from, transaction -> sessions.end(transaction, account, session) ? 1 : 0)
                > 0;
    }

    /** Ends a {@linkplain SignedInDevice device}; false where it is none of the account's that lives. */
    public boolean endDevice(UUID account, UUID device, Origin from) {
        return ended(account, device, null, from, transaction -> sessions.endDevice(transaction, account, device)) > 0;
    }

    /**
     * Ends every session but one; says how many.
     *
     * @param present the one that stays
     */
    public int endOthers(UUID account, UUID present, Origin from) {
        return ended(
                account, present, "others", from, transaction -> sessions.endOthers(transaction, account, present));
    }

    /** Ends every session at a client, ours apart; says how many. */
    public int endApp(UUID account, String clientId, Origin from) {
        return clientId.equals(BrowserSessions.CLIENT)
                ? 0
                : ended(
                        account,
                        null,
                        "client " + clientId,
                        from,
                        transaction -> sessions.endAt(transaction, account, clientId));
    }

    private int ended(
            UUID account, @Nullable UUID session, @Nullable String which, Origin from, ToIntFunction<Transaction> end) {
        return database.<Integer>write(transaction -> {
            int ended = end.applyAsInt(transaction);
            if (ended > 0) {
                AuditEvent event = AuditEvent.success("session.ended")
                        .bySelf(account)
                        .in(session == null ? null : session.toString())
                        .with("sessions_ended", Integer.toString(ended));
                audit.record(transaction, which == null ? event : event.with("which", which), from);
            }
            return ended;
        });
    }
}
