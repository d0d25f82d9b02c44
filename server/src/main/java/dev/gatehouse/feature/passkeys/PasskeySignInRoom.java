package dev.gatehouse.feature.passkeys;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.assurance.Second;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.signin.FactorEnrolments;
import dev.gatehouse.domain.signin.HalfSignIns;
import dev.gatehouse.domain.signin.PasskeySeconds;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.PasskeyAnswers;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WaitingSignIns;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.InstantSource;
import java.util.Map;

/**
 * {@code /auth/passkeys/sign-in}: in with a passkey alone; {@code /auth/mfa/passkey}, where one is the second factor; and
 * {@code /auth/mfa/enrol/passkey}, where one is set up as that on the way in.
 * {@code /.well-known/webauthn} tells browsers which other sites may use them.
 */
public final class PasskeySignInRoom {
    /** What the room needs. */
    public record Needs(
            Ceremonies ceremonies,
            PasskeySeconds seconds,
            FactorEnrolments enrolments,
            WaitingSignIns waiting,
            RateLimits limits,
            SignInLimits rates,
            InstantSource clock) {}

    private final Needs needs;

    public PasskeySignInRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/passkeys/options", this::options);
        routes.open(Method.POST, "/auth/passkeys/sign-in", this::signIn);
        routes.open(Method.POST, "/auth/mfa/passkey/options", this::secondOptions);
        routes.open(Method.POST, "/auth/mfa/passkey", this::second);
        routes.open(Method.POST, "/auth/mfa/enrol/passkey/options", this::enrolmentOptions);
        routes.open(Method.POST, "/auth/mfa/enrol/passkey", this::enrol);
        routes.open(Method.GET, "/.well-known/webauthn", this::related);
    }

    private Response options(Request request) {
        request.optionalJson().check();
        return Response.json(200, needs.ceremonies().signIn(Place.API));
    }

    private Response signIn(Request request) {
        Fields body = request.json();
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        Answers.Signed answer = PasskeyAnswers.signed(body);
        limit(request);
        Ceremonies.Signed signed = needs.ceremonies().signedIn(answer, Place.API, Origins.of(request));
        Proof proof = Proof.passkey(
                signed.account(),
                signed.passkey(),
                signed.userVerified(),
                signed.synced(),
                needs.clock().instant());
        return needs.waiting().enter(request, proof, means, TokenDelivery.Beside.NOTHING);
    }

    private Response secondOptions(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        body.check();
        limit(request);
        HalfSignIns.Half half = needs.waiting().open(token);
        return Response.json(200, needs.ceremonies().prove(half.proof().account(), Place.waiting(half.id())));
    }

    private Response second(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        Answers.Signed answer = PasskeyAnswers.signed(body);
        HalfSignIns.Half half = needs.waiting().open(token);
        Second shown = needs.seconds()
                .check(
                        half.proof(),
                        answer,
                        Place.waiting(half.id()),
                        request.address().limitKey(),
                        Origins.of(request),
                        needs.waiting().spending(half));
        return needs.waiting().enter(request, half.proof().with(shown), means, TokenDelivery.Beside.NOTHING);
    }

    private Response enrolmentOptions(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        body.check();
        limit(request);
        HalfSignIns.Half half = needs.waiting().open(token);
        return Response.json(200, needs.enrolments().passkeyOptions(half.proof(), Place.waiting(half.id())));
    }

    private Response enrol(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        boolean endOthers = OtherSessions.end(body);
        Answers.Made answer = PasskeyAnswers.made(body);
        limit(request);
        HalfSignIns.Half half = needs.waiting().open(token);
        FactorEnrolments.Enrolling how = needs.waiting().enrolling(half, endOthers, Origins.of(request));
        FactorEnrolments.Enrolled enrolled =
                needs.enrolments().passkey(half.proof(), how, answer, Place.waiting(half.id()));
        TokenDelivery.Beside beside = new TokenDelivery.Beside(enrolled.recoveryCodes(), null);
        return needs.waiting().enter(request, half.proof().with(enrolled.second()), means, beside);
    }

    private void limit(Request request) {
        needs.limits()
                .take(
                        "login-address",
                        needs.rates().loginAddress(),
                        request.address().limitKey());
    }

    /** Web Authentication Level 3, section 5.11. */
    private Response related(Request request) {
        var origins = needs.ceremonies().party().related();
        if (origins.isEmpty()) {
            throw Problem.of(ErrorCode.NOT_FOUND);
        }
        return Response.json(200, Map.of("origins", origins));
    }
}
