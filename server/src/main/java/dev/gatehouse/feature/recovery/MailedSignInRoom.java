package dev.gatehouse.feature.recovery;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.recovery.MailedSignIns;
import dev.gatehouse.domain.recovery.Onward;
import dev.gatehouse.domain.recovery.RecoverySettings;
import dev.gatehouse.domain.signin.DirectSignIns;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.TokenDelivery.Means;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** {@code /auth/magic-link} and {@code /auth/email-code}: signing in by what is mailed, where the operator lets people. */
public final class MailedSignInRoom {
    private static final int CODE_LENGTH = 64;
    private static final int TICKET_LENGTH = 2_000;
    private static final int ADDRESS_LENGTH = 1_024;
    /** Whoever has the ticket may use it: a client of the API keeps it to itself. */
    private static final String ANYBODYS = "";

    /** What the room needs. */
    public record Needs(
            MailedSignIns signIns,
            RecoverySettings settings,
            DirectSignIns direct,
            TokenDelivery delivery,
            FlowSettings flows,
            RateLimits limits,
            SignInLimits rates,
            Function<Request, String> language) {}

    /**
     * The answer to everybody who asks for a code.
     *
     * @param codeToken goes with the code; without it the code is good for nothing
     * @param expiresIn seconds
     */
    record CodeSent(String codeToken, long expiresIn, String message) {}

    private final Needs needs;

    public MailedSignInRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes: those that the settings let be. */
    public void addTo(Routes routes) {
        if (needs.settings.magicLink()) {
            routes.open(Method.POST, "/auth/magic-link", this::askForLink);
            routes.open(Method.POST, "/auth/magic-link/sign-in", this::byLink);
        }
        if (needs.settings.emailCode()) {
            routes.open(Method.POST, "/auth/email-code", this::askForCode);
            routes.open(Method.POST, "/auth/email-code/sign-in", this::byCode);
        }
    }

    private Response askForLink(Request request) {
        Fields body = request.json();
        String email = body.text("email", RecoveryRoom.NAME_LENGTH);
        String returnTo = body.optionalText("return_to", ADDRESS_LENGTH);
        body.check();
        if (returnTo != null && !needs.flows.allows(returnTo)) {
            throw Problem.of(
                    ErrorCode.INVALID_REQUEST,
                    "return_to is not registered here (signin.return_to), exactly as it is.");
        }
        Onward leads = new Onward(null, returnTo);
        needs.signIns.askForLink(email, needs.language.apply(request), leads, Origins.of(request));
        return Response.json(202, RecoveryRoom.Sent.LETTER);
    }

    private Response byLink(Request request) {
        Fields body = request.json();
        String token = body.text("token", RecoveryRoom.TOKEN_LENGTH);
        Means means = Means.of(body);
        body.check();
        Origin from = Origins.of(request);
        return enter(
                request, means, from, () -> needs.signIns.follow(token, from).proof());
    }

    private Response askForCode(Request request) {
        Fields body = request.json();
        String email = body.text("email", RecoveryRoom.NAME_LENGTH);
        body.check();
        String ticket = needs.signIns.askForCode(email, needs.language.apply(request), Origins.of(request), ANYBODYS);
        return Response.json(
                202, new CodeSent(ticket, MailedSignIns.LIFE.toSeconds(), RecoveryRoom.Sent.LETTER.message()));
    }

    private Response byCode(Request request) {
        Fields body = request.json();
        String ticket = body.text("code_token", TICKET_LENGTH);
        String code = body.text("code", CODE_LENGTH);
        Means means = Means.of(body);
        body.check();
        Origin from = Origins.of(request);
        return enter(request, means, from, () -> needs.signIns
                .request(ticket, ANYBODYS)
                .map(asked -> needs.signIns.enter(asked, code, from))
                .orElseThrow(() -> Problem.of(ErrorCode.INVALID_CODE)));
    }

    private Response enter(Request request, Means means, Origin from, Supplier<Proof> prove) {
        Proof proof;
        try {
            proof = prove.get();
        } catch (Problem problem) {
            if (problem.code() == ErrorCode.LINK_EXPIRED || problem.code() == ErrorCode.INVALID_CODE) {
                needs.limits.take(
                        "exchange", needs.rates.exchange(), request.address().limitKey());
            }
            throw problem;
        }
        UUID replaced = needs.delivery.replaced(request, means);
        return needs.delivery.deliver(needs.direct.enter(proof, null, replaced, from), means, "Login successful");
    }
}
