package dev.gatehouse.feature.audit;

import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.EventSearch;
import dev.gatehouse.domain.audit.EventView;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code GET /audit/events}: what happened, the newest first. */
public final class AuditRoom {
    private static final int USUAL_PAGE = 50;
    private static final int LARGEST_PAGE = 200;
    private static final int NAME_LENGTH = 200;
    private static final int ACTION_LENGTH = 64;
    private static final int TIME_LENGTH = 40;
    private static final int ID_LENGTH = 36;

    private static final Instant EARLIEST = Instant.parse("1970-01-02T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    /** @param nextPage what to send as {@code page} for the events that follow; absent at the end */
    record Page(List<EventView> events, @Nullable String nextPage) {}

    private final Database database;
    private final AuditTrail trail;

    public AuditRoom(Database database, AuditTrail trail) {
        this.database = database;
        this.trail = trail;
    }

    /** Adds this room's route. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/audit/events", "read:audit", this::list);
    }

    private Response list(Request request, AuthContext caller) {
        Fields query = request.query();
        int size = (int) query.number("size", 1, LARGEST_PAGE, USUAL_PAGE);
        EventSearch search = new EventSearch(
                query.optionalText("account", NAME_LENGTH),
                query.optionalText("actor", NAME_LENGTH),
                query.optionalText("action", ACTION_LENGTH),
                time(query, "since"),
                time(query, "until"));
        UUID before = id(query, "page");
        query.check();
        EventSearch.Found found = database.read(sql -> trail.search(sql, search, before, size));
        UUID next = found.next();
        return Response.json(
                200,
                new Page(found.events().stream().map(EventView::of).toList(), next == null ? null : next.toString()));
    }

    private static @Nullable Instant time(Fields query, String name) {
        String text = query.optionalText(name, TIME_LENGTH);
        try {
            Instant time = text == null ? null : Instant.parse(text);
            if (time == null || !time.isBefore(EARLIEST) && time.isBefore(LATEST)) {
                return time;
            }
        } catch (DateTimeParseException otherwise) {
            // Refused below, like a time that no event can have.
        }
        query.refuse(name, "This must be a time such as 2026-03-02T09:00:00Z.");
        return null;
    }

    private static @Nullable UUID id(Fields query, String name) {
        String text = query.optionalText(name, ID_LENGTH);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException otherwise) {
            query.refuse(name, "This is not a page that this server gave out.");
            return null;
        }
    }
}
