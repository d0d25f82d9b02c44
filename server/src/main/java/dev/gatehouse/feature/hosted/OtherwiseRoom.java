package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.List;

/** {@code /sign-in/otherwise}: where somebody reads that what they have shown is not enough to set a second factor up. */
public final class OtherwiseRoom {
    private final HostedDesk desk;
    private final FlowDesk flows;

    public OtherwiseRoom(HostedDesk desk) {
        this.desk = desk;
        this.flows = desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, Step.OTHERWISE.path(), desk.showing(this::show));
    }

    private Response show(Request request, Visitor visitor, Flow flow) {
        Proof proof = flow.proof();
        if (proof == null || !(flows.verdict(request, flow, proof) instanceof Verdict.Otherwise)) {
            return flows.leaveBehind(request, visitor, flow);
        }
        String again = flows.seal(visitor, flow.anew());
        SaidView view = new SaidView(
                "passkey", "passkeys.otherwise", "/sign-in?flow=" + again, "passkeys.otherwise.next", List.of());
        return flows.answer(visitor, desk.pages().said(desk.context(request, flow, again), view));
    }
}
