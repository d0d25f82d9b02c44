package dev.gatehouse.feature.account;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.administration.OwnAccount;
import dev.gatehouse.domain.administration.OwnAccount.Profile;
import dev.gatehouse.domain.administration.OwnAccount.Wanted;
import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.roles.Roles;
import dev.gatehouse.domain.signin.FactorRules;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.domain.signin.StandingProofs;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OwnFields;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.TokenDelivery;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /auth/account}: who somebody is here, what they change of that, and how they leave. */
public final class OwnAccountRoom {
    /** What the room needs. */
    public record Needs(
            Database database,
            OwnAccount accounts,
            Roles roles,
            PasswordSignIn passwords,
            StandingProofs proofs,
            FactorRules rules,
            Freshness freshness,
            TokenDelivery delivery) {}

    /** @param language in which the person reads, as a BCP 47 tag; null where that is not known */
    record OwnView(
            UUID id,
            @Nullable String username,
            @Nullable String email,
            boolean emailVerified,
            @Nullable String name,
            @Nullable String picture,
            @Nullable String language,
            List<String> roles,
            Instant createdAt) {}

    private static final int LONGEST_NAME = 320;

    private final Needs needs;

    public OwnAccountRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/account", this::show);
        routes.guarded(Method.PATCH, "/auth/account", this::change);
        routes.guarded(Method.DELETE, "/auth/account", this::delete);
    }

    private Response show(Request request, AuthContext caller) {
        return answer(
                needs.accounts().find(Callers.account(caller)).orElseThrow(() -> Problem.of(ErrorCode.INVALID_TOKEN)
                        .because("the account is gone")));
    }

    private Response change(Request request, AuthContext caller) {
        Fields body = request.json();
        Wanted wanted = OwnFields.of(body);
        body.check();
        UUID account = Callers.account(caller);
        if (needs.accounts().renames(account, wanted)) {
            needs.freshness().require(caller);
        }
        return answer(needs.accounts()
                .change(account, wanted, transaction -> requireOwner(transaction, caller), Origins.of(request)));
    }

    private Response answer(Profile profile) {
        Account account = profile.account();
        List<String> roles = needs.database().read(sql -> needs.roles().ofAccount(sql, account.id()));
        return Response.json(
                200,
                new OwnView(
                        account.id(),
                        account.username(),
                        account.email(),
                        account.emailVerified(),
                        account.name(),
                        account.picture(),
                        profile.language(),
                        roles,
                        account.createdAt()));
    }

    private Response delete(Request request, AuthContext caller) {
        Fields body = request.json();
        String confirm = body.text("confirm", LONGEST_NAME);
        String password = body.optionalSecret("password", ProfileFields.PASSWORD_LENGTH);
        body.check();
        needs.accounts()
                .delete(Callers.account(caller), confirm, proof(request, caller, password), Origins.of(request));
        return needs.delivery().forget(Response.noContent());
    }

    /**
     * That the account is the caller's: by its password, or by a sign-in a moment ago; and by its second factor, where that is
     * asked for, in a session that lives.
     */
    private Consumer<Transaction> proof(Request request, AuthContext caller, @Nullable String password) {
        if (password == null) {
            needs.freshness().require(caller);
            return transaction -> requireOwner(transaction, caller);
        }
        Proof proof = needs.passwords()
                .prove(Callers.account(caller), password, request.address().limitKey(), Origins.of(request));
        return transaction -> {
            requireOwner(transaction, caller);
            if (!needs.proofs().hold(transaction, proof)) {
                throw Problem.of(ErrorCode.INSUFFICIENT_USER_AUTHENTICATION).because("the password was changed");
            }
        };
    }

    private void requireOwner(Transaction transaction, AuthContext caller) {
        needs.rules().requireOwner(transaction, Callers.account(caller), Callers.session(caller));
    }
}
