package dev.gatehouse.platform.metrics;

import dev.gatehouse.platform.http.Route;
import dev.gatehouse.platform.http.Traffic;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Measures requests by route and kind of status. What was asked for stays out of it: only patterns are labels. */
public final class HttpTraffic implements Traffic {
    private static final String NONE = "none";
    private static final int KINDS = 6;

    private final Timers timers;
    private final Timers.Timer unmatched;
    private final ConcurrentHashMap<Route, AtomicReferenceArray<Timers.Timer>> routes = new ConcurrentHashMap<>();

    public HttpTraffic(Metrics metrics) {
        timers = metrics.timers(
                "gatehouse_http_request_seconds",
                "From a request's head to its answer, by route.",
                "method",
                "route",
                "status");
        unmatched = timers.of(NONE, NONE, "4xx");
    }

    @Override
    public void answered(@Nullable Route route, int status, long nanos) {
        if (route == null) {
            unmatched.record(nanos);
            return;
        }
        int kind = Math.clamp(status / 100, 0, KINDS - 1);
        AtomicReferenceArray<Timers.Timer> known = routes.get(route);
        Timers.Timer timer = known == null ? null : known.get(kind);
        if (timer == null) {
            timer = timers.of(route.method().name(), route.pattern(), kind + "xx");
            routes.computeIfAbsent(route, first -> new AtomicReferenceArray<>(KINDS))
                    .set(kind, timer);
        }
        timer.record(nanos);
    }
}
