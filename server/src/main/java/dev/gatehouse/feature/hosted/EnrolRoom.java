package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Verdict;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.flow.Step;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.sessions.Session;
import dev.gatehouse.domain.signin.FactorEnrolments;
import dev.gatehouse.domain.signin.FactorEnrolments.Enrolled;
import dev.gatehouse.domain.signin.FactorEnrolments.Enrolling;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.PasskeyAnswers;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /sign-in/enrol}: where somebody sets a second factor up without which they are not let in. */
public final class EnrolRoom {
    /**
     * What the room needs.
     *
     * @param mayUseEmail whether codes by mail could be a second factor of an account
     * @param service what this service is called, in authenticator apps too
     */
    public record Needs(
            HostedDesk desk,
            FactorEnrolments enrolments,
            Predicate<Account> mayUseEmail,
            Authenticators authenticators,
            Function<UUID, Optional<Account>> find,
            String service) {}

    private static final String PATH = Step.ENROL.path();
    private static final String PASSKEY = PATH + "/passkey";
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
        routes.open(Method.GET, PATH, desk.showing(this::show));
        routes.open(Method.POST, PATH, desk.taking(choosing(this::chosen)));
        routes.open(Method.POST, PASSKEY + "/options", this::passkeyOptions);
        routes.open(Method.POST, PASSKEY, desk.taking(choosing(this::passkey)));
    }

    private Response show(Request request, Visitor visitor, Flow flow) {
        Proof proof = proofToEnrol(request, flow);
        return proof == null
                ? flows.leaveBehind(request, visitor, flow)
                : page(request, visitor, flow, proof, 200, null, List.of());
    }

    /** What somebody sets up, or how they go on. */
    private interface Choice {
        Response made(Request request, Visitor visitor, Flow flow, Proof proof, Fields form);
    }

    private HostedDesk.Form choosing(Choice choice) {
        return (request, visitor, flow, form) -> submitted(request, visitor, flow, form, choice);
    }

    private Response submitted(Request request, Visitor visitor, Flow flow, Fields form, Choice choice) {
        Proof proof = proofToEnrol(request, flow);
        if (proof == null) {
            // The codes have been kept, or another tab was faster.
            return flow.proof() == null
                    ? flows.leaveBehind(request, visitor, flow)
                    : flows.proceed(request, visitor, flow);
        }
        try {
            return choice.made(request, visitor, flow, proof, form);
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.FLOW_EXPIRED) {
                throw problem;
            }
            return refused(request, visitor, flow, proof, problem);
        }
    }

    private Response refused(Request request, Visitor visitor, Flow flow, Proof proof, Problem problem) {
        boolean passkey = problem.code() == ErrorCode.CONFLICT && request.path().equals(PASSKEY)
                || problem.fields().stream().anyMatch(field -> field.field().equals(PasskeyAnswers.FIELD));
        Notice notice = passkey ? Notice.refusedPasskey() : Notice.of(problem);
        List<Problem.FieldError> fields = passkey ? List.of() : problem.fields();
        Response page = page(request, visitor, flow, proof, problem.code().status(), notice, fields);
        return HostedPages.withHeadersOf(problem, page);
    }

    private Response chosen(Request request, Visitor visitor, Flow flow, Proof proof, Fields form) {
        if ("mail".equals(form.optionalText("choice", CODE_LENGTH))) {
            Enrolling how = how(request, visitor, proof, form);
            form.check();
            needs.enrolments().email(proof, how);
            return flows.proceed(request, visitor, flow);
        }
        UUID id = FactorForms.id(form);
        String code = form.secret("code", CODE_LENGTH);
        Enrolling how = how(request, visitor, proof, form);
        form.check();
        Enrolled enrolled = needs.enrolments().confirm(proof, how, asking(visitor, flow), id, code);
        return enrolled(request, visitor, flow, proof, enrolled);
    }

    private Response passkeyOptions(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String sealed = form.optionalText("flow", FlowDesk.LONGEST);
        form.check();
        Flow flow = flows.require(visitor, sealed);
        Proof proof = proofToEnrol(request, flow);
        if (proof == null) {
            throw Problem.of(ErrorCode.FLOW_EXPIRED).because("nothing is to be set up");
        }
        return Response.json(200, needs.enrolments().passkeyOptions(proof, place(visitor, flow)));
    }

    private Response passkey(Request request, Visitor visitor, Flow flow, Proof proof, Fields form) {
        Enrolling how = how(request, visitor, proof, form);
        Enrolled enrolled = needs.enrolments().passkey(proof, how, PasskeyAnswers.made(form), place(visitor, flow));
        return enrolled(request, visitor, flow, proof, enrolled);
    }

    /** Whoever was signed in here already, and sets up what has come to be required, stays so. */
    private static Enrolling how(Request request, Visitor visitor, Proof proof, Fields form) {
        Session session = visitor.session();
        UUID own = session != null && session.account().equals(proof.account()) ? session.id() : null;
        return new Enrolling(own, OtherSessions.ticked(form), Origins.of(request), transaction -> true);
    }

    private static Place place(Visitor visitor, Flow flow) {
        return Place.enrolling(asking(visitor, flow));
    }

    /** The codes are shown before the sign-in goes on: nobody sees them again. */
    private Response enrolled(Request request, Visitor visitor, Flow flow, Proof proof, Enrolled enrolled) {
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
        return proof != null
                        && !flows.freshness().stale(flow)
                        && flows.verdict(request, flow, proof) instanceof Verdict.Enrol
                ? proof
                : null;
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
                .orElseGet(() -> needs.enrolments().begin(proof, asking(visitor, flow), Authenticators.USUAL_NAME));
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
                !proof.how().mailed() && needs.mayUseEmail().test(account),
                "/sign-in?flow=" + flows.seal(visitor, flow.anew()),
                problems,
                notice);
        return flows.answer(visitor, desk.pages().authenticator(desk.context(request, flow, sealed), status, view));
    }

    /** An app or a passkey is set up in the sign-in that began to, and in its browser. */
    private static String asking(Visitor visitor, Flow flow) {
        return "sign-in " + visitor.key() + " " + flow.startedAt().toEpochMilli();
    }

    private Account account(Proof proof) {
        return needs.find().apply(proof.account()).orElseThrow(() -> Problem.of(ErrorCode.FLOW_EXPIRED)
                .because("the account is gone"));
    }
}
