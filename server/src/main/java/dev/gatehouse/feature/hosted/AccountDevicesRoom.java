package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.sessions.OwnSessions;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.sessions.SignedInDevice;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PathIds;
import dev.gatehouse.feature.hosted.AccountDesk.Owner;
import dev.gatehouse.kernel.ProgramName;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /account/sessions} and {@code /account/apps}: where somebody is signed in, and where they end that. */
public final class AccountDevicesRoom {
    private static final String HERE = "/account/sessions";
    private static final String APPS = "/account/apps";
    private static final int LONGEST_CLIENT = 200;
    private static final Map<String, Notice> TOLD = Map.of(
            "ended", Notice.done("session_ended"),
            "others-ended", Notice.done("others_ended"),
            "app-ended", Notice.done("app_ended"));

    private final AccountDesk accounts;
    private final HostedPages pages;
    private final OwnSessions sessions;

    public AccountDevicesRoom(AccountDesk accounts, OwnSessions sessions) {
        this.accounts = accounts;
        this.pages = accounts.desk().pages();
        this.sessions = sessions;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, accounts.shown(HERE, this::show));
        routes.open(Method.POST, HERE + "/end-others", accounts.submitted(HERE, this::endOthers));
        routes.open(Method.POST, HERE + "/{id}/end", accounts.submitted(HERE, this::end));
        routes.open(Method.GET, APPS, accounts.shown(APPS, this::apps));
        routes.open(Method.POST, APPS + "/end", accounts.submitted(APPS, this::endApp));
    }

    private Response show(Request request, Owner owner) {
        UUID present = owner.session().id();
        List<DevicesView.Row> rows = SignedInDevice.of(sessions.live(owner.id())).stream()
                .map(device -> row(device, present))
                .sorted(Comparator.comparing(row -> !row.current()))
                .toList();
        return pages.devices(pages.context(request), new DevicesView(rows, told(request)));
    }

    private static DevicesView.Row row(SignedInDevice device, UUID present) {
        Session main = device.main();
        return new DevicesView.Row(
                device.id(),
                ProgramName.of(main.userAgent()),
                icon(main.userAgent()),
                main.address(),
                device.clients(),
                device.firstUsedAt(),
                device.lastUsedAt(),
                device.idleEndsAt(),
                device.endsAt(),
                device.has(present));
    }

    private static String icon(@Nullable String userAgent) {
        if (userAgent == null || !userAgent.startsWith("Mozilla/")) {
            return "terminal";
        }
        return userAgent.contains("Mobile") || userAgent.contains("Android") ? "phone" : "computer";
    }

    private Response end(Request request, Owner owner) {
        UUID device = PathIds.of(request);
        // Whoever ends this very device leaves as by the button beside the page's name.
        if (device.equals(owner.session().id())) {
            return Response.redirect("/sign-out");
        }
        // One that has ended meanwhile is what was asked for.
        sessions.endDevice(owner.id(), device, Origins.of(request));
        return Response.redirect(HERE + "?done=ended");
    }

    private Response endOthers(Request request, Owner owner) {
        sessions.endOthers(owner.id(), owner.session().id(), Origins.of(request));
        return Response.redirect(HERE + "?done=others-ended");
    }

    private Response apps(Request request, Owner owner) {
        return pages.apps(pages.context(request), new AppsView(sessions.apps(owner.id()), told(request)));
    }

    private Response endApp(Request request, Owner owner) {
        var form = request.form();
        String client = form.text("client_id", LONGEST_CLIENT);
        form.check();
        sessions.endApp(owner.id(), client, Origins.of(request));
        return Response.redirect(APPS + "?done=app-ended");
    }

    private static @Nullable Notice told(Request request) {
        String done = request.query("done");
        return done == null ? null : TOLD.get(done);
    }
}
