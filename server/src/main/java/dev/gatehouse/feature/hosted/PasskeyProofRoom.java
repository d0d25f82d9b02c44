package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.signin.PasskeySeconds;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PasskeyAnswers;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /sign-in/passkey}: where any page of a sign-in sends what a passkey has signed, be it all that is shown, the
 * second factor, or the proof that it is still the same person.
 */
public final class PasskeyProofRoom {
    private static final String HERE = "/sign-in/passkey";

    /** What the room needs. */
    public record Needs(
            HostedDesk desk,
            Ceremonies ceremonies,
            PasskeySeconds seconds,
            RateLimits limits,
            SignInLimits rates,
            InstantSource clock) {}

    private final Needs needs;
    private final FlowDesk flows;

    public PasskeyProofRoom(Needs needs) {
        this.needs = needs;
        this.flows = needs.desk().flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, HERE + "/options", this::options);
        routes.open(Method.POST, HERE, needs.desk().taking(this::submitted));
    }

    private Response options(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String sealed = form.optionalText("flow", FlowDesk.LONGEST);
        form.check();
        Flow flow = flows.require(visitor, sealed);
        UUID whose = whose(request, flow);
        Place here = Place.browser(visitor.key());
        return Response.json(
                200,
                whose == null
                        ? needs.ceremonies().signIn(here)
                        : needs.ceremonies().prove(whose, here));
    }

    /**
     * Whose passkey is wanted; null where anybody's will do. For whom something waits nobody is told of any passkeys: that is
     * known of somebody by their address alone.
     *
     * @throws Problem {@link ErrorCode#FLOW_EXPIRED} where none is wanted
     */
    private @Nullable UUID whose(Request request, Flow flow) {
        Proof proof = flow.proof();
        if (proof == null) {
            return flow.required();
        }
        if (flows.verdict(request, flow, proof) instanceof Verdict.Wanting wanting
                && wanting.methods().contains(Factor.PASSKEY)) {
            return proof.account();
        }
        throw Problem.of(ErrorCode.FLOW_EXPIRED).because("no passkey is wanted");
    }

    private Response submitted(Request request, Visitor visitor, Flow begun, Fields form) {
        Flow flow = begun.back();
        Flow proven;
        try {
            proven = flow.proven(proof(request, visitor, flow, PasskeyAnswers.signed(form)));
        } catch (Problem problem) {
            return back(visitor, flow, problem);
        }
        return flows.proceed(request, visitor, proven);
    }

    private Proof proof(Request request, Visitor visitor, Flow flow, Answers.Signed answer) {
        String limitKey = request.address().limitKey();
        Place here = Place.browser(visitor.key());
        UUID whose = whose(request, flow);
        Proof before = flow.proof();
        if (before != null) {
            return before.with(
                    needs.seconds().check(before, answer, here, limitKey, Origins.of(request), transaction -> true));
        }
        needs.limits().take("login-address", needs.rates().loginAddress(), limitKey);
        Ceremonies.Signed signed = whose == null
                ? needs.ceremonies().signedIn(answer, here, Origins.of(request))
                : needs.ceremonies().proven(whose, answer, here, Origins.of(request));
        if (flow.waiting() != null && !flow.waiting().account().equals(signed.account())) {
            throw Problem.of(ErrorCode.INVALID_CREDENTIALS).because("a passkey of another account");
        }
        return Proof.passkey(
                signed.account(),
                signed.passkey(),
                signed.userVerified(),
                signed.synced(),
                needs.clock().instant());
    }

    /** To the page that asked, which says what has come of it. */
    private Response back(Visitor visitor, Flow flow, Problem problem) {
        String told =
                switch (problem.code()) {
                    case INVALID_CREDENTIALS ->
                        problem.members().containsKey(Ceremonies.UNKNOWN)
                                ? Notice.UNKNOWN_PASSKEY
                                : Notice.REFUSED_PASSKEY;
                    case VALIDATION_FAILED -> Notice.REFUSED_PASSKEY;
                    case FLOW_EXPIRED -> Notice.EXPIRED_PASSKEY;
                    default -> throw problem;
                };
        String page = flow.proof() == null ? Step.first(flow).path() : Step.SECOND_FACTOR.path();
        String address = page + "?flow=" + flows.seal(visitor, flow) + "&passkey=" + told;
        return flows.answer(visitor, Response.redirect(address));
    }
}
