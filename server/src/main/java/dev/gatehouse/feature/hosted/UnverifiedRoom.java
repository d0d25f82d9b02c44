package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.verification.Verifications;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** {@code /sign-in/verify-email}: the account is proven, and its address has to be verified before anybody is let in. */
public final class UnverifiedRoom {
    private final HostedDesk desk;
    private final FlowDesk flows;
    private final Verifications verifications;
    private final Function<UUID, Optional<Account>> find;

    public UnverifiedRoom(HostedDesk desk, Verifications verifications, Function<UUID, Optional<Account>> find) {
        this.desk = desk;
        this.flows = desk.flows();
        this.verifications = verifications;
        this.find = find;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, Step.VERIFY_EMAIL.path(), desk.refusing(this::show));
        routes.open(Method.POST, Step.VERIFY_EMAIL.path(), desk.refusing(this::submitted));
    }

    /** Who comes here without a letter whose link works gets one; programs that follow links hold no such flow. */
    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        Flow flow = flows.require(visitor, request.query("flow"));
        Account account = account(flow);
        String to = flow.continuation().returnTo();
        String sealed = flows.seal(visitor, flow);
        if (to.startsWith(VerifyEmailRoom.HERE + "?ticket=")) {
            return Response.redirect(FlowDesk.with(to, "flow", sealed));
        }
        if (!account.emailVerified() && !verifications.asked(account.id())) {
            verifications.ask(account.id());
        }
        Notice notice = request.query("sent") == null ? null : Notice.told("letter_sent");
        String address = account.email() == null ? "" : account.email();
        UnverifiedView view = new UnverifiedView(sealed, address, account.emailVerified(), notice);
        return flows.answer(visitor, desk.pages().unverified(desk.context(request, flow, sealed), view));
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        Flow flow = flows.require(visitor, form.optionalText("flow", FlowDesk.LONGEST));
        String choice = form.optionalText("choice", 16);
        if ("cancel".equals(choice)) {
            return flows.goTo(visitor, Step.IDENTIFY.path(), flow.anew());
        }
        if ("resend".equals(choice)) {
            verifications.ask(account(flow).id());
            String here = Step.VERIFY_EMAIL.path() + "?flow=" + flows.seal(visitor, flow);
            return Response.redirect(here + "&sent=yes");
        }
        return flows.proceed(request, visitor, flow);
    }

    private Account account(Flow flow) {
        Proof proof = flow.proof();
        return Optional.ofNullable(proof)
                .flatMap(shown -> find.apply(shown.account()))
                .orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED));
    }
}
