package dev.gatehouse.examples.tasks;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** {@code /reports}: everybody reads all of them who may read reports, and writes them who may write reports. */
final class ReportRoutes {
    /** Reports that are kept; the oldest make room. */
    static final int KEPT = 500;

    private final Deque<Entry> reports = new ArrayDeque<>();
    private final Ids ids;
    private final InstantSource clock;

    ReportRoutes(Ids ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.guarded(Method.GET, "/reports", "read:reports", (request, caller) -> Response.json(all()));
        routes.guarded(Method.POST, "/reports", "write:reports", this::write);
    }

    private Response write(Request request, AuthContext caller) {
        Entry report = EntryFields.created(request.json(), caller, ids, clock);
        add(report);
        return Response.json(201, report);
    }

    private synchronized void add(Entry report) {
        if (reports.size() >= KEPT) {
            reports.removeFirst();
        }
        reports.addLast(report);
    }

    private synchronized List<Entry> all() {
        return List.copyOf(reports);
    }
}
