package dev.gatehouse.feature.revoke;

import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.audit.AuditTrail;
import dev.gatehouse.domain.sessions.Sessions;
import dev.gatehouse.domain.tokens.RefreshTokens;
import dev.gatehouse.domain.tokens.Revocations;
import dev.gatehouse.feature.Origins;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.platform.sql.Transaction;
import java.util.Optional;

/**
 * {@code POST /oauth2/revoke} (RFC 7009) for the first-party client, which has no secret: who holds a token may end it.
 * A refresh token takes its session with it, an access token only itself. A token that is not known is answered alike.
 */
public final class RevokeRoom {
    private static final int TOKEN_LENGTH = 16 * 1024;

    private final Database database;
    private final TokenVerifier verifier;
    private final RefreshTokens refreshTokens;
    private final Sessions sessions;
    private final Revocations revocations;
    private final AuditTrail audit;

    public RevokeRoom(
            Database database,
            TokenVerifier verifier,
            RefreshTokens refreshTokens,
            Sessions sessions,
            Revocations revocations,
            AuditTrail audit) {
        this.database = database;
        this.verifier = verifier;
        this.refreshTokens = refreshTokens;
        this.sessions = sessions;
        this.revocations = revocations;
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
            database.write(transaction -> endSession(transaction, request, known.get()));
        } else {
            verified(token).ifPresent(access -> database.write(transaction -> endToken(transaction, request, access)));
        }
        return Response.bytes(200, "application/json", new byte[] {'{', '}'});
    }

    private boolean endSession(Transaction transaction, Request request, RefreshTokens.Known known) {
        boolean ended = sessions.end(transaction, known.session());
        if (ended) {
            AuditEvent event = AuditEvent.success("session.ended")
                    .in(known.session().toString())
                    .with("by", "revocation");
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
