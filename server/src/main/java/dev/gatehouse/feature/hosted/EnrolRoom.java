package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.signin.FactorChanges;
import dev.gatehouse.domain.signin.FactorChanges.Enrolled;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.http.SameOrigin;
import dev.gatehouse.platform.pages.QrCode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /sign-in/enrol}: where somebody sets a second factor up without which they are not let in. */
public final class EnrolRoom {
    /** What the room needs; {@code service} is what this service is called, in authenticator apps too. */
    public record Needs(
            HostedDesk desk,
            FactorChanges changes,
            Authenticators authenticators,
            Function<UUID, Optional<Account>> find,
            String service) {}

    private static final String PATH = Step.ENROL.path();
    private static final int CODE_LENGTH = 100;

    private final Needs needs;
    private final HostedDesk desk;
    private final FlowDesk flows;

    public EnrolRoom(Needs needs) {
        this.needs = needs;
        this.desk = needs.desk();
        this.flows = desk.flows();
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.GET, PATH, desk.refusing(this::show));
        routes.open(Method.POST, PATH, desk.refusing(this::submitted));
    }

    private Response show(Request request) {
        Visitor visitor = flows.visitor(request);
        String sealed = request.query("flow");
        Optional<Flow> open = flows.open(visitor, sealed);
        if (open.isEmpty()) {
            return FlowDesk.startAgain(sealed);
        }
        Proof proof = proofToEnrol(request, open.get());
        return proof == null
                ? flows.leaveBehind(request, visitor, open.get())
                : page(request, visitor, open.get(), proof, 200, null, List.of());
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String sealed = form.optionalText("flow", FlowDesk.LONGEST);
        String choice = form.optionalText("choice", CODE_LENGTH);
        Optional<Flow> open = flows.open(visitor, sealed);
        if (open.isEmpty()) {
            return FlowDesk.startAgain(sealed);
        }
        Flow flow = open.get();
        Proof proof = proofToEnrol(request, flow);
        if (proof == null) {
            // The codes have been kept, or another tab was faster.
            return flow.proof() == null
                    ? flows.leaveBehind(request, visitor, flow)
                    : flows.proceed(request, visitor, flow);
        }
        try {
            if ("mail".equals(choice)) {
                needs.changes().enrolEmail(proof, Origins.of(request));
                return flows.proceed(request, visitor, flow);
            }
            return enrolled(request, visitor, flow, proof, form);
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.FLOW_EXPIRED) {
                throw problem;
            }
            int status = problem.code().status();
            Response page = page(request, visitor, flow, proof, status, Notice.of(problem), problem.fields());
            return HostedPages.withHeadersOf(problem, page);
        }
    }

    /** The codes are shown before the sign-in goes on: nobody sees them again. */
    private Response enrolled(Request request, Visitor visitor, Flow flow, Proof proof, Fields form) {
        UUID id = FactorForms.id(form);
        String code = form.secret("code", CODE_LENGTH);
        form.check();
        Enrolled enrolled =
                needs.changes().enrol(proof, asking(visitor, flow), id, code, Origins.of(request), transaction -> true);
        Flow whole = flow.proven(proof.with(enrolled.second()));
        if (enrolled.recoveryCodes().isEmpty()) {
            return flows.proceed(request, visitor, whole);
        }
        String sealed = flows.seal(visitor, whole);
        RecoveryCodesView view = new RecoveryCodesView(sealed, account(proof).label(), enrolled.recoveryCodes(), PATH);
        return flows.answer(visitor, desk.pages().recoveryCodes(desk.context(request, whole, sealed), view));
    }

    /** Null where this sign-in does not wait for a second factor to be set up, or not any more. */
    private @Nullable Proof proofToEnrol(Request request, Flow flow) {
        Proof proof = flow.proof();
        return proof != null && flows.verdict(request, flow, proof) instanceof Verdict.Enrol ? proof : null;
    }

    private Response page(
            Request request,
            Visitor visitor,
            Flow flow,
            Proof proof,
            int status,
            @Nullable Notice notice,
            List<Problem.FieldError> problems) {
        Account account = account(proof);
        Enrolment begun = needs.authenticators()
                .begun(account.id(), asking(visitor, flow))
                .orElseGet(
                        () -> needs.changes().beginEnrolment(proof, asking(visitor, flow), Authenticators.USUAL_NAME));
        String uri = begun.uri(needs.service(), account.label());
        String sealed = flows.seal(visitor, flow);
        AuthenticatorView view = new AuthenticatorView(
                sealed,
                begun.id().toString(),
                account.label(),
                QrCode.of(uri),
                uri,
                begun.grouped(),
                null,
                !proof.how().mailed() && needs.changes().mayUseEmail(account),
                "/sign-in?flow=" + flows.seal(visitor, flow.anew()),
                problems,
                notice);
        return flows.answer(visitor, desk.pages().authenticator(desk.context(request, flow, sealed), status, view));
    }

    /** An app is set up in the sign-in that began to, and in its browser. */
    private static String asking(Visitor visitor, Flow flow) {
        return "sign-in " + visitor.key() + " " + flow.startedAt().toEpochMilli();
    }

    private Account account(Proof proof) {
        return needs.find().apply(proof.account()).orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED)
                .because("the account is gone"));
    }
}
