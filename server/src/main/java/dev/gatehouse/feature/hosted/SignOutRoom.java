package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** {@code /sign-out}: where somebody leaves, here and at every application that they came to from here. */
public final class SignOutRoom {
    private final HostedDesk desk;
    private final FlowDesk flows;
    private final Function<UUID, Optional<Account>> find;

    public SignOutRoom(HostedDesk desk, Function<UUID, Optional<Account>> find) {
        this.desk = desk;
        this.flows = desk.flows();
        this.find = find;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/sign-out", desk.refusing(this::ask));
        routes.open(Method.POST, "/sign-out", desk.refusing(this::leave));
    }

    private Response ask(Request request) {
        Session session = flows.visitor(request).session();
        String label = session == null
                ? null
                : find.apply(session.account()).map(Account::label).orElse(null);
        SignOutView view = new SignOutView(label, label == null ? "/sign-in" : "/account");
        return desk.pages().signOut(desk.pages().context(request), 200, view);
    }

    private Response leave(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        SignOutView view = new SignOutView(null, "/sign-in");
        Response page = desk.pages().signOut(desk.pages().context(request), 200, view);
        return flows.leave(request, visitor, page);
    }
}
