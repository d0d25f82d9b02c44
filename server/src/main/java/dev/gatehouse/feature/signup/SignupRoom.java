package dev.gatehouse.feature.signup;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.domain.signin.Registrations;
import dev.gatehouse.domain.verification.Demand;
import dev.gatehouse.domain.verification.PendingSignUps;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code POST /auth/signup}: an account for whoever asks for one. */
public final class SignupRoom {
    /** What somebody who signed up reads. */
    record Created(
            UUID id,
            @Nullable String username,
            @Nullable String email,
            boolean emailVerified,
            @Nullable String name,
            List<String> roles,
            Instant createdAt,
            String message) {}

    /** What everybody reads where an address has to be verified first, whatever comes of it. */
    private static final Map<String, String> TAKEN =
            Map.of("message", "A letter is on its way to this address. What it says finishes the sign-up.");

    private final Registrations registrations;
    private final PendingSignUps pending;
    private final Supplier<Demand> demand;
    private final Function<Request, String> language;

    /**
     * @param demand what whoever signs up is asked for now
     * @param language in which they read, as a BCP 47 tag
     */
    public SignupRoom(
            Registrations registrations,
            PendingSignUps pending,
            Supplier<Demand> demand,
            Function<Request, String> language) {
        this.registrations = registrations;
        this.pending = pending;
        this.demand = demand;
        this.language = language;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/signup", this::signup);
        routes.open(Method.POST, "/users/signup", this::signup);
    }

    private Response signup(Request request) {
        Fields body = request.json();
        NewAccount wanted = ProfileFields.newAccount(body, registrations::complaints);
        boolean required = demand.get() == Demand.REQUIRED;
        if (required && !body.given("email")) {
            body.refuse("email", "This is required.");
        }
        body.check();
        String limitKey = request.address().limitKey();
        if (required) {
            pending.take(wanted, language.apply(request), null, limitKey, Origins.of(request));
            return Response.json(202, TAKEN);
        }
        Registrations.Registered made = registrations
                .register(wanted, language.apply(request), limitKey, Origins.of(request))
                .orElseThrow(() -> Problem.of(ErrorCode.ACCOUNT_EXISTS));
        return Response.json(201, created(made.account(), made.roles()));
    }

    private static Created created(Account account, List<String> roles) {
        return new Created(
                account.id(),
                account.username(),
                account.email(),
                account.emailVerified(),
                account.name(),
                roles,
                account.createdAt(),
                "Account created");
    }
}
