package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditEvent.Outcome;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.audit.AuditTrail.Recorded;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.feature.PageToken;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ProgramName;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.pages.Texts;
import dev.gatehouse.platform.sql.Database;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /account/events}: where people read what happened to their account. */
public final class AccountEventsRoom {
    private static final String HERE = "/account/events";
    private static final String FAILED = "events.unnamed.failed";
    private static final int SIZE = 25;

    private final AccountDesk accounts;
    private final HostedPages pages;
    private final Database database;
    private final AuditTrail audit;

    public AccountEventsRoom(AccountDesk accounts, Database database, AuditTrail audit) {
        this.accounts = accounts;
        this.pages = accounts.desk().pages();
        this.database = database;
        this.audit = audit;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, accounts.shown(HERE, this::show));
    }

    private Response show(Request request, Owner owner) {
        String page = request.query("page");
        UUID before = page == null ? null : PageToken.read(page);
        List<Recorded> found = database.read(sql -> audit.of(sql, owner.id(), before, SIZE + 1));
        List<Recorded> shown = found.subList(0, Math.min(SIZE, found.size()));
        var context = pages.context(request);
        EventsView view = new EventsView(
                shown.stream()
                        .map(event -> row(event, owner.id(), context.texts()))
                        .toList(),
                found.size() > SIZE
                        ? HERE + "?page=" + PageToken.write(shown.getLast().id())
                        : null,
                before == null ? null : HERE);
        return pages.events(context, view);
    }

    private EventsView.Row row(Recorded recorded, UUID account, Texts texts) {
        AuditEvent event = recorded.event();
        Origin from = recorded.originFor(account);
        boolean failed = event.outcome() != Outcome.SUCCESS;
        String provider = event.detail().get("provider");
        String named = provider == null || provider.equals("local")
                ? event.action()
                : accounts.desk().displayName(provider);
        String key = key(event.action(), failed, texts);
        return new EventsView.Row(
                recorded.at(),
                key,
                key.equals(FAILED) ? attempted(event.action(), named, texts) : named,
                byOther(event.actor(), account),
                ProgramName.of(from.userAgent()),
                from.address(),
                failed);
    }

    private static String key(String action, boolean failed, Texts texts) {
        String key = "event." + action;
        if (failed && texts.has(key + ".failed")) {
            return key + ".failed";
        }
        return failed ? FAILED : texts.has(key) ? key : "events.unnamed.done";
    }

    /** What failed, in words where there are some: a text of what was done does not say that it was not. */
    private static String attempted(String action, String named, Texts texts) {
        String key = "event." + action;
        return texts.has(key) ? texts.get(key, named) : named;
    }

    private static @Nullable String byOther(@Nullable String actor, UUID account) {
        if (actor == null || actor.equals(account.toString())) {
            return null;
        }
        return actor.equals("command-line") ? "events.by.operator" : "events.by.administrator";
    }
}
