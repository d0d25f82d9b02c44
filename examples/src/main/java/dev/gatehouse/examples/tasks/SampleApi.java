package dev.gatehouse.examples.tasks;

import dev.gatehouse.guard.Guard;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.http.Routes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Everything that the sample API is made of. It keeps what it is told in memory, within bounds, until the process ends: it
 * is there to show how an API is guarded, not how tasks are kept.
 *
 * <p>Callers are known by the access token in {@code Authorization} alone. A cookie is left unread, even on the
 * server's own origin: an API elsewhere would never see it.
 */
public final class SampleApi implements AutoCloseable {
    private final LateGuard guard;
    private final TaskRoutes tasks;
    private final ReportRoutes reports;

    /**
     * @param guard makes the guard; asked once, at the first request that needs it, because a guard speaks to the
     *     issuer, which may be the very server that is starting
     */
    public SampleApi(Supplier<Guard> guard, InstantSource clock) {
        Ids ids = new Ids(clock, new SecureRandom());
        this.guard = new LateGuard(guard);
        this.tasks = new TaskRoutes(ids, clock);
        this.reports = new ReportRoutes(ids, clock);
    }

    /** Adds {@code /tasks}, {@code /todos} and {@code /reports}. */
    public void addTo(Routes routes) {
        Routes own = routes.knownBy(guard);
        tasks.addTo(own);
        reports.addTo(own);
    }

    /** Ends the guard; requests that still come are answered as far as what it knows allows. */
    @Override
    public void close() {
        guard.close();
    }
}
