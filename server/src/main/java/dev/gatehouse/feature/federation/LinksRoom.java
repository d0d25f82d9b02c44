package dev.gatehouse.feature.federation;

import dev.gatehouse.domain.assurance.Proof;
import dev.gatehouse.domain.flow.Flow.Linking;
import dev.gatehouse.domain.flow.FlowSettings;
import dev.gatehouse.domain.identities.AccountLinks;
import dev.gatehouse.domain.identities.AccountLinks.Way;
import dev.gatehouse.domain.identities.Bound;
import dev.gatehouse.domain.identities.Identity;
import dev.gatehouse.domain.identities.ProviderAccess;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderDirectory;
import dev.gatehouse.domain.signin.FactorRules;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.domain.signin.SignInLimits;
import dev.gatehouse.domain.signin.StandingProofs;
import dev.gatehouse.feature.Callers;
import dev.gatehouse.feature.FlowDesk;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.ProfileFields;
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
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /auth/links} and {@code /auth/link/…}: the ways into the caller's account, and changing them. */
public final class LinksRoom {
    /** What the room needs. */
    public record Needs(
            Database database,
            ProviderDirectory providers,
            AccountLinks links,
            ProviderAccess access,
            FactorRules rules,
            PasswordSignIn passwords,
            StandingProofs proofs,
            FlowDesk desk,
            FlowSettings settings,
            Freshness freshness,
            LinkTickets tickets,
            RateLimits limits,
            SignInLimits rates,
            String publicUrl) {}

    /** A link as its owner sees it. */
    record LinkView(
            String provider,
            String displayName,
            String identity,
            @Nullable String email,
            boolean emailVerified,
            Instant linkedAt,
            @Nullable Instant lastUsedAt,
            boolean usable,
            boolean removable) {}

    record LinkList(boolean password, List<LinkView> links) {}

    record Begun(String authorizationUrl, long expiresIn) {}

    record Linked(String provider, String identity, Instant linkedAt, String message) {}

    record ProviderToken(
            String accessToken,
            String tokenType,
            @Nullable String scope,
            @Nullable Instant expiresAt) {}

    private static final int LONGEST_TOKEN = 128;
    private static final int LONGEST_ADDRESS = 1_024;

    private final Needs needs;

    public LinksRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.guarded(Method.GET, "/auth/links", this::list);
        routes.guarded(Method.POST, "/auth/link/confirm", this::confirm);
        routes.guarded(Method.POST, "/auth/link/{provider}", this::begin);
        routes.guarded(Method.DELETE, "/auth/link/{provider}", this::unlink);
        routes.guarded(Method.GET, "/auth/link/{provider}/token", this::token);
    }

    private Response list(Request request, AuthContext caller) {
        AccountLinks.Ways ways = needs.links().of(Callers.account(caller));
        return Response.json(
                200,
                new LinkList(
                        ways.password(),
                        ways.identities().stream().map(this::view).toList()));
    }

    private LinkView view(Way way) {
        Identity identity = way.identity();
        return new LinkView(
                identity.provider(),
                displayName(identity.provider()),
                identity.label(),
                identity.email(),
                identity.emailVerified(),
                identity.linkedAt(),
                identity.usedAt(),
                way.usable(),
                way.removable());
    }

    private String displayName(String provider) {
        return needs.providers().find(provider).map(Provider::displayName).orElse(provider);
    }

    private Response begin(Request request, AuthContext caller) {
        Fields body = request.optionalJson();
        String returnTo = body.optionalText("return_to", LONGEST_ADDRESS);
        if (returnTo != null && !needs.settings().allows(returnTo)) {
            body.refuse("return_to", "This is not registered here (signin.return_to), exactly as it is.");
        }
        body.check();
        Provider provider = needs.providers().require(request.pathValue("provider"));
        UUID account = Callers.account(caller);
        boolean linked = needs.links().of(account).identities().stream()
                .anyMatch(way -> way.identity().provider().equals(provider.name()));
        if (linked) {
            throw Problem.of(ErrorCode.ALREADY_LINKED);
        }
        Linking linking = new Linking(account, Callers.session(caller), returnTo);
        String address = needs.publicUrl() + needs.tickets().departure(linking, provider.name());
        return Response.json(200, new Begun(address, LinkTickets.LIFE.toSeconds()));
    }

    private Response confirm(Request request, AuthContext caller) {
        Fields body = request.json();
        String token = body.text("link_token", LONGEST_TOKEN);
        String password = body.optionalSecret("password", ProfileFields.PASSWORD_LENGTH);
        AccountLinks.Ending ending = new AccountLinks.Ending(OtherSessions.end(body), Callers.session(caller));
        body.check();
        UUID account = Callers.account(caller);
        Bound bound = bound(request, caller, token);
        Identity identity = needs.links()
                .confirm(token, account, bound, proof(request, caller, password), ending, Origins.of(request));
        return Response.json(
                200,
                new Linked(
                        identity.provider(),
                        identity.label(),
                        identity.linkedAt(),
                        displayName(identity.provider()) + " linked"));
    }

    /** The session that asked, or the browser that came back with it. */
    private Bound bound(Request request, AuthContext caller, String token) {
        List<Bound> places = List.of(
                new Bound.Session(Callers.session(caller)),
                new Bound.Browser(needs.desk().visitor(request).key()));
        Optional<Bound> found = places.stream()
                .filter(place -> needs.links().peek(token, place).isPresent())
                .findFirst();
        if (found.isEmpty()) {
            needs.limits()
                    .take(
                            "exchange",
                            needs.rates().exchange(),
                            request.address().limitKey());
        }
        return found.orElseThrow(() -> Problem.of(ErrorCode.LINK_EXPIRED));
    }

    /** That the account is the caller's: by its password, or by a sign-in a moment ago. */
    private Predicate<Transaction> proof(Request request, AuthContext caller, @Nullable String password) {
        UUID account = Callers.account(caller);
        Predicate<Transaction> owner = owner(caller);
        if (password == null) {
            needs.freshness().require(caller);
            return owner;
        }
        Proof proven =
                needs.passwords().prove(account, password, request.address().limitKey(), Origins.of(request));
        return owner.and(transaction -> needs.proofs().hold(transaction, proven));
    }

    /** That the caller's session may change the ways into their account. */
    private Predicate<Transaction> owner(AuthContext caller) {
        UUID account = Callers.account(caller);
        UUID session = Callers.session(caller);
        return transaction -> {
            needs.rules().requireOwner(transaction, account, session);
            return true;
        };
    }

    private Response unlink(Request request, AuthContext caller) {
        AccountLinks.Ending ending = new AccountLinks.Ending(OtherSessions.end(request), Callers.session(caller));
        needs.freshness().require(caller);
        needs.links()
                .unlink(
                        Callers.account(caller),
                        request.pathValue("provider"),
                        owner(caller),
                        ending,
                        Origins.of(request));
        return Response.noContent();
    }

    private Response token(Request request, AuthContext caller) {
        String client = caller.clientId() == null ? "" : caller.clientId();
        ProviderAccess.Access access = needs.access()
                .token(Callers.account(caller), request.pathValue("provider"), client, Origins.of(request));
        return Response.json(
                200, new ProviderToken(access.accessToken(), "Bearer", access.scope(), access.expiresAt()));
    }
}
