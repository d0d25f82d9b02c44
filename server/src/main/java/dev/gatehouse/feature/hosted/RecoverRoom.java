package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.recovery.Onward;
import dev.gatehouse.domain.recovery.Recovery;
import dev.gatehouse.domain.recovery.Recovery.Owner;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.hosted.AskMailView.Way;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /recover}: where whoever forgot a password says so, and {@code /recover/new}, where the link in their mail leads.
 * Mail scanners follow links: to open one changes nothing.
 */
public final class RecoverRoom {
    private static final String ASK = "/recover";
    private static final String CHOOSE = "/recover/new";
    private static final int NAME_LENGTH = 320;

    /**
     * What the room needs.
     *
     * @param available whether letters can leave
     */
    public record Needs(HostedDesk desk, Recovery recovery, MailTickets tickets, BooleanSupplier available) {}

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public RecoverRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk;
        this.flows = needs.desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, ASK, desk.refusing(this::ask));
        routes.open(Method.POST, ASK, desk.refusing(this::asked));
        routes.open(Method.GET, CHOOSE, desk.refusing(this::arrive));
        routes.open(Method.POST, CHOOSE, desk.refusing(this::chosen));
    }

    private Response ask(Request request) {
        requireMail();
        Visitor visitor = flows.visitor(request);
        return askPage(request, visitor, flow(visitor, request.query("flow")), 200, null, null, List.of());
    }

    private Response asked(Request request) {
        SameOrigin.require(request);
        requireMail();
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        Flow flow = flow(visitor, form.optionalText("flow", FlowDesk.LONGEST));
        String typed = form.optionalText("identifier", NAME_LENGTH);
        try {
            String identifier = form.text("identifier", NAME_LENGTH);
            form.check();
            String language = desk.pages().context(request).texts().language().tag();
            Onward leads = Onward.flow(flows.seal(visitor, flow));
            needs.recovery.ask(identifier, language, leads, Origins.of(request));
            return sent(request, visitor, flow, identifier);
        } catch (Problem problem) {
            int status = problem.code().status();
            Response page = askPage(request, visitor, flow, status, typed, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
    }

    /** The secret leaves the address bar at once: what takes its place is good in this browser alone. */
    private Response arrive(Request request) {
        Visitor visitor = flows.visitor(request);
        String secret = request.query("token");
        if (secret != null) {
            return needs.tickets.instead(flows, visitor, CHOOSE, secret).orElseGet(() -> gone(request, visitor));
        }
        String ticket = request.query("ticket");
        Optional<Owner> owner = needs.tickets.secret(visitor, ticket).flatMap(needs.recovery::peek);
        return ticket == null || owner.isEmpty()
                ? gone(request, visitor)
                : choosePage(request, visitor, ticket, owner.get(), 200, null, List.of());
    }

    private Response chosen(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String ticket = form.optionalText("ticket", 512);
        Optional<String> secret = needs.tickets.secret(visitor, ticket);
        Optional<Owner> owner = secret.flatMap(needs.recovery::peek);
        if (ticket == null || owner.isEmpty()) {
            return gone(request, visitor);
        }
        try {
            String password = form.secret("password", ProfileFields.PASSWORD_LENGTH);
            form.check();
            Onward leads = needs.recovery.reset(secret.get(), password, "password", Origins.of(request));
            return signIn(visitor, leads);
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.LINK_EXPIRED) {
                return gone(request, visitor);
            }
            int status = problem.code().status();
            Response page =
                    choosePage(request, visitor, ticket, owner.get(), status, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
    }

    /** Back into the sign-in that it was asked from, where this is the browser of that; nobody is signed in by it. */
    private Response signIn(Visitor visitor, Onward leads) {
        String sealed = flows.seal(visitor, flow(visitor, leads.flow()));
        return flows.answer(visitor, Response.redirect("/sign-in?flow=" + sealed + "&recovered=yes"));
    }

    private Flow flow(Visitor visitor, @Nullable String sealed) {
        return flows.open(visitor, sealed)
                .map(Flow::anew)
                .orElseGet(() -> flows.start(Continuation.own("/account"), null));
    }

    /** @throws Problem where nothing could come of asking */
    private void requireMail() {
        if (!needs.available.getAsBoolean()) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
    }

    private Response askPage(
            Request request,
            Visitor visitor,
            Flow flow,
            int status,
            @Nullable String typed,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        String sealed = flows.seal(visitor, flow);
        AskMailView view = new AskMailView(Way.RECOVERY, sealed, typed, problems, notice, "/sign-in?flow=" + sealed);
        return flows.answer(visitor, desk.pages().askMail(desk.context(request, flow, sealed), status, view));
    }

    private Response sent(Request request, Visitor visitor, Flow flow, String typed) {
        String sealed = flows.seal(visitor, flow);
        MailSentView view = new MailSentView(Way.RECOVERY, typed, ASK + "?flow=" + sealed, "/sign-in?flow=" + sealed);
        return flows.answer(visitor, desk.pages().mailSent(desk.context(request, flow, sealed), view));
    }

    private Response choosePage(
            Request request,
            Visitor visitor,
            String ticket,
            Owner owner,
            int status,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        NewPasswordView view = new NewPasswordView(ticket, owner.label(), problems, notice);
        return flows.answer(
                visitor,
                desk.pages().newPassword(desk.pages().context(request).carrying("ticket", ticket), status, view));
    }

    private Response gone(Request request, Visitor visitor) {
        desk.wrongLinks().count(request);
        LinkGoneView view = LinkGoneView.recovery(needs.available.getAsBoolean() ? ASK : null);
        return flows.answer(visitor, desk.pages().linkGone(desk.pages().context(request), view));
    }
}
