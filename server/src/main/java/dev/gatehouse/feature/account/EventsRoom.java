package dev.gatehouse.feature.account;

import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.PageToken;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /auth/events}: what was done to one's own account. */
public final class EventsRoom {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;
    private static final int PAGE_LENGTH = 64;

    /** @param nextPage what to send as {@code page} for those before; absent on the last page */
    record Page(List<EventView> events, @Nullable String nextPage) {}

    private final Database database;
    private final AuditTrail audit;

    public EventsRoom(Database database, AuditTrail audit) {
        this.database = database;
        this.audit = audit;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/events", this::list);
    }

    private Response list(Request request, AuthContext caller) {
        Fields query = request.query();
        int size = (int) query.number("size", 1, LARGEST_PAGE, USUAL_PAGE);
        String page = query.optionalText("page", PAGE_LENGTH);
        query.check();
        UUID before = page == null ? null : PageToken.read(page);
        UUID account = Callers.account(caller);
        List<Recorded> found = database.read(sql -> audit.of(sql, account, before, size + 1));
        List<Recorded> shown = found.subList(0, Math.min(size, found.size()));
        String next = found.size() > size ? PageToken.write(shown.getLast().id()) : null;
        return Response.json(
                200,
                new Page(
                        shown.stream()
                                .map(recorded -> EventView.of(recorded, account))
                                .toList(),
                        next));
    }
}
