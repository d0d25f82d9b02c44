package dev.gatehouse.feature;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.Flow.Trip;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.flow.Flows;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.sessions.BrowserSessions;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.PageSignIns;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where every page of a sign-in comes to know which browser asks and how far it has come, and where it goes next: to the
 * step that is still open, or, once all are passed, into a browser's session and on to where the sign-in leads.
 */
public final class FlowDesk {
    /**
     * The rooms that a sign-in passes through.
     *
     * @param secure whether the public URL is https
     * @param language in which somebody reads our pages, as a BCP 47 tag
     */
    public record Needs(
            Database database,
            Flows flows,
            FlowSettings settings,
            BrowserSessions browsers,
            PageSignIns pageSignIns,
            FlowSteps steps,
            HandOver handOver,
            Freshness freshness,
            boolean secure,
            Function<Request, String> language,
            InstantSource clock) {}

    /**
     * A browser that asks for a page.
     *
     * @param key what its sign-ins are bound to
     * @param known whether it had that key before
     * @param session what it is signed in with; null where it is not
     */
    public record Visitor(
            String key, boolean known, @Nullable Session session) {
        /** Without the key. */
        @Override
        public String toString() {
            return "Visitor[" + session + "]";
        }
    }

    /** The longest sealed state that is taken. */
    public static final int LONGEST = 8_192;

    private final Needs needs;
    private final BrowserCookies cookies;

    public FlowDesk(Needs needs) {
        this.needs = needs;
        this.cookies = new BrowserCookies(needs.secure(), needs.clock());
    }

    /** The browser that asks. */
    public Visitor visitor(Request request) {
        Optional<String> key = cookies.key(request);
        Session session = cookies.session(request)
                .flatMap(secret -> needs.browsers().find(needs.database(), secret))
                .orElse(null);
        return new Visitor(key.orElseGet(needs.flows()::browserKey), key.isPresent(), session);
    }

    /** A sign-in that begins now. */
    public Flow start(Continuation continuation, @Nullable UUID required) {
        return Flow.start(needs.clock().instant(), continuation, required);
    }

    /** A sign-in under way in this browser; empty where it has expired, or was begun in another. */
    public Optional<Flow> open(Visitor visitor, @Nullable String sealed) {
        return sealed == null || !visitor.known
                ? Optional.empty()
                : needs.flows().open(sealed, visitor.key).filter(this::leadsWhereItMay);
    }

    /**
     * The same for what cannot begin anew.
     *
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED}
     */
    public Flow require(Visitor visitor, @Nullable String sealed) {
        return open(visitor, sealed).orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED));
    }

    /** Where a sign-in led that has expired in this browser; empty where it is none of this browser's. */
    public Optional<Continuation> lost(Visitor visitor, @Nullable String sealed) {
        return sealed == null || !visitor.known
                ? Optional.empty()
                : needs.flows()
                        .openLate(sealed, visitor.key)
                        .filter(this::leadsWhereItMay)
                        .map(Flow::continuation);
    }

    /** What was registered when it began may be so no more. */
    private boolean leadsWhereItMay(Flow flow) {
        Continuation to = flow.continuation();
        Trip trip = flow.trip();
        String linkedAt =
                trip == null || trip.linking() == null ? null : trip.linking().returnTo();
        return (to.ownPage() || needs.settings().allows(to.returnTo()))
                && (linkedAt == null || needs.settings().allows(linkedAt));
    }

    public String seal(Visitor visitor, Flow flow) {
        return needs.flows().seal(flow, visitor.key);
    }

    /** The answer, with the browser's key where it had none. */
    public Response answer(Visitor visitor, Response response) {
        return visitor.known ? response : cookies.withKey(response, visitor.key);
    }

    /** The page of a step, with the state that it goes on from. */
    public Response goTo(Visitor visitor, String path, Flow flow) {
        return answer(visitor, Response.redirect(path + "?flow=" + seal(visitor, flow)));
    }

    /** Back to the page that sent somebody to a provider, which says that they did not go through with it. */
    public Response cancelled(Visitor visitor, Flow flow, String provider) {
        return noting(visitor, flow, "cancelled", provider);
    }

    /** Back to the page that asked for a proof, which says that what the provider knows is not that account's. */
    public Response elsewhere(Visitor visitor, Flow flow, String provider) {
        return noting(visitor, flow, "elsewhere", provider);
    }

    /** The same where what the provider knows is that account's, but not that its owner signed in there just now. */
    public Response untold(Visitor visitor, Flow flow, String provider) {
        return noting(visitor, flow, "untold", provider);
    }

    private Response noting(Visitor visitor, Flow flow, String what, String provider) {
        String path = Step.first(flow).path();
        return answer(visitor, Response.redirect(path + "?flow=" + seal(visitor, flow) + "&" + what + "=" + provider));
    }

    /** How long ago somebody may have proved who they are. */
    public Freshness freshness() {
        return needs.freshness();
    }

    /**
     * To the step that is still open, or to the end.
     *
     * @param also asked in the transaction that signs the browser in; may change what belongs to it
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where what was proven does not hold any more
     */
    public Response proceed(Request request, Visitor visitor, Flow flow, Predicate<Transaction> also) {
        Optional<Step> open = step(request, flow);
        return open.isPresent() ? goTo(visitor, open.get().path(), flow) : finish(request, visitor, flow, also);
    }

    /** The same where nothing else changes. */
    public Response proceed(Request request, Visitor visitor, Flow flow) {
        return proceed(request, visitor, flow, transaction -> true);
    }

    /**
     * The same where what else changes does not wait until the sign-in is done: what a provider tells of an account, which may
     * change what that account has to show.
     *
     * @param also asked before the first step that is still open
     */
    public Response proceedHaving(Request request, Visitor visitor, Flow flow, Predicate<Transaction> also) {
        if (!needs.database().<Boolean>write(also::test)) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("what was proven holds no more");
        }
        return proceed(request, visitor, flow);
    }

    /**
     * The step that a sign-in has come to; empty where it has passed all. Whoever sets a second factor up has proved a moment
     * ago who they are: that this browser was signed in long ago is no proof of it.
     */
    public Optional<Step> step(Request request, Flow flow) {
        return needs.steps()
                .of(flow, cookies.device(request).orElse(null))
                .map(open -> open == Step.ENROL && freshness().stale(flow) ? Step.IDENTIFY : open);
    }

    /**
     * Whether what was shown is enough for where a sign-in leads.
     *
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where the account is gone
     */
    public Verdict verdict(Request request, Flow flow, Proof proof) {
        return needs.steps()
                .verdict(flow.continuation(), proof, cookies.device(request).orElse(null));
    }

    /** On to where the sign-in leads, for a browser that is signed in already; or to what that asks for beside. */
    public Response handOver(Request request, Visitor visitor, Session browser, Continuation to) {
        return wanting(request, visitor, browser, to)
                .orElseGet(() -> answer(
                        visitor,
                        to.ownPage()
                                ? Response.redirect(to.returnTo())
                                : needs.handOver().to(to, request, browser)));
    }

    /**
     * To what an operator asks for by now of a browser that was signed in before, before it comes to a page of its
     * account; empty where that is nothing.
     */
    public Optional<Response> catchUp(Request request, Visitor visitor, Session browser, String path) {
        return needs.steps().allows(browser)
                ? Optional.empty()
                : wanting(request, visitor, browser, Continuation.own(path));
    }

    private Optional<Response> wanting(Request request, Visitor visitor, Session browser, Continuation to) {
        Flow flow = start(to, null).proven(Proof.session(browser));
        return step(request, flow)
                .map(open -> goTo(visitor, open.path(), open == Step.IDENTIFY ? start(to, browser.account()) : flow));
    }

    /**
     * Whether this browser has signed in since the sign-in began, in another tab or before the back button: then its pages
     * have nothing to ask any more.
     */
    public boolean passed(Visitor visitor, Flow flow) {
        Session session = visitor.session;
        return session != null
                && session.createdAt().isAfter(flow.startedAt())
                && (flow.continuation().anew() == null || freshness().holds(session))
                && (flow.required() == null || flow.required().equals(session.account()));
    }

    /** From a page whose question is gone: on, where the browser is signed in; else to the first page. */
    public Response leaveBehind(Request request, Visitor visitor, Flow flow) {
        Session session = visitor.session;
        return session != null && (flow.continuation().ownPage() || passed(visitor, flow))
                ? handOver(request, visitor, session, flow.continuation())
                : goTo(visitor, Step.IDENTIFY.path(), flow.anew());
    }

    /** Signs the browser out. What it began, and what was shown meanwhile, is good for nothing any more. */
    public Response leave(Request request, Visitor visitor, Response response) {
        if (visitor.session != null) {
            needs.pageSignIns().leave(visitor.session, Origins.of(request));
        }
        return forget(response);
    }

    /** The answer, which takes back what the browser was signed in with. */
    public Response forget(Response response) {
        return cookies.forget(
                needs.handOver().forget(cookies.withKey(response, needs.flows().browserKey())));
    }

    private Response finish(Request request, Visitor visitor, Flow flow, Predicate<Transaction> also) {
        Proof proof = flow.proof();
        if (proof == null || flow.required() != null && !flow.required().equals(proof.account())) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("nobody is proven, or somebody else");
        }
        Session browser = visitor.session;
        if (proof.uponSession()) {
            if (browser == null || !browser.account().equals(proof.account())) {
                throw Problem.of(ErrorCode.FLOW_EXPIRED).because("signed out meanwhile");
            }
            if (proof.bySession()) {
                return handOver(request, visitor, browser, flow.continuation());
            }
        }
        String secret = DeviceCookie.secret(request);
        String device = secret == null ? needs.flows().browserKey() : secret;
        Optional<BrowserSessions.Opened> entered = needs.pageSignIns()
                .enter(
                        proof,
                        FlowSteps.wanted(
                                flow.continuation(), cookies.device(request).orElse(null)),
                        Origins.of(request).on(DeviceCookie.device(device)),
                        browser,
                        needs.language().apply(request),
                        transaction -> needs.flows().spend(transaction, flow) && also.test(transaction));
        if (entered.isEmpty()) {
            if (needs.flows().spent(flow)) {
                return leaveBehind(request, visitor, flow);
            }
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("what was proven holds no more");
        }
        BrowserSessions.Opened opened = entered.get();
        Response response = needs.handOver().to(flow.continuation(), request, opened.session());
        return cookies.withDevice(cookies.withSession(answer(visitor, response), opened), device);
    }

    /** To the first page, from which what can still be known of a sign-in goes on. */
    public static Response startAgain(@Nullable String sealed) {
        return Response.redirect(with(Step.IDENTIFY.path(), "flow", sealed));
    }

    /** The address with a parameter more, where there is a value. */
    public static String with(String address, String name, @Nullable String value) {
        if (value == null) {
            return address;
        }
        char before = address.indexOf('?') < 0 ? '?' : '&';
        return address + before + name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
