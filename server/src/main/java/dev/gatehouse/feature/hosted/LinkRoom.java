package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Anew;
import dev.gatehouse.domain.flow.Flow.Continuation;
import dev.gatehouse.domain.flow.Flow.Waiting;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.AccountLinks.Ending;
import dev.gatehouse.domain.identities.AccountLinks.PendingLink;
import dev.gatehouse.domain.identities.AccountLinks.Ways;
import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.FederatedAccounts;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.identities.ReadyLink;
import dev.gatehouse.domain.identities.Resolution;
import dev.gatehouse.domain.identities.Resolution.Taken;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.sessions.AuthenticationEvent;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.FactorRules;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sign-in/link}: something waits to become a way into an account. Whoever wants that proves that the account is
 * theirs, and says so; or says that it never was.
 */
public final class LinkRoom {
    /** What the room needs. */
    public record Needs(
            HostedDesk desk,
            AccountLinks links,
            FederatedAccounts accounts,
            ProviderDirectory providers,
            PasswordSignIn passwords,
            FactorRules rules,
            Database database,
            Function<UUID, Optional<Account>> find,
            InstantSource clock) {}

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public LinkRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk();
        this.flows = desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, "/sign-in/link", desk.refusing(this::show));
        routes.open(Method.POST, "/sign-in/link", desk.refusing(this::submitted));
    }

    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        Flow flow = flows.require(visitor, request.query("flow"));
        if (flow.waiting() == null) {
            return flows.leaveBehind(request, visitor, flow);
        }
        boolean proven = shown(visitor, flow, flow.waiting()) != null;
        return page(request, visitor, flow, 200, proven ? null : desk.returned(request), List.of());
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        Flow flow = flows.require(visitor, form.optionalText("flow", FlowDesk.LONGEST));
        String choice = form.optionalText("choice", 16);
        Waiting waiting = flow.waiting();
        if (waiting == null || "cancel".equals(choice)) {
            return flows.leaveBehind(request, visitor, flow);
        }
        try {
            return "disown".equals(choice)
                    ? disowned(request, visitor, flow, waiting)
                    : agreed(request, visitor, flow, waiting, form);
        } catch (Problem problem) {
            if (problem.code() != ErrorCode.INVALID_CREDENTIALS
                    && problem.code() != ErrorCode.VALIDATION_FAILED
                    && problem.code() != ErrorCode.TOO_MANY_REQUESTS
                    && problem.code() != ErrorCode.BUSY) {
                throw problem;
            }
            int status = problem.code().status();
            Response page = page(request, visitor, flow, status, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
    }

    private Response agreed(Request request, Visitor visitor, Flow flow, Waiting waiting, Fields form) {
        Proof proof = shown(visitor, flow, waiting);
        if (proof == null && flow.proof() != null && !form.given("password")) {
            return flows.goTo(visitor, Step.LINK.path(), flow);
        }
        if (proof == null) {
            String password = form.secret("password", ProfileFields.PASSWORD_LENGTH);
            form.check();
            proof = needs.passwords()
                    .prove(waiting.account(), password, request.address().limitKey(), Origins.of(request));
        }
        if (!proof.bySession() && !flows.verdict(request, flow, proof).enough()) {
            return flows.proceed(request, visitor, flow.proven(proof));
        }
        if (!strong(proof)) {
            // A browser that was spared the second factor lets its owner in, and adds no way in.
            Continuation both = flow.continuation().reaching(AuthenticationEvent.TWO_FACTORS);
            return flows.proceed(request, visitor, flow.leadingTo(both).proven(proof));
        }
        boolean endOthers = OtherSessions.ticked(form);
        form.check();
        return waiting.pendingLink() == null
                ? withPassword(request, visitor, flow, waiting, proof, new Ending(endOthers, null))
                : linked(request, visitor, flow, waiting.pendingLink(), proof, endOthers);
    }

    private Response linked(Request request, Visitor visitor, Flow flow, String token, Proof proof, boolean endOthers) {
        Origin from = Origins.of(request);
        Bound here = new Bound.Browser(visitor.key());
        if (proof.bySession()) {
            Session session = visitor.session();
            Ending ending = new Ending(endOthers, session == null ? null : session.id());
            Identity identity = needs.links()
                    .confirm(
                            token,
                            proof.account(),
                            here,
                            transaction -> lives(transaction, visitor, proof),
                            ending,
                            from);
            Flow done = telling(flow.settled(proof), identity.provider());
            return flows.proceed(request, visitor, done);
        }
        ReadyLink link = needs.links().ready(token, proof.account(), here);
        String provider = link.provider().name();
        Flow done = telling(flow.settled(proof.through(provider)), provider);
        return flows.proceed(request, visitor, done, transaction -> {
            needs.rules().requireStrong(transaction, proof.account(), proof.how());
            needs.links().confirm(transaction, link, new Ending(endOthers, null), from);
            return true;
        });
    }

    /** On our own page somebody reads what has come of it. */
    private static Flow telling(Flow flow, String provider) {
        return flow.continuation().ownPage()
                ? flow.leadingTo(Continuation.own(FlowDesk.with("/account", "linked", provider)))
                : flow;
    }

    private Response withPassword(
            Request request, Visitor visitor, Flow flow, Waiting waiting, Proof proof, Ending ending) {
        Origin from = Origins.of(request);
        String hash = waiting.passwordHash();
        if (hash == null || proof.bySession()) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED);
        }
        return flows.proceed(request, visitor, flow.settled(proof), transaction -> {
            needs.rules().requireStrong(transaction, proof.account(), proof.how());
            needs.links().addPassword(transaction, waiting.account(), hash, ending, from);
            return true;
        });
    }

    /** The account was made with this person's address by somebody else: it gives way, and they get one of their own. */
    private Response disowned(Request request, Visitor visitor, Flow flow, Waiting waiting) {
        Bound here = new Bound.Browser(visitor.key());
        String token = waiting.pendingLink();
        ProvenIdentity proven = (token == null
                        ? Optional.<ProvenIdentity>empty()
                        : needs.links().take(token, here))
                .orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        Provider provider = needs.providers()
                .findEnabled(proven.provider())
                .orElseThrow(() -> Problem.of(ErrorCode.SIGN_IN_REFUSED));
        Origin from = Origins.of(request);
        Resolution means = needs.accounts().giveWay(waiting.account(), proven, provider, from);
        if (!(means instanceof Resolution.Known known)) {
            throw Problem.of(ErrorCode.SIGN_IN_REFUSED).because("the account does not give way");
        }
        UUID account = known.account().id();
        Identity identity = known.identity();
        // What was made this moment has nothing older to be protected.
        Instant now = needs.clock().instant();
        Flow done = flow.settled(Proof.provider(account, identity.provider(), identity.id(), now, now));
        return flows.proceedHaving(request, visitor, done, transaction -> needs.accounts()
                .signedIn(transaction, account, proven, provider, from));
    }

    private boolean strong(Proof proof) {
        return needs.database().<Boolean>read(sql -> needs.rules().strong(sql, proof.account(), proof.how()));
    }

    private boolean lives(Transaction transaction, Visitor visitor, Proof proof) {
        Session session = visitor.session();
        if (session == null
                || !session.account().equals(proof.account())
                || !flows.freshness().holds(session)) {
            return false;
        }
        needs.rules().requireOwner(transaction, proof.account(), session.id());
        return true;
    }

    /**
     * What proves that the account is theirs: it is fresh. Where what waits came with the account's own address, it will do too
     * that they have just come in by a provider, whenever they signed in there: then two tell the same of one person.
     */
    private @Nullable Proof shown(Visitor visitor, Flow flow, Waiting waiting) {
        Proof fresh = flows.freshness().proof(flow);
        Proof arrival = fresh == null ? flows.freshness().arrival(flow) : null;
        return arrival != null && meets(visitor, flow, waiting) ? arrival : fresh;
    }

    /** Whether the identity that waits has the account's own address, and nobody asked for a fresh proof besides. */
    private boolean meets(Visitor visitor, Flow flow, Waiting waiting) {
        String token = waiting.pendingLink();
        return token != null
                && flow.continuation().anew() != Anew.REQUIRED
                && needs.links()
                        .peek(token, new Bound.Browser(visitor.key()))
                        .flatMap(link -> taken(link, waiting.account()))
                        .isPresent();
    }

    private Response page(
            Request request,
            Visitor visitor,
            Flow flow,
            int status,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        Optional<LinkView> view = view(visitor, flow, notice, problems);
        return view.isEmpty()
                ? flows.leaveBehind(request, visitor, flow)
                : flows.answer(
                        visitor,
                        desk.pages().link(desk.context(request, flow, view.get().flow()), status, view.get()));
    }

    /** Empty where nothing waits any more. */
    private Optional<LinkView> view(
            Visitor visitor, Flow flow, @Nullable Notice notice, List<Problem.FieldError> problems) {
        Waiting waiting = flow.waiting();
        Optional<Account> account =
                waiting == null ? Optional.empty() : needs.find().apply(waiting.account());
        if (waiting == null || account.isEmpty()) {
            return Optional.empty();
        }
        String token = waiting.pendingLink();
        Optional<PendingLink> pending =
                token == null ? Optional.empty() : needs.links().peek(token, new Bound.Browser(visitor.key()));
        if (token != null && pending.isEmpty()) {
            return Optional.empty();
        }
        boolean proven = shown(visitor, flow, waiting) != null;
        Ways ways = needs.links().of(waiting.account());
        // Whoever has shown to own the address may know by what it is proven; whoever only typed it in may not.
        List<String> proofs = token == null
                ? needs.providers().enabled().stream().map(Provider::name).toList()
                : meets(visitor, flow, waiting) ? ways.usable() : desk.tellingTime(ways.usable());
        boolean nothing = !proven && token != null && proofs.isEmpty() && !ways.password() && !ways.passkey();
        return Optional.of(new LinkView(
                flows.seal(visitor, flow),
                purpose(visitor, waiting),
                pending.map(link -> desk.displayName(link.provider())).orElse(null),
                pending.map(link -> desk.preset(link.provider())).orElse(null),
                pending.map(PendingLink::label).orElse(null),
                called(account.get()),
                ways.password() && !proven,
                proven ? List.of() : desk.buttons(visitor, flow, proofs),
                proven,
                !proven
                        && pending.flatMap(link -> taken(link, waiting.account()))
                                .filter(Taken::mayGiveWay)
                                .isPresent(),
                problems,
                nothing ? Notice.noProof() : notice));
    }

    /** The account, where the identity that waits has its address. */
    private Optional<Taken> taken(PendingLink link, UUID account) {
        return needs.providers()
                .findEnabled(link.provider())
                .map(provider -> needs.accounts().resolve(link.proven(), provider))
                .filter(Taken.class::isInstance)
                .map(Taken.class::cast)
                .filter(taken -> taken.account().id().equals(account));
    }

    private static LinkView.Purpose purpose(Visitor visitor, Waiting waiting) {
        if (waiting.pendingLink() == null) {
            return LinkView.Purpose.PASSWORD;
        }
        Session session = visitor.session();
        return session != null && session.account().equals(waiting.account())
                ? LinkView.Purpose.ACCOUNT
                : LinkView.Purpose.SIGN_IN;
    }

    /** By the address, which whoever comes here has shown to know; a user name would be news to them. */
    private static String called(Account account) {
        return account.email() == null ? account.label() : account.email();
    }
}
