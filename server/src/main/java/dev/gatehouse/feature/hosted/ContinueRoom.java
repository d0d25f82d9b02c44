package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Leads on whoever is signed in already: at once where they came by their own hand, and else when they say so, so that no
 * page elsewhere opens a session at an application for somebody who only looks at it.
 */
public final class ContinueRoom {
    private static final String HERE = "/sign-in/continue";

    private final HostedDesk desk;
    private final FlowDesk flows;
    private final Function<UUID, Optional<Account>> find;

    public ContinueRoom(HostedDesk desk, Function<UUID, Optional<Account>> find) {
        this.desk = desk;
        this.flows = desk.flows();
        this.find = find;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, HERE, desk.refusing(this::agreed));
    }

    /** On to where it leads, or first the question. */
    Response lead(Request request, Visitor visitor, Session session, Continuation to) {
        Optional<Account> account = find.apply(session.account());
        if (account.isEmpty() || to.ownPage() || byOwnHand(request)) {
            return flows.handOver(request, visitor, session, to);
        }
        Flow flow = flows.start(to, session.account());
        String sealed = flows.seal(visitor, flow);
        String elsewhere = FlowDesk.with("/sign-in", "flow", flows.seal(visitor, flows.start(to, null)));
        ContinueView view = new ContinueView(sealed, account.get().label(), HostedDesk.application(flow), elsewhere);
        return flows.answer(visitor, desk.pages().onward(desk.context(request, flow, sealed), view));
    }

    private Response agreed(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Flow flow = flows.require(visitor, request.form().optionalText("flow", FlowDesk.LONGEST));
        Session session = visitor.session();
        UUID asked = flow.required();
        if (asked == null) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("nobody was asked to go on");
        }
        // Signed out meanwhile, or somebody else: then they prove who they are.
        return session == null || !session.account().equals(asked)
                ? flows.goTo(visitor, "/sign-in", flows.start(flow.continuation(), null))
                : flows.handOver(request, visitor, session, flow.continuation());
    }

    /** Fetch Metadata tells of a click, of the address bar and of this site; browsers that tell nothing are believed. */
    private static boolean byOwnHand(Request request) {
        String site = request.header("sec-fetch-site");
        return site == null
                || site.equals("none")
                || site.equals("same-origin")
                || "?1".equals(request.header("sec-fetch-user"));
    }
}
