package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.domain.signin.Registrations.Registered;
import dev.gatehouse.domain.verification.PendingSignUp;
import dev.gatehouse.domain.verification.PendingSignUps;
import dev.gatehouse.domain.verification.Verifications;
import dev.gatehouse.domain.verification.Verifications.Waiting;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.pages.PageContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /verify-email}: where the link of a letter leads. Looking at it changes nothing, since programs that read mail do
 * so; its secret leaves the address bar at once. Whoever confirms shows that the account, or the sign-up, is their own:
 * else somebody would confirm what a stranger made with their address (row A30 of the attacks that are tested). They may
 * say that it was not them instead.
 */
public final class VerifyEmailRoom {
    static final String HERE = "/verify-email";
    static final int TOKEN_LENGTH = 64;
    private static final String VERIFIED = "/account/email?verified=yes";

    /** What the room needs. */
    public record Needs(
            HostedDesk desk,
            Verifications verifications,
            PendingSignUps signUps,
            PasswordSignIn passwords,
            AccountLinks links,
            MailTickets tickets) {}

    /** What was sent with the form, or is to be shown again with it. */
    record Sent(
            String token,
            @Nullable Flow flow,
            @Nullable String username,
            List<Problem.FieldError> problems,
            @Nullable Notice notice) {}

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public VerifyEmailRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk();
        this.flows = desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, HERE, desk.mailed(this::show, LinkGoneView::verification));
        routes.open(Method.POST, HERE, desk.mailed(this::submitted, LinkGoneView::verification));
        routes.open(Method.GET, HERE + "/gone", desk.refusing(this::gone));
    }

    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        String secret = request.query("token");
        if (secret != null) {
            return needs.tickets()
                    .instead(flows, visitor, HERE, secret)
                    .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        }
        String token = needs.tickets()
                .secret(visitor, request.query("ticket"))
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        Flow flow = flows.open(visitor, request.query("flow")).orElse(null);
        return page(request, visitor, new Sent(token, flow, null, List.of(), null), 200);
    }

    private Response gone(Request request) {
        return desk.pages()
                .said(desk.pages().context(request), new SaidView("verify.gone", "/sign-up", "verify.gone.next"));
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String token = form.text("token", TOKEN_LENGTH);
        form.check();
        Flow flow =
                flows.open(visitor, form.optionalText("flow", FlowDesk.LONGEST)).orElse(null);
        String username = form.optionalText("username", 320);
        Optional<Waiting> waiting = needs.verifications().peek(token);
        if ("disown".equals(form.optionalText("choice", 16))) {
            return disowned(request, token, waiting.isPresent());
        }
        try {
            return waiting.isPresent()
                    ? verified(request, visitor, flow, token, waiting.get().account(), form)
                    : signedUp(request, visitor, token, form);
        } catch (Problem problem) {
            boolean here = problem.code() == ErrorCode.INVALID_CREDENTIALS
                    || problem.code() == ErrorCode.VALIDATION_FAILED
                    || problem.code() == ErrorCode.ACCOUNT_EXISTS
                    || problem.code() == ErrorCode.TOO_MANY_REQUESTS
                    || problem.code() == ErrorCode.BUSY;
            if (!here) {
                throw problem;
            }
            Sent sent = new Sent(token, flow, username, problem.fields(), Notice.of(problem));
            return HostedPages.withHeadersOf(
                    problem, page(request, visitor, sent, problem.code().status()));
        }
    }

    private Response disowned(Request request, String token, boolean account) {
        if (account) {
            needs.verifications().disown(token, Origins.of(request));
        } else {
            needs.signUps().disown(token, Origins.of(request));
        }
        return Response.redirect(HERE + "/gone");
    }

    private Response verified(
            Request request, Visitor visitor, @Nullable Flow flow, String token, Account account, Fields form) {
        Origin from = Origins.of(request);
        Session session = visitor.session();
        if (session != null && session.account().equals(account.id())) {
            needs.verifications().confirm(token, true, from);
            return Response.redirect(VERIFIED);
        }
        if (flow != null && proves(flow, account.id())) {
            needs.verifications().confirm(token, true, from);
            return flows.proceed(request, visitor, leaving(flow));
        }
        String password = form.secret("password", ProfileFields.PASSWORD_LENGTH);
        form.check();
        Proof proof = needs.passwords()
                .prove(account.id(), password, request.address().limitKey(), from);
        needs.verifications().confirm(token, true, from);
        Flow own = flows.start(Continuation.own(VERIFIED), null).proven(proof);
        return flows.proceed(request, visitor, own);
    }

    private Response signedUp(Request request, Visitor visitor, String token, Fields form) {
        PendingSignUp pending = needs.signUps().peek(token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        if (pending.byPasskey()) {
            throw Problem.of(ErrorCode.CONFLICT).because("no passkey came with it");
        }
        Username username = ProfileFields.username(form);
        String password = form.secret("password", ProfileFields.PASSWORD_LENGTH);
        form.check();
        needs.signUps().requirePassword(token, password, request.address().limitKey());
        Registered made = needs.signUps().finish(token, username, true, Origins.of(request));
        Proof proof = needs.passwords().known(made.account());
        return flows.proceed(request, visitor, leading(visitor, pending).proven(proof));
    }

    /** In the browser in which somebody signed up, on to where that was to lead. */
    Flow leading(Visitor visitor, PendingSignUp pending) {
        return flows.open(visitor, pending.flow())
                .map(Flow::anew)
                .orElseGet(() -> flows.start(
                        flows.lost(visitor, pending.flow()).orElseGet(() -> Continuation.own("/account")), null));
    }

    /** What led here to be verified leads to the account from here. */
    private static Flow leaving(Flow flow) {
        return flow.continuation().returnTo().startsWith(HERE) ? flow.leadingTo(Continuation.own(VERIFIED)) : flow;
    }

    private boolean proves(Flow flow, UUID account) {
        Proof proof = flow.proof();
        return proof != null && !proof.uponSession() && proof.account().equals(account);
    }

    /** The page of a link, with what was sent with its form. */
    Response page(Request request, Visitor visitor, Sent sent, int status) {
        Optional<Waiting> waiting = needs.verifications().peek(sent.token);
        if (waiting.isPresent()) {
            VerifyEmailView view = view(visitor, sent, waiting.get());
            return shown(request, visitor, sent, status, view, desk.pages().context(request));
        }
        PendingSignUp pending = needs.signUps().peek(sent.token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        Flow flow = leading(visitor, pending);
        PageContext context = desk.context(request, flow, flows.seal(visitor, flow));
        return shown(request, visitor, sent, status, view(sent, pending), context);
    }

    private Response shown(
            Request request, Visitor visitor, Sent sent, int status, VerifyEmailView view, PageContext context) {
        return flows.answer(
                visitor,
                desk.pages().verifyEmail(context.carrying("ticket", ticket(visitor, sent.token)), status, view));
    }

    private String ticket(Visitor visitor, String token) {
        return needs.tickets().of(visitor, token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    private VerifyEmailView view(Visitor visitor, Sent sent, Waiting waiting) {
        Account account = waiting.account();
        String address = account.email() == null ? "" : account.email();
        Session session = visitor.session();
        Flow flow = sent.flow != null && proves(sent.flow, account.id()) ? sent.flow : null;
        boolean known = flow != null || session != null && session.account().equals(account.id());
        boolean password = !known && needs.links().of(account.id()).password();
        String back = HERE + "?ticket=" + ticket(visitor, sent.token);
        String signIn = known || password
                ? null
                : "/sign-in?flow=" + flows.seal(visitor, flows.start(Continuation.own(back), account.id()));
        return new VerifyEmailView(
                sent.token,
                flow == null ? null : flows.seal(visitor, flow),
                false,
                address,
                account.label(),
                password,
                false,
                signIn,
                null,
                !known && waiting.mayGiveWay(),
                sent.problems,
                sent.notice);
    }

    private VerifyEmailView view(Sent sent, PendingSignUp pending) {
        boolean taken = needs.signUps().nameTaken(pending);
        List<Problem.FieldError> problems = taken && sent.username == null
                ? List.of(new Problem.FieldError("username", ProfileFields.TAKEN))
                : sent.problems;
        String wished = sent.username == null ? pending.username() : sent.username;
        return new VerifyEmailView(
                sent.token,
                null,
                true,
                pending.email(),
                pending.byPasskey() && wished != null ? wished : pending.email(),
                !pending.byPasskey(),
                pending.byPasskey(),
                null,
                taken ? wished : null,
                true,
                problems,
                sent.notice);
    }
}
