package dev.gatehouse.feature;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Forbidden;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that somebody who is signed in asked for what they may not do. So many an hour for each of them and no more, lest
 * anybody with a token fills the trail.
 */
public final class Denials implements Routes.Denials {
    private static final Logger LOG = LoggerFactory.getLogger(Denials.class);
    private static final int MOST_OF_ONE = 20;
    private static final int MOST_CALLERS = 5_000;
    private static final Duration WINDOW = Duration.ofHours(1);

    private record Count(Instant end, int denials) {}

    private final Database database;
    private final AuditTrail trail;
    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>();

    public Denials(Database database, AuditTrail trail, InstantSource clock) {
        this.database = database;
        this.trail = trail;
        this.clock = clock;
    }

    @Override
    public void denied(Request request, AuthContext caller, Forbidden why) {
        if (!counted(caller.subject())) {
            return;
        }
        AuditEvent event = AuditEvent.denied("permission.denied")
                .by(caller.subject())
                .on(request.method() + " " + request.route().pattern())
                .with("reason", String.valueOf(why.getMessage()));
        try {
            database.write(transaction -> {
                trail.record(transaction, event, Origins.of(request));
                return event;
            });
        } catch (RuntimeException unrecorded) {
            LOG.warn("A refusal was not recorded", unrecorded);
        }
    }

    private synchronized boolean counted(String caller) {
        Instant now = clock.instant();
        Count known = counts.get(caller);
        Count count = known == null || !now.isBefore(known.end()) ? new Count(now.plus(WINDOW), 0) : known;
        if (known != count) {
            counts.remove(caller);
            counts.put(caller, count);
        }
        if (count.denials() >= MOST_OF_ONE) {
            return false;
        }
        counts.put(caller, new Count(count.end(), count.denials() + 1));
        if (counts.size() > MOST_CALLERS) {
            counts.remove(counts.keySet().iterator().next());
        }
        return true;
    }
}
