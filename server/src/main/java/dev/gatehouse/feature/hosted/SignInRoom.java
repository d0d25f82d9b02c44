package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Anew;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.AccountLinks.Ways;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.feature.ContinuationFields;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /sign-in}: where every sign-in on our pages begins, and where somebody says who they are. */
public final class SignInRoom {
    private static final int NAME_LENGTH = 320;

    private final HostedDesk desk;
    private final FlowDesk flows;
    private final PasswordSignIn passwords;
    private final AccountLinks links;
    private final Function<UUID, Optional<Account>> find;
    private final ContinueRoom onward;
    private final Supplier<ByMail> byMail;

    /**
     * @param onward leads on whoever is signed in already
     * @param byMail what can be mailed now
     */
    public SignInRoom(
            HostedDesk desk,
            PasswordSignIn passwords,
            AccountLinks links,
            Function<UUID, Optional<Account>> find,
            ContinueRoom onward,
            Supplier<ByMail> byMail) {
        this.desk = desk;
        this.flows = desk.flows();
        this.passwords = passwords;
        this.links = links;
        this.find = find;
        this.onward = onward;
        this.byMail = byMail;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/sign-in", desk.refusing(this::show));
        routes.open(Method.POST, "/sign-in", desk.refusing(this::submitted));
        routes.open(Method.GET, "/login", request -> Response.redirect("/sign-in"));
    }

    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        String sealed = request.query("flow");
        if (sealed == null) {
            return begin(request, visitor);
        }
        Optional<Flow> open = flows.open(visitor, sealed);
        if (open.isEmpty()) {
            return again(request, visitor, sealed);
        }
        Flow flow = open.get().back();
        if (flow.waiting() != null) {
            return flows.goTo(visitor, Step.LINK.path(), flow);
        }
        return flows.passed(visitor, flow)
                ? flows.leaveBehind(request, visitor, flow)
                : page(request, visitor, flow, 200, request.query("login_hint"), desk.returned(request), List.of());
    }

    /** Whoever is signed in is led on at once, unless the front end wants to see them prove it again. */
    private Response begin(Request request, Visitor visitor) {
        Continuation to = ContinuationFields.of(request, desk.settings());
        Duration maxAge = ContinuationFields.maxAge(request);
        Session session = visitor.session();
        if (session != null
                && request.query("prompt") == null
                && (maxAge == null || flows.freshness().within(session, maxAge))) {
            return onward.lead(request, visitor, session, to);
        }
        Flow flow = flows.start(to, null);
        return page(request, visitor, flow, 200, request.query("login_hint"), desk.returned(request), List.of());
    }

    /** What has expired begins anew, and leads where it led where that can still be known. */
    private Response again(Request request, Visitor visitor, @Nullable String sealed) {
        Continuation to = flows.lost(visitor, sealed).orElseGet(() -> Continuation.own("/account"));
        Session session = visitor.session();
        if (session != null && to.ownPage()) {
            return flows.handOver(request, visitor, session, to);
        }
        return page(request, visitor, flows.start(to, null), 200, null, Notice.startedAgain(), List.of());
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String sealed = form.optionalText("flow", FlowDesk.LONGEST);
        String name = form.optionalText("identifier", NAME_LENGTH);
        Optional<Flow> open = flows.open(visitor, sealed);
        if (open.isEmpty()) {
            return again(request, visitor, sealed);
        }
        Flow flow = open.get();
        try {
            String identifier = form.text("identifier", NAME_LENGTH);
            String password = form.secret("password", ProfileFields.PASSWORD_LENGTH);
            form.check();
            return flows.proceed(request, visitor, flow.proven(proven(request, flow, identifier, password)));
        } catch (Problem problem) {
            int status = problem.code().status();
            Response page = page(request, visitor, flow, status, name, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
    }

    /** Where somebody in particular is asked for, nobody else's password is right. */
    private Proof proven(Request request, Flow flow, String identifier, String password) {
        String limitKey = request.address().limitKey();
        UUID required = flow.required();
        return required == null
                ? passwords.prove(identifier, password, limitKey, Origins.of(request))
                : passwords.prove(required, password, limitKey, Origins.of(request));
    }

    private Response page(
            Request request,
            Visitor visitor,
            Flow flow,
            int status,
            @Nullable String identifier,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        String sealed = flows.seal(visitor, flow);
        UUID required = flow.required();
        Account whose = Optional.ofNullable(required).flatMap(find).orElse(null);
        String again = whose == null ? null : whose.label();
        // Of somebody in particular only what leads into their account proves anything.
        Ways ways = required == null ? null : links.of(required);
        List<ProviderButton> buttons = ways == null
                ? desk.buttons(visitor, flow)
                : desk.buttons(visitor, flow, provingAnew(flow) ? desk.tellingTime(ways.usable()) : ways.usable());
        ByMail mail = whose != null && whose.email() == null
                ? ByMail.NOTHING
                : byMail.get().leadingOn(sealed);
        boolean nothing = ways != null
                && provingAnew(flow)
                && !ways.password()
                && !ways.passkey()
                && buttons.isEmpty()
                && !mail.signsIn();
        SignInView view = new SignInView(
                sealed,
                identifier,
                HostedDesk.application(flow),
                problems,
                nothing ? Notice.noProof() : notice == null && again != null ? Notice.signInAgain() : notice,
                buttons,
                again == null ? "/sign-up?flow=" + sealed : null,
                again,
                again == null ? null : "/sign-out",
                ways == null || ways.password(),
                ways == null || ways.passkey(),
                mail);
        return flows.answer(visitor, desk.pages().signIn(desk.context(request, flow, sealed), status, view));
    }

    private static boolean provingAnew(Flow flow) {
        return flow.continuation().anew() == Anew.REQUIRED;
    }
}
