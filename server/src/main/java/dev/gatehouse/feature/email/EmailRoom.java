package dev.gatehouse.feature.email;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.signin.PasswordSignIn;
import dev.gatehouse.domain.verification.EmailChanges;
import dev.gatehouse.domain.verification.KeptEmails;
import dev.gatehouse.domain.verification.PendingSignUps;
import dev.gatehouse.domain.verification.Verifications;
import dev.gatehouse.domain.verification.Verifications.Waiting;
import dev.gatehouse.feature.Freshness;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.feature.OtherSessions;
import dev.gatehouse.feature.ProfileFields;
import dev.gatehouse.feature.WrongLinks;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.NotAuthenticated;
import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.http.Authenticator;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /auth/verify-email} and {@code /auth/change-email}: who holds the secret of a letter's link reads its address's
 * mail. A front end that shows a page of its own for these links asks for the password too, as ours do.
 */
public final class EmailRoom {
    private static final int TOKEN_LENGTH = 64;
    private static final Map<String, String> SENT = Map.of("message", "A letter is on its way, where one is wanted.");

    /**
     * What the room needs.
     *
     * @param callers tells who calls, where a route does not need it
     * @param language in which whoever asks reads, as a BCP 47 tag
     */
    public record Needs(
            Verifications verifications,
            PendingSignUps signUps,
            EmailChanges changes,
            KeptEmails kept,
            PasswordSignIn passwords,
            Freshness freshness,
            Authenticator callers,
            WrongLinks wrong,
            Function<Request, String> language) {}

    private final Needs needs;

    public EmailRoom(Needs needs) {
        this.needs = needs;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.open(Method.POST, "/auth/verify-email", this::verify);
        routes.guarded(Method.POST, "/auth/verify-email/resend", this::resend);
        routes.guarded(Method.POST, "/auth/change-email", this::change);
        routes.guarded(Method.POST, "/auth/change-email/confirm", this::confirm);
        routes.open(Method.POST, "/auth/change-email/keep", this::keep);
        routes.guarded(Method.DELETE, "/auth/email", this::remove);
    }

    private Response verify(Request request) {
        Fields body = request.json();
        String token = body.text("token", TOKEN_LENGTH);
        String password = body.optionalSecret("password", ProfileFields.PASSWORD_LENGTH);
        Username username = ProfileFields.username(body);
        body.check();
        return needs.wrong().counting(request, () -> verified(request, token, password, username));
    }

    private Response verified(Request request, String token, @Nullable String password, @Nullable Username username) {
        Origin from = Origins.of(request);
        String limitKey = request.address().limitKey();
        Optional<Waiting> waiting = needs.verifications().peek(token);
        if (waiting.isPresent()) {
            UUID account = waiting.get().account().id();
            if (password != null) {
                // Only to be compared: a letter's secret alone verifies too, and signs nobody in.
                var unused = needs.passwords().prove(account, password, limitKey, from);
            }
            needs.verifications().confirm(token, password != null || calls(request, account), from);
        } else {
            if (password != null) {
                needs.signUps().requirePassword(token, password, limitKey);
            }
            needs.signUps().finish(token, username, password != null, from);
        }
        return Response.noContent();
    }

    /** Whether whoever calls is signed in to this account; anybody may call. */
    private boolean calls(Request request, UUID account) {
        try {
            return account(needs.callers().authenticate(request)).equals(account);
        } catch (NotAuthenticated | InvalidToken | Problem nobody) {
            return false;
        }
    }

    private Response resend(Request request, AuthContext caller) {
        needs.verifications().ask(account(caller));
        return Response.json(202, SENT);
    }

    private Response change(Request request, AuthContext caller) {
        Fields body = request.json();
        String password = body.optionalSecret("password", ProfileFields.PASSWORD_LENGTH);
        boolean endOthers = OtherSessions.end(body);
        EmailAddress email = ProfileFields.requiredEmail(body);
        Origin from = Origins.of(request);
        if (password == null) {
            needs.freshness().require(caller);
        } else {
            // Only to be compared: whoever calls is signed in.
            var unused = needs.passwords()
                    .prove(account(caller), password, request.address().limitKey(), from);
        }
        EmailChanges.Wish wish = new EmailChanges.Wish(
                account(caller), email.address(), endOthers, needs.language().apply(request), from.network());
        needs.changes().begin(wish, requiredSession(caller), from);
        return Response.json(202, SENT);
    }

    private Response confirm(Request request, AuthContext caller) {
        String token = token(request);
        return needs.wrong().counting(request, () -> {
            needs.changes().confirm(token, account(caller), session(caller), Origins.of(request));
            return Response.noContent();
        });
    }

    private Response keep(Request request) {
        String token = token(request);
        return Response.json(200, KeptView.of(needs.wrong().counting(request, () -> needs.kept()
                .keep(token, Origins.of(request)))));
    }

    private Response remove(Request request, AuthContext caller) {
        boolean endOthers = OtherSessions.end(request);
        needs.freshness().require(caller);
        UUID session = requiredSession(caller);
        needs.changes().remove(account(caller), session, endOthers, Origins.of(request));
        return Response.noContent();
    }

    private static String token(Request request) {
        Fields body = request.json();
        String token = body.text("token", TOKEN_LENGTH);
        body.check();
        return token;
    }

    private static UUID account(AuthContext caller) {
        return UUID.fromString(caller.subject());
    }

    private static UUID requiredSession(AuthContext caller) {
        UUID session = session(caller);
        if (session == null) {
            throw Problem.of(ErrorCode.INVALID_TOKEN).because("a token without a session");
        }
        return session;
    }

    private static @Nullable UUID session(AuthContext caller) {
        return caller.sessionId() == null ? null : UUID.fromString(caller.sessionId());
    }
}
