package dev.gatehouse.examples.tasks;

import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.http.Fields;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Reads {@link Entry entries} from what clients send. */
final class EntryFields {
    private static final int TITLE = 200;
    private static final int DESCRIPTION = 2_000;

    private EntryFields() {}

    /** @throws dev.gatehouse.kernel.Problem 422 with every field that does not fit */
    static Entry created(Fields body, AuthContext caller, Ids ids, InstantSource clock) {
        String title = titleOf(body);
        String description = body.optionalLines("description", DESCRIPTION);
        boolean done = body.flag("done");
        body.check();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Entry(ids.next(), title, description, done, caller.subject(), now);
    }

    /** What a PATCH says; what is absent stays. */
    record Change(
            @Nullable String title,
            boolean describes,
            @Nullable String description,
            @Nullable Boolean done) {
        /** @throws dev.gatehouse.kernel.Problem 422 with every field that does not fit */
        static Change of(Fields body) {
            String title = body.has("title") ? titleOf(body) : null;
            String description = body.optionalLines("description", DESCRIPTION);
            Boolean done = body.has("done") ? Boolean.valueOf(body.flag("done")) : null;
            body.check();
            return new Change(title, body.has("description"), description, done);
        }

        Entry appliedTo(Entry entry) {
            return new Entry(
                    entry.id(),
                    title == null ? entry.title() : title,
                    describes ? description : entry.description(),
                    done == null ? entry.done() : done,
                    entry.ownerId(),
                    entry.createdAt());
        }
    }

    private static String titleOf(Fields body) {
        String title = body.text("title", TITLE);
        if (!title.isEmpty() && title.isBlank()) {
            body.refuse("title", "This must not be blank.");
        }
        return title;
    }
}
