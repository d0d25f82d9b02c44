package dev.gatehouse.domain.sessions;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.sessions.Sessions.Seen;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Keeps an account to the number of sessions that it may have at once. Follows what the trail says was opened, in the
 * transaction that opened it: that holds the account's row, so that of many at once each counts those before it.
 */
public final class SessionLimit {
    private static final Set<String> OPENED = Set.of("session.opened", "browser.signed_in");

    private final Sessions sessions;
    private final int limit;
    private final AuditTrail audit;

    private SessionLimit(Sessions sessions, SessionSettings settings, AuditTrail audit) {
        this.sessions = sessions;
        this.limit = settings.limit();
        this.audit = audit;
    }

    /** Keeps every account to its limit from now on. */
    public static void watch(Sessions sessions, SessionSettings settings, AuditTrail audit) {
        audit.watch(new SessionLimit(sessions, settings, audit)::recorded);
    }

    private void recorded(Transaction transaction, Recorded recorded) {
        AuditEvent event = recorded.event();
        String account = event.subject();
        String session = event.sessionId();
        if (!OPENED.contains(event.action()) || account == null || session == null) {
            return;
        }
        for (UUID one : endBeyond(transaction, UUID.fromString(account), UUID.fromString(session))) {
            AuditEvent end = AuditEvent.success("session.ended")
                    .on(account)
                    .in(one.toString())
                    .with("reason", "limit");
            audit.record(transaction, end, recorded.origin());
        }
    }

    /**
     * Ends the sessions that were not used for longest, and with each those that stand under it; not the one that was
     * opened, nor the one that it stands under.
     */
    private List<UUID> endBeyond(Transaction transaction, UUID account, UUID opened) {
        int open = sessions.open(transaction, account);
        if (open <= limit) {
            return List.of();
        }
        List<Seen> all = sessions.seen(transaction, account);
        Set<UUID> staying = new HashSet<>(Set.of(opened));
        Map<UUID, Instant> used = new HashMap<>();
        for (Seen one : all) {
            UUID id = one.session().id();
            used.merge(id, one.lastUsedAt(), Sessions::later);
            if (one.parent() != null) {
                used.merge(one.parent(), one.lastUsedAt(), Sessions::later);
                if (id.equals(opened)) {
                    staying.add(one.parent());
                }
            }
        }
        List<UUID> ended = new ArrayList<>();
        all.stream()
                .map(one -> one.session().id())
                .filter(id -> !staying.contains(id))
                .sorted(Comparator.comparing((UUID id) -> used.getOrDefault(id, Instant.MAX))
                        .thenComparing(UUID::toString))
                .limit(open - limit)
                .filter(id -> sessions.end(transaction, id))
                .forEach(ended::add);
        return ended;
    }
}
