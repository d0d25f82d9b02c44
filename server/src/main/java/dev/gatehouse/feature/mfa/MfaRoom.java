package dev.gatehouse.feature.mfa;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.assurance.Factor;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.codes.Codes;
import dev.gatehouse.domain.factors.Authenticators;
import dev.gatehouse.domain.factors.Enrolment;
import dev.gatehouse.domain.factors.RememberedDevices;
import dev.gatehouse.domain.signin.FactorEnrolments;
import dev.gatehouse.domain.signin.HalfSignIns.Half;
import dev.gatehouse.domain.signin.SecondFactors;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.RememberedCookie;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WaitingSignIns;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /auth/mfa}: the second half of a sign-in through the API, for whoever holds the {@code mfa_token} of the
 * first: a code, or a second factor that is set up on the way.
 */
public final class MfaRoom {
    static final int CODE_LENGTH = 100;
    static final int NAME_LENGTH = 64;

    private static final String METHODS = Arrays.stream(Factor.values())
            .filter(factor -> factor != Factor.PASSKEY)
            .map(Factor::label)
            .collect(Collectors.joining(", "));

    /**
     * What the room needs.
     *
     * @param recoveryCodesLeft of an account
     * @param service what this service is called, in authenticator apps too
     */
    public record Needs(
            WaitingSignIns waiting,
            SecondFactors seconds,
            FactorEnrolments enrolments,
            RememberedDevices devices,
            Function<UUID, Optional<Account>> find,
            Function<UUID, Integer> recoveryCodesLeft,
            RememberedCookie remembered,
            String service) {}

    /** That a code is on its way, and for how many seconds it is good. */
    record Sent(String method, long expiresIn) {}

    private final Needs needs;

    public MfaRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/mfa", this::answer);
        routes.open(Method.POST, "/auth/mfa/challenge", this::challenge);
        routes.open(Method.POST, "/auth/mfa/enrol/totp", this::begin);
        routes.open(Method.POST, "/auth/mfa/enrol/totp/confirm", this::confirm);
    }

    private Response answer(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        Factor method = method(body);
        String code = body.secret("code", CODE_LENGTH);
        boolean remember = body.flag("remember");
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        body.check();
        Half half = needs.waiting().open(token);
        Origin from = Origins.of(request);
        Proof whole = half.proof()
                .with(needs.seconds()
                        .check(
                                half.proof(),
                                new SecondFactors.Answer(method, code, half.id()),
                                request.address().limitKey(),
                                from,
                                needs.waiting().spending(half)));
        Integer left = whole.second() != null && whole.second().factor() == Factor.RECOVERY_CODE
                ? needs.recoveryCodesLeft().apply(whole.account())
                : null;
        TokenDelivery.Beside beside = new TokenDelivery.Beside(null, left);
        Response response = needs.waiting().enter(request, whole, means, beside);
        return remember ? remembered(response, whole, from) : response;
    }

    private Response remembered(Response response, Proof proof, Origin from) {
        return needs.seconds()
                .remember(proof, from)
                .map(secret -> needs.remembered()
                        .with(response, secret, needs.devices().life().orElseThrow()))
                .orElse(response);
    }

    private Response challenge(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        if (!Factor.EMAIL_CODE.label().equals(body.text("method", CODE_LENGTH))) {
            body.refuse("method", "must be \"email_code\": nothing else is sent");
        }
        body.check();
        Half half = needs.waiting().open(token);
        needs.seconds().mail(half.proof(), half.id(), request.address().limitKey(), Origins.of(request));
        return Response.json(202, new Sent(Factor.EMAIL_CODE.label(), Codes.LONGEST.toSeconds()));
    }

    /** What somebody calls a new app; the usual where they say nothing. */
    static String name(Fields body) {
        String given = body.optionalText("name", NAME_LENGTH);
        return given == null || given.isBlank() ? Authenticators.USUAL_NAME : given.strip();
    }

    private Response begin(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        String name = name(body);
        body.check();
        Half half = needs.waiting().open(token);
        Enrolment begun = needs.enrolments().begin(half.proof(), asking(half), name);
        Account account = needs.find().apply(half.proof().account()).orElseThrow(WaitingSignIns::expired);
        return Response.json(201, EnrolmentView.of(begun, needs.service(), account));
    }

    private Response confirm(Request request) {
        Fields body = request.json();
        String token = WaitingSignIns.token(body);
        UUID id = id(body);
        String code = body.secret("code", CODE_LENGTH);
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        boolean endOthers = OtherSessions.end(body);
        body.check();
        Half half = needs.waiting().open(token);
        FactorEnrolments.Enrolling how = needs.waiting().enrolling(half, endOthers, Origins.of(request));
        FactorEnrolments.Enrolled enrolled = needs.enrolments().confirm(half.proof(), how, asking(half), id, code);
        TokenDelivery.Beside beside = new TokenDelivery.Beside(enrolled.recoveryCodes(), null);
        return needs.waiting().enter(request, half.proof().with(enrolled.second()), means, beside);
    }

    private static String asking(Half half) {
        return "sign-in " + half.id();
    }

    private static @Nullable Factor method(Fields body) {
        String label = body.optionalText("method", CODE_LENGTH);
        if (label == null) {
            return null;
        }
        Factor method =
                Factor.of(label).filter(factor -> factor != Factor.PASSKEY).orElse(null);
        if (method == null) {
            body.refuse("method", "must be one of " + METHODS);
        }
        return method;
    }

    private static UUID id(Fields body) {
        String text = body.text("id", 36);
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            body.refuse("id", "must be the id of what was begun");
            return new UUID(0, 0);
        }
    }
}
