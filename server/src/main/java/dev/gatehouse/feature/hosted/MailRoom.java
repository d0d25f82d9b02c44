package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.recovery.MailedSignIns;
import dev.gatehouse.domain.recovery.MailedSignIns.Arrival;
import dev.gatehouse.domain.recovery.MailedSignIns.Proven;
import dev.gatehouse.domain.recovery.Onward;
import dev.gatehouse.domain.recovery.RecoverySettings;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
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
import org.jspecify.annotations.Nullable;

/**
 * {@code /sign-in/mail}: signing in on our pages by a mailed link or code, where the operator lets people. A code is good in
 * the browser that asked for it alone; a link signs in the browser that it is opened in, which is told so before.
 */
public final class MailRoom {
    private static final String ASK = "/sign-in/mail";
    private static final String CODE = "/sign-in/code";
    private static final String LINK = "/sign-in/mailed";
    private static final int NAME_LENGTH = 320;
    private static final int CODE_LENGTH = 64;
    private static final int TICKET_LENGTH = 2_000;

    /** What the room needs. */
    public record Needs(HostedDesk desk, MailedSignIns signIns, RecoverySettings settings, MailTickets tickets) {}

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public MailRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk;
        this.flows = needs.desk.flows();
    }

    /** Adds this room's routes: those that the settings let be. */
    public void addTo(Routes routes) {
        if (needs.settings.magicLink() || needs.settings.emailCode()) {
            routes.open(Method.GET, ASK, desk.refusing(this::ask));
            routes.open(Method.POST, ASK, desk.refusing(this::asked));
        }
        if (needs.settings.magicLink()) {
            routes.open(Method.GET, LINK, desk.refusing(this::arrive));
            routes.open(Method.POST, LINK, desk.refusing(this::followed));
        }
        if (needs.settings.emailCode()) {
            routes.open(Method.GET, CODE, desk.refusing(this::code));
            routes.open(Method.POST, CODE, desk.refusing(this::codeTyped));
        }
    }

    private Response ask(Request request) {
        Way way = way(request.query("way"));
        Visitor visitor = flows.visitor(request);
        Flow flow = flows.open(visitor, request.query("flow")).map(Flow::anew).orElseGet(this::anew);
        return askPage(request, visitor, flow, way, 200, null, null, List.of());
    }

    /** Also where the form of {@code /sign-in} leads by its other buttons, whatever was typed for a password. */
    private Response asked(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        Way way = way(form.optionalText("way", 16));
        String sealed = form.optionalText("flow", FlowDesk.LONGEST);
        String typed = form.optionalText("identifier", NAME_LENGTH);
        Optional<Flow> open = flows.open(visitor, sealed).map(Flow::anew);
        if (open.isEmpty()) {
            return askPage(request, visitor, anew(), way, 200, typed, Notice.startedAgain(), List.of());
        }
        Flow flow = open.get();
        try {
            String identifier = form.text("identifier", NAME_LENGTH);
            form.check();
            return way == Way.LINK
                    ? mailLink(request, visitor, flow, identifier)
                    : mailCode(request, visitor, flow, identifier);
        } catch (Problem problem) {
            int status = problem.code().status();
            Response page = askPage(request, visitor, flow, way, status, typed, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
    }

    private Response mailLink(Request request, Visitor visitor, Flow flow, String identifier) {
        String sealed = flows.seal(visitor, flow);
        needs.signIns.askForLink(identifier, language(request), Onward.flow(sealed), Origins.of(request));
        MailSentView view = new MailSentView(Way.LINK, identifier, again(Way.LINK, sealed), "/sign-in?flow=" + sealed);
        return flows.answer(
                visitor,
                desk.pages().mailSent(desk.context(request, flow, sealed).carrying("way", Way.LINK.label()), view));
    }

    private Response mailCode(Request request, Visitor visitor, Flow flow, String identifier) {
        String ticket = needs.signIns.askForCode(identifier, language(request), Origins.of(request), visitor.key());
        String sealed = flows.seal(visitor, flow);
        return flows.answer(visitor, Response.redirect(CODE + "?flow=" + sealed + "&ticket=" + ticket));
    }

    private Response code(Request request) {
        Visitor visitor = flows.visitor(request);
        Flow flow = flows.require(visitor, request.query("flow")).anew();
        String ticket = request.query("ticket");
        Optional<MailedSignIns.Request> asked =
                ticket == null ? Optional.empty() : needs.signIns.request(ticket, visitor.key());
        return ticket == null || asked.isEmpty()
                ? Response.redirect(again(Way.CODE, flows.seal(visitor, flow)))
                : codePage(request, visitor, flow, ticket, asked.get(), null);
    }

    private Response codeTyped(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        Flow flow = flows.require(visitor, form.optionalText("flow", FlowDesk.LONGEST))
                .anew();
        String ticket = form.optionalText("ticket", TICKET_LENGTH);
        Optional<MailedSignIns.Request> asked =
                ticket == null ? Optional.empty() : needs.signIns.request(ticket, visitor.key());
        if (ticket == null || asked.isEmpty()) {
            Notice late = Notice.refusal(ErrorCode.INVALID_CODE);
            return askPage(request, visitor, flow, Way.CODE, ErrorCode.INVALID_CODE.status(), null, late, List.of());
        }
        Flow proven;
        try {
            String code = form.text("mailed_code", CODE_LENGTH);
            form.check();
            proven = flow.proven(needs.signIns.enter(asked.get(), code, Origins.of(request)));
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.INVALID_CODE) {
                desk.wrongLinks().count(request);
            }
            return HostedPages.withHeadersOf(problem, codePage(request, visitor, flow, ticket, asked.get(), problem));
        }
        return flows.proceed(request, visitor, proven);
    }

    /** To open a link changes nothing, and its secret leaves the address bar at once. */
    private Response arrive(Request request) {
        Visitor visitor = flows.visitor(request);
        String secret = request.query("token");
        if (secret != null) {
            return needs.tickets.instead(flows, visitor, LINK, secret).orElseGet(() -> gone(request, visitor));
        }
        String ticket = request.query("ticket");
        Optional<Arrival> arrival = needs.tickets.secret(visitor, ticket).flatMap(needs.signIns::peek);
        if (ticket == null || arrival.isEmpty()) {
            return gone(request, visitor);
        }
        Onward leads = arrival.get().leads();
        boolean here = flows.open(visitor, leads.flow()).isPresent();
        Flow flow = onward(visitor, leads);
        MailedLinkView view = new MailedLinkView(ticket, arrival.get().label(), here, HostedDesk.application(flow));
        return flows.answer(visitor, desk.pages().mailedLink(desk.leading(request, flow, "ticket", ticket), view));
    }

    private Response followed(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Optional<String> secret = needs.tickets.secret(visitor, request.form().optionalText("ticket", 512));
        if (secret.isEmpty()) {
            return gone(request, visitor);
        }
        Proven proven;
        try {
            proven = needs.signIns.follow(secret.get(), Origins.of(request));
        } catch (Problem problem) {
            if (problem.code() != ErrorCode.LINK_EXPIRED) {
                throw problem;
            }
            return gone(request, visitor);
        }
        return flows.proceed(request, visitor, onward(visitor, proven.leads()).proven(proven.proof()));
    }

    /** Where it was asked for, on with that; elsewhere only to what a front end named, since states and codes stay there. */
    private Flow onward(Visitor visitor, Onward leads) {
        String returnTo = leads.returnTo();
        return flows.open(visitor, leads.flow())
                .map(Flow::anew)
                .orElseGet(() -> returnTo != null && desk.settings().allows(returnTo)
                        ? flows.start(new Continuation(returnTo, null, null, false, null, null), null)
                        : anew());
    }

    private Flow anew() {
        return flows.start(Continuation.own("/account"), null);
    }

    private Way way(@Nullable String label) {
        if (Way.LINK.label().equals(label) && needs.signIns.byLink()) {
            return Way.LINK;
        }
        if (Way.CODE.label().equals(label) && needs.signIns.byCode()) {
            return Way.CODE;
        }
        throw Problem.of(ErrorCode.NOT_FOUND);
    }

    private static String again(Way way, String sealed) {
        return ASK + "?way=" + way.label() + "&flow=" + sealed;
    }

    private String language(Request request) {
        return desk.pages().context(request).texts().language().tag();
    }

    private Response askPage(
            Request request,
            Visitor visitor,
            Flow flow,
            Way way,
            int status,
            @Nullable String typed,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        String sealed = flows.seal(visitor, flow);
        AskMailView view = new AskMailView(way, sealed, typed, problems, notice, "/sign-in?flow=" + sealed);
        return flows.answer(
                visitor,
                desk.pages().askMail(desk.context(request, flow, sealed).carrying("way", way.label()), status, view));
    }

    private Response codePage(
            Request request,
            Visitor visitor,
            Flow flow,
            String ticket,
            MailedSignIns.Request asked,
            @Nullable Problem problem) {
        String sealed = flows.seal(visitor, flow);
        MailCodeView view = new MailCodeView(
                sealed,
                ticket,
                asked.typed(),
                problem == null ? List.of() : problem.fields(),
                problem == null ? null : Notice.of(problem),
                again(Way.CODE, sealed),
                "/sign-in?flow=" + sealed);
        int status = problem == null ? 200 : problem.code().status();
        return flows.answer(
                visitor,
                desk.pages().mailCode(desk.context(request, flow, sealed).carrying("ticket", ticket), status, view));
    }

    private Response gone(Request request, Visitor visitor) {
        desk.wrongLinks().count(request);
        String againHref = needs.signIns.byLink() ? ASK + "?way=" + Way.LINK.label() : null;
        return flows.answer(
                visitor, desk.pages().linkGone(desk.pages().context(request), LinkGoneView.recovery(againHref)));
    }
}
