package dev.gatehouse.feature.signup;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.domain.signin.Registrations;
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
import java.util.UUID;
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

    private final Registrations registrations;

    public SignupRoom(Registrations registrations) {
        this.registrations = registrations;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/signup", this::signup);
        routes.open(Method.POST, "/users/signup", this::signup);
    }

    private Response signup(Request request) {
        Fields body = request.json();
        NewAccount wanted = ProfileFields.newAccount(body, registrations::complaints);
        body.check();
        Registrations.Registered made = registrations
                .register(wanted, request.address().limitKey(), Origins.of(request))
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
