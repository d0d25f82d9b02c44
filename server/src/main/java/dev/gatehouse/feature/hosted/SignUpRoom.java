package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.Flow.Waiting;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.AccountNames;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.domain.signin.Registrations;
import dev.gatehouse.domain.verification.Demand;
import dev.gatehouse.domain.verification.PendingSignUps;
import dev.gatehouse.feature.ContinuationFields;
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
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /sign-up}: where somebody makes an account, and is signed in with it. */
public final class SignUpRoom {
    private static final int NAME_LENGTH = 320;
    private static final String MAILED = "/sign-up/mail";

    private final HostedDesk desk;
    private final FlowDesk flows;
    private final Registrations registrations;
    private final PendingSignUps pending;
    private final Supplier<Demand> demand;
    private final PasswordSignIn passwords;
    private final ContinueRoom onward;

    /**
     * What the room needs.
     *
     * @param demand what whoever signs up is asked for now
     * @param onward leads on whoever is signed in already
     */
    public record Needs(
            HostedDesk desk,
            Registrations registrations,
            PendingSignUps pending,
            Supplier<Demand> demand,
            PasswordSignIn passwords,
            ContinueRoom onward) {}

    public SignUpRoom(Needs needs) {
        this.desk = needs.desk();
        this.flows = desk.flows();
        this.registrations = needs.registrations();
        this.pending = needs.pending();
        this.demand = needs.demand();
        this.passwords = needs.passwords();
        this.onward = needs.onward();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/sign-up", desk.refusing(this::show));
        routes.open(Method.POST, "/sign-up", desk.refusing(this::submitted));
        routes.open(Method.GET, MAILED, desk.refusing(this::mailed));
    }

    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        String sealed = request.query("flow");
        if (sealed == null) {
            Continuation to = ContinuationFields.of(request, desk.settings());
            Session session = visitor.session();
            return session == null
                    ? page(request, visitor, flows.start(to, null), 200, Typed.NOTHING, null, List.of())
                    : onward.lead(request, visitor, session, to);
        }
        Flow flow = open(visitor, sealed).orElseGet(() -> anew(visitor, sealed));
        return flows.passed(visitor, flow)
                ? flows.leaveBehind(request, visitor, flow)
                : page(request, visitor, flow, 200, Typed.NOTHING, desk.returned(request), List.of());
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String sealed = form.optionalText("flow", FlowDesk.LONGEST);
        Optional<Flow> open = open(visitor, sealed);
        if (open.isEmpty()) {
            return again(request, visitor, form);
        }
        Flow flow = open.get();
        try {
            NewAccount wanted = ProfileFields.newAccount(form, registrations::complaints);
            requireAddress(form);
            form.check();
            if (required()) {
                return asked(request, visitor, flow, wanted);
            }
            return signedUp(request, visitor, flow, wanted);
        } catch (Problem problem) {
            return refused(request, visitor, flow, form, problem);
        }
    }

    /** Whether the address has to be verified first. */
    boolean required() {
        return demand.get() == Demand.REQUIRED;
    }

    /** The same page for everybody, whatever their letter says. */
    private Response asked(Request request, Visitor visitor, Flow flow, NewAccount wanted) {
        String sealed = flows.seal(visitor, flow);
        pending.take(wanted, language(request), sealed, request.address().limitKey(), Origins.of(request));
        return flows.goTo(visitor, MAILED, flow);
    }

    /** The same where a passkey is to finish it, which is made once the link is followed. */
    Response asked(Request request, Visitor visitor, Flow flow, AccountNames wanted) {
        String sealed = flows.seal(visitor, flow);
        pending.take(wanted, language(request), sealed, request.address().limitKey(), Origins.of(request));
        return flows.goTo(visitor, MAILED, flow);
    }

    /** Notes a problem where an address has to be verified first and there is none. */
    void requireAddress(Fields form) {
        if (required() && !form.given("email")) {
            form.refuse("email", "This is required.");
        }
    }

    private Response mailed(Request request) {
        Visitor visitor = flows.visitor(request);
        Flow flow = open(visitor, request.query("flow")).orElseGet(() -> anew(visitor, request.query("flow")));
        String sealed = flows.seal(visitor, flow);
        SaidView view = new SaidView("sign_up.mailed", "/sign-up?flow=" + sealed, "sign_up.mailed.again");
        return flows.answer(visitor, desk.pages().said(desk.context(request, flow, sealed), view));
    }

    private String language(Request request) {
        return desk.pages().context(request).texts().language().tag();
    }

    /** The form as it was filled in, with what does not fit. */
    Response refused(Request request, Visitor visitor, Flow flow, Fields form, Problem problem) {
        int status = problem.code().status();
        Typed typed = Typed.in(form);
        Response page = page(request, visitor, flow, status, typed, Notice.of(problem), problem.fields());
        return HostedPages.withHeadersOf(problem, page);
    }

    /** The form as it was filled in, for what is over or was begun in another browser. */
    Response again(Request request, Visitor visitor, Fields form) {
        Flow anew = anew(visitor, form.optionalText("flow", FlowDesk.LONGEST));
        return page(request, visitor, anew, 200, Typed.in(form), Notice.startedAgain(), List.of());
    }

    private Response signedUp(Request request, Visitor visitor, Flow flow, NewAccount wanted) {
        Optional<Registrations.Registered> made = registrations.register(
                wanted, language(request), request.address().limitKey(), Origins.of(request));
        if (made.isEmpty()) {
            return taken(visitor, flow, wanted);
        }
        Account account = made.get().account();
        Flow proven = flow.proven(passwords.known(account));
        return flows.proceed(request, visitor, proven);
    }

    /** Somebody has an account already that lacks a password: where they prove that, this becomes its password. */
    private Response taken(Visitor visitor, Flow flow, NewAccount wanted) {
        Account account = wanted.email() == null
                ? null
                : registrations.withoutPassword(wanted.email()).orElse(null);
        if (account == null) {
            throw Problem.of(ErrorCode.ACCOUNT_EXISTS);
        }
        Waiting waiting = new Waiting(account.id(), null, registrations.hash(wanted.password()));
        return flows.goTo(visitor, Step.LINK.path(), flow.awaiting(waiting));
    }

    /** A sign-up under way in this browser. */
    Optional<Flow> open(Visitor visitor, @Nullable String sealed) {
        return flows.open(visitor, sealed).map(Flow::anew);
    }

    private Flow anew(Visitor visitor, @Nullable String sealed) {
        return flows.start(flows.lost(visitor, sealed).orElseGet(() -> Continuation.own("/account")), null);
    }

    /** What somebody typed that may be shown again. */
    private record Typed(
            @Nullable String email,
            @Nullable String username,
            @Nullable String name) {
        static final Typed NOTHING = new Typed(null, null, null);

        static Typed in(Fields form) {
            return new Typed(
                    form.optionalText("email", NAME_LENGTH),
                    form.optionalText("username", NAME_LENGTH),
                    form.optionalText("name", NAME_LENGTH));
        }
    }

    private Response page(
            Request request,
            Visitor visitor,
            Flow flow,
            int status,
            Typed typed,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        String sealed = flows.seal(visitor, flow);
        SignUpView view = new SignUpView(
                sealed,
                typed.email,
                typed.username,
                typed.name,
                HostedDesk.application(flow),
                problems,
                notice,
                desk.buttons(visitor, flow),
                "/sign-in?flow=" + sealed,
                required());
        return flows.answer(visitor, desk.pages().signUp(desk.context(request, flow, sealed), status, view));
    }
}
