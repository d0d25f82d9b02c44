package dev.gatehouse.feature.revoke;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.limits.RateLimits;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.RefreshTokens;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.config.Rate;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * {@code POST /oauth2/revoke} (RFC 7009) for the first-party client, which has no secret: who holds a token may end it.
 * A refresh token takes its session with it, an access token only itself, unless many of its account's came before. A
 * token that is not known is answered alike.
 */
public final class RevokeRoom {
    private static final int TOKEN_LENGTH = 16 * 1024;
    /**
     * Single tokens of one account. Each stands in the list that every resource server follows, and a session gives as
     * many tokens as are asked for: who goes on ends the session, which is one entry for them all.
     */
    private static final Rate SINGLE_TOKENS = new Rate(20, Duration.ofHours(1));

    private final Database database;
    private final TokenVerifier verifier;
    private final RefreshTokens refreshTokens;
    private final Sessions sessions;
    private final Revocations revocations;
    private final RateLimits limits;
    private final AuditTrail audit;

    public RevokeRoom(
            Database database,
            TokenVerifier verifier,
            RefreshTokens refreshTokens,
            Sessions sessions,
            Revocations revocations,
            RateLimits limits,
            AuditTrail audit) {
        this.database = database;
        this.verifier = verifier;
        this.refreshTokens = refreshTokens;
        this.sessions = sessions;
        this.revocations = revocations;
        this.limits = limits;
        this.audit = audit;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.refusing(Errors.OAUTH).open(Method.POST, "/oauth2/revoke", this::revoke);
    }

    private Response revoke(Request request) {
        Fields form = request.form();
        String token = form.secret("token", TOKEN_LENGTH);
        form.check();
        Optional<RefreshTokens.Known> known = database.read(sql -> refreshTokens.find(sql, token));
        if (known.isPresent()) {
            database.write(
                    transaction -> endSession(transaction, request, known.get().session()));
        } else {
            verified(token).ifPresent(access -> end(request, access));
        }
        return Response.bytes(200, "application/json", new byte[] {'{', '}'});
    }

    private void end(Request request, AuthContext access) {
        String session = access.sessionId();
        boolean whole = session != null && isOneOfMany(access);
        database.write(transaction -> whole && endSession(transaction, request, UUID.fromString(session))
                || endToken(transaction, request, access));
    }

    private boolean isOneOfMany(AuthContext access) {
        try {
            limits.take("revoke", Optional.of(SINGLE_TOKENS), access.subject());
            return false;
        } catch (Problem _) {
            return true;
        }
    }

    private boolean endSession(Transaction transaction, Request request, UUID session) {
        boolean ended = sessions.end(transaction, session);
        if (ended) {
            AuditEvent event =
                    AuditEvent.success("session.ended").in(session.toString()).with("by", "revocation");
            audit.record(transaction, event, Origins.of(request));
        }
        return ended;
    }

    private boolean endToken(Transaction transaction, Request request, AuthContext access) {
        revocations.revokeToken(transaction, access.tokenId());
        AuditEvent event = AuditEvent.success("token.revoked")
                .on(access.subject())
                .in(access.sessionId())
                .with("token", access.tokenId());
        audit.record(transaction, event, Origins.of(request));
        return true;
    }

    private Optional<AuthContext> verified(String token) {
        try {
            return Optional.of(verifier.verify(token));
        } catch (InvalidToken nothingToRevoke) {
            return Optional.empty();
        }
    }
}
