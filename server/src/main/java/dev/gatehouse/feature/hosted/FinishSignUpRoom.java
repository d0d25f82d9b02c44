package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.verification.PendingSignUp;
import dev.gatehouse.domain.verification.PendingSignUps;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.FlowDesk.Visitor;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PasskeyAnswers;
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
import org.jspecify.annotations.Nullable;

/**
 * {@code /verify-email/passkey}: where the page of {@link VerifyEmailRoom} sends the passkey that finishes a sign-up. It is
 * made by whoever follows the link, on the device on which they do: nothing of whoever signed up with their address gets
 * into the account.
 */
public final class FinishSignUpRoom {
    private static final String HERE = VerifyEmailRoom.HERE + "/passkey";
    private static final int NAME_LENGTH = 320;

    private final HostedDesk desk;
    private final FlowDesk flows;
    private final VerifyEmailRoom verifying;
    private final PendingSignUps signUps;

    public FinishSignUpRoom(HostedDesk desk, VerifyEmailRoom verifying, PendingSignUps signUps) {
        this.desk = desk;
        this.flows = desk.flows();
        this.verifying = verifying;
        this.signUps = signUps;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, HERE + "/options", this::options);
        routes.open(Method.POST, HERE, desk.mailed(this::submitted, LinkGoneView::verification));
    }

    private Response options(Request request) {
        SameOrigin.require(request);
        Fields form = request.form();
        String token = token(form);
        Username username = ProfileFields.username(form);
        form.check();
        String limitKey = request.address().limitKey();
        return Response.json(
                200, desk.wrongLinks().counting(request, () -> signUps.passkeyOptions(token, username, limitKey)));
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String token = token(form);
        String typed = form.optionalText("username", NAME_LENGTH);
        PendingSignUp pending = signUps.peek(token).orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
        try {
            Username username = ProfileFields.username(form);
            form.check();
            Proof proof = proof(request, form, token, username);
            return flows.proceed(
                    request, visitor, verifying.leading(visitor, pending).proven(proof));
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.LINK_EXPIRED) {
                throw problem;
            }
            return refused(request, visitor, token, typed, problem);
        }
    }

    private Proof proof(Request request, Fields form, String token, @Nullable Username username) {
        String limitKey = request.address().limitKey();
        if (!form.given(PasskeyAnswers.FIELD)) {
            // The page's script found that something else was refused, or it did not run at all.
            var unused = signUps.passkeyOptions(token, username, limitKey);
        }
        return signUps.finish(token, username, PasskeyAnswers.made(form), limitKey, Origins.of(request));
    }

    private Response refused(
            Request request, Visitor visitor, String token, @Nullable String username, Problem problem) {
        boolean passkey = problem.code() == ErrorCode.FLOW_EXPIRED
                || problem.code() == ErrorCode.CONFLICT
                || problem.fields().stream().anyMatch(field -> field.field().equals(PasskeyAnswers.FIELD));
        VerifyEmailRoom.Sent sent = new VerifyEmailRoom.Sent(
                token,
                null,
                username,
                passkey ? List.of() : problem.fields(),
                passkey ? Notice.refusedPasskey() : Notice.of(problem));
        return HostedPages.withHeadersOf(
                problem, verifying.page(request, visitor, sent, problem.code().status()));
    }

    private static String token(Fields form) {
        String token = form.text("token", VerifyEmailRoom.TOKEN_LENGTH);
        form.check();
        return token;
    }
}
