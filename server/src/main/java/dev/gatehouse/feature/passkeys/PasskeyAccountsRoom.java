package dev.gatehouse.feature.passkeys;

import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.passkeys.Answers;
import dev.gatehouse.domain.passkeys.NewPasskey;
import dev.gatehouse.domain.passkeys.Place;
import dev.gatehouse.domain.signin.AccountNames;
import dev.gatehouse.domain.signin.DirectSignIns;
import dev.gatehouse.domain.signin.PasskeySignUps;
import dev.gatehouse.domain.verification.Demand;
import dev.gatehouse.domain.verification.PendingSignUps;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.PasskeyAnswers;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.feature.WrongLinks;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code /auth/passkeys/sign-up}: an account that begins with a passkey. Where an address has to be verified first, asking
 * for options has a letter sent, and the secret of its link takes the place of what the account is called.
 */
public final class PasskeyAccountsRoom {
    private static final int TOKEN_LENGTH = 64;

    /** What everybody reads where an address has to be verified first, whatever comes of it. */
    private static final Map<String, String> TAKEN =
            Map.of("message", "A letter is on its way to this address. What it says finishes the sign-up.");

    /**
     * What the room needs.
     *
     * @param demand what whoever signs up is asked for now
     * @param language in which they read, as a BCP 47 tag
     */
    public record Needs(
            PasskeySignUps signUps,
            PendingSignUps pending,
            Supplier<Demand> demand,
            DirectSignIns signIns,
            TokenDelivery delivery,
            WrongLinks wrong,
            Function<Request, String> language) {}

    private final Needs needs;

    public PasskeyAccountsRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/passkeys/sign-up/options", this::options);
        routes.open(Method.POST, "/auth/passkeys/sign-up", this::signUp);
    }

    private Response options(Request request) {
        Fields body = request.json();
        String token = body.optionalText("token", TOKEN_LENGTH);
        String limitKey = request.address().limitKey();
        if (token != null) {
            Username username = ProfileFields.username(body);
            body.check();
            return Response.json(200, needs.wrong().counting(request, () -> needs.pending()
                    .passkeyOptions(token, username, limitKey)));
        }
        AccountNames names = ProfileFields.names(body);
        boolean required = needs.demand().get() == Demand.REQUIRED;
        if (required && !body.given("email")) {
            body.refuse("email", "This is required.");
        }
        body.check();
        if (required) {
            needs.pending().take(names, language(request), null, limitKey, Origins.of(request));
            return Response.json(202, TAKEN);
        }
        return Response.json(200, needs.signUps().options(names, limitKey, Place.API));
    }

    private Response signUp(Request request) {
        Fields body = request.json();
        String token = body.optionalText("token", TOKEN_LENGTH);
        TokenDelivery.Means means = TokenDelivery.Means.of(body);
        Proof proof = token == null ? begun(request, body) : finished(request, body, token);
        return needs.delivery()
                .deliver(
                        needs.signIns()
                                .enter(proof, null, needs.delivery().replaced(request, means), Origins.of(request)),
                        means,
                        "Account created");
    }

    private Proof begun(Request request, Fields body) {
        AccountNames names = ProfileFields.names(body);
        NewPasskey made = needs.signUps().begun(PasskeyAnswers.made(body), Place.API);
        return needs.signUps()
                .register(names, made, language(request), request.address().limitKey(), Origins.of(request));
    }

    private Proof finished(Request request, Fields body, String token) {
        Username username = ProfileFields.username(body);
        Answers.Made answer = PasskeyAnswers.made(body);
        Origin from = Origins.of(request);
        String limitKey = request.address().limitKey();
        return needs.wrong().counting(request, () -> needs.pending().finish(token, username, answer, limitKey, from));
    }

    private String language(Request request) {
        return needs.language().apply(request);
    }
}
