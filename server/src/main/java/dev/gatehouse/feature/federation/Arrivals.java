package dev.gatehouse.feature.federation;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Flow.Anew;
import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.flow.Flow.Waiting;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.FederatedAccounts;
import dev.gatehouse.domain.identities.Resolution;
import dev.gatehouse.domain.identities.Resolution.Known;
import dev.gatehouse.domain.identities.Resolution.Taken;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.Pagewise;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happens to somebody who comes back from a provider with an identity: what that means here, and where they go. */
public final class Arrivals {
    /** A link that waits for its owner, as a program reads it. */
    record PendingLink(String status, String linkToken, String provider, String identity, long expiresIn) {}

    /** The same where it stands in the way of a sign-in (RFC 9457). */
    record LinkRequired(
            String type,
            String title,
            int status,
            String detail,
            String error,
            String linkToken,
            String provider,
            String identity,
            long expiresIn) {}

    private final FederatedAccounts accounts;
    private final AccountLinks links;
    private final FlowDesk desk;
    private final RateLimits limits;
    private final SignInLimits rates;
    private final Refusals refusals;
    private final InstantSource clock;

    public Arrivals(
            FederatedAccounts accounts,
            AccountLinks links,
            FlowDesk desk,
            RateLimits limits,
            SignInLimits rates,
            Refusals refusals,
            InstantSource clock) {
        this.accounts = accounts;
        this.links = links;
        this.desk = desk;
        this.limits = limits;
        this.rates = rates;
        this.refusals = refusals;
        this.clock = clock;
    }

    Response arrived(
            Request request,
            Visitor visitor,
            Flow flow,
            @Nullable Linking linking,
            ProvenIdentity proven,
            Provider provider) {
        if (linking != null) {
            return linked(request, visitor, flow, linking, proven);
        }
        Resolution resolution = accounts.resolve(proven, provider);
        if (flow.waiting() != null || flow.required() != null) {
            return proof(request, visitor, flow, resolution, proven, provider);
        }
        if (resolution instanceof Resolution.Fresh) {
            limits.take("signup", rates.signup(), request.address().limitKey());
            resolution = accounts.register(proven, provider, Origins.of(request));
        }
        return switch (resolution) {
            case Known known -> known(request, visitor, flow, known, proven, provider);
            case Taken taken -> taken(request, visitor, flow, taken, proven);
            case Resolution.Refused refused -> throw refused(refused.reason());
            case Resolution.Fresh fresh -> throw Problem.of(ErrorCode.BUSY);
        };
    }

    private Response known(
            Request request, Visitor visitor, Flow flow, Known known, ProvenIdentity proven, Provider provider) {
        Origin from = Origins.of(request);
        UUID account = known.account().id();
        Proof proof = proof(known, proven);
        if (wantsMore(flow, proof)) {
            return accounts.seen(account, proven, provider, from)
                    ? untold(request, visitor, flow.requiring(account), provider)
                    : elsewhere(request, visitor, flow, provider);
        }
        Flow done = flow.proven(proof);
        return desk.proceedHaving(
                request, visitor, done, transaction -> accounts.signedIn(transaction, account, proven, provider, from));
    }

    /** Somebody is asked for by name: only an identity that is linked to that account proves anything. */
    private Response proof(
            Request request,
            Visitor visitor,
            Flow flow,
            Resolution resolution,
            ProvenIdentity proven,
            Provider provider) {
        UUID wanted = flow.waiting() != null ? flow.waiting().account() : flow.required();
        if (!(resolution instanceof Known known)
                || !known.account().id().equals(wanted)
                || !accounts.seen(known.account().id(), proven, provider, Origins.of(request))) {
            return elsewhere(request, visitor, flow, provider);
        }
        Proof proof = proof(known, proven);
        Flow done = flow.proven(proof);
        if (flow.waiting() != null) {
            // The page on which it waits decides whether less than a fresh proof will do.
            return desk.freshness().proof(done) == null
                    ? untold(request, visitor, done, provider)
                    : desk.proceed(request, visitor, done);
        }
        return wantsMore(flow, proof) ? untold(request, visitor, flow, provider) : desk.proceed(request, visitor, done);
    }

    private boolean wantsMore(Flow flow, Proof proof) {
        return flow.continuation().anew() == Anew.REQUIRED && !desk.freshness().sinceBegun(flow, proof);
    }

    private Response elsewhere(Request request, Visitor visitor, Flow flow, Provider provider) {
        Pagewise.throwUnlessPage(request, Problem.of(ErrorCode.SIGN_IN_REFUSED));
        refusals.record(request, provider.name(), "another_account");
        return desk.elsewhere(visitor, flow, provider.name());
    }

    /** It is they, but the provider does not tell that they showed it there just now: something else has to. */
    private Response untold(Request request, Visitor visitor, Flow flow, Provider provider) {
        Pagewise.throwUnlessPage(request, Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION));
        refusals.record(request, provider.name(), "not_fresh");
        return desk.untold(visitor, flow, provider.name());
    }

    /** As fresh as the provider says. An account that was made this moment has nothing older to be protected. */
    private Proof proof(Known known, ProvenIdentity proven) {
        Instant now = clock.instant();
        return Proof.provider(
                known.account().id(),
                known.identity().provider(),
                known.identity().id(),
                known.created() ? now : proven.authTime(),
                now);
    }

    /** An address alone opens no account: its owner first shows that it is theirs. */
    private Response taken(Request request, Visitor visitor, Flow flow, Taken taken, ProvenIdentity proven) {
        if (!taken.linkable()) {
            throw Problem.of(ErrorCode.ALREADY_LINKED);
        }
        String token = links.hold(proven, taken.account().id(), new Bound.Browser(visitor.key()), Origins.of(request));
        if (!Pagewise.wantsPage(request)) {
            ErrorCode code = ErrorCode.LINK_REQUIRED;
            LinkRequired body = new LinkRequired(
                    "about:blank",
                    "Conflict",
                    code.status(),
                    code.sentence(),
                    code.code(),
                    token,
                    proven.provider(),
                    proven.label(),
                    AccountLinks.LIFE.toSeconds());
            return desk.answer(
                    visitor, Response.json(code.status(), body).withHeader("content-type", "application/problem+json"));
        }
        Flow waiting = flow.awaiting(new Waiting(taken.account().id(), token, null));
        return desk.goTo(visitor, Step.LINK.path(), waiting);
    }

    private Response linked(Request request, Visitor visitor, Flow flow, Linking linking, ProvenIdentity proven) {
        Origin from = Origins.of(request);
        String returnTo = linking.returnTo();
        if (returnTo == null && Pagewise.wantsPage(request)) {
            String token = links.hold(proven, linking.account(), new Bound.Browser(visitor.key()), from);
            Flow waiting = flow.awaiting(new Waiting(linking.account(), token, null));
            Session browser = visitor.session();
            Flow next = browser != null
                            && browser.account().equals(linking.account())
                            && desk.freshness().holds(browser)
                    ? waiting.proven(Proof.session(browser))
                    : waiting;
            return desk.goTo(visitor, Step.LINK.path(), next);
        }
        String token = links.hold(proven, linking.account(), new Bound.Session(linking.session()), from);
        if (returnTo != null) {
            String address = FlowDesk.with(returnTo, "link_token", token);
            return desk.answer(visitor, Response.redirect(FlowDesk.with(address, "provider", proven.provider())));
        }
        PendingLink body =
                new PendingLink("pending", token, proven.provider(), proven.label(), AccountLinks.LIFE.toSeconds());
        return desk.answer(visitor, Response.json(200, body));
    }

    private static Problem refused(Resolution.Reason reason) {
        return switch (reason) {
            case SIGN_UP_CLOSED -> Problem.of(ErrorCode.SIGN_UP_CLOSED);
            case PROVIDER_OFF, MAIL_DOMAIN, INACTIVE, OTHER_PROVIDER ->
                Problem.of(ErrorCode.SIGN_IN_REFUSED).because(reason.name());
        };
    }
}
