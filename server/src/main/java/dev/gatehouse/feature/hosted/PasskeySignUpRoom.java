package dev.gatehouse.feature.hosted;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.flow.Flow;
import dev.gatehouse.domain.passkeys.Ceremonies;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.signin.AccountNames;
import dev.gatehouse.domain.signin.PasskeySignUps;
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
import java.util.Optional;

/** {@code /sign-up/passkey}: where the page of {@link SignUpRoom} sends what makes an account without a password. */
public final class PasskeySignUpRoom {
    private static final String HERE = "/sign-up/passkey";

    private final HostedDesk desk;
    private final FlowDesk flows;
    private final SignUpRoom signUps;
    private final PasskeySignUps registrations;
    private final Ceremonies ceremonies;

    public PasskeySignUpRoom(HostedDesk desk, SignUpRoom signUps, PasskeySignUps registrations, Ceremonies ceremonies) {
        this.desk = desk;
        this.flows = desk.flows();
        this.signUps = signUps;
        this.registrations = registrations;
        this.ceremonies = ceremonies;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, HERE + "/options", this::options);
        routes.open(Method.POST, HERE, desk.refusing(this::submitted));
    }

    private Response options(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        String sealed = form.optionalText("flow", FlowDesk.LONGEST);
        AccountNames names = ProfileFields.names(form);
        form.check();
        flows.require(visitor, sealed);
        Place here = Place.browser(visitor.key());
        return Response.json(200, registrations.options(names, request.address().limitKey(), here));
    }

    private Response submitted(Request request) {
        SameOrigin.require(request);
        Visitor visitor = flows.visitor(request);
        Fields form = request.form();
        Optional<Flow> open = signUps.open(visitor, form.optionalText("flow", FlowDesk.LONGEST));
        if (open.isEmpty()) {
            return signUps.again(request, visitor, form);
        }
        try {
            if (signUps.required()) {
                return asked(request, visitor, open.get(), form);
            }
            Proof proof = proof(request, visitor, form);
            return flows.proceed(request, visitor, open.get().proven(proof));
        } catch (Problem problem) {
            return signUps.refused(request, visitor, open.get(), form, problem);
        }
    }

    /** The passkey is made where the link of the letter leads. */
    private Response asked(Request request, Visitor visitor, Flow flow, Fields form) {
        AccountNames names = ProfileFields.names(form);
        signUps.requireAddress(form);
        form.check();
        return signUps.asked(request, visitor, flow, names);
    }

    private Proof proof(Request request, Visitor visitor, Fields form) {
        AccountNames names = ProfileFields.names(form);
        form.check();
        try {
            NewPasskey made = ceremonies.begun(PasskeyAnswers.made(form), Place.browser(visitor.key()));
            String language = desk.pages().context(request).texts().language().tag();
            return registrations.register(
                    names, made, language, request.address().limitKey(), Origins.of(request));
        } catch (Problem problem) {
            // Without a credential the page's script found that something else was refused, or it did not run at all.
            boolean passkey =
                    problem.fields().stream().anyMatch(field -> field.field().equals(PasskeyAnswers.FIELD));
            if (passkey && !form.given(PasskeyAnswers.FIELD)) {
                registrations.options(names, request.address().limitKey(), Place.browser(visitor.key()));
            }
            throw passkey ? Problem.of(ErrorCode.CONFLICT).because("no passkey that will do") : problem;
        }
    }
}
