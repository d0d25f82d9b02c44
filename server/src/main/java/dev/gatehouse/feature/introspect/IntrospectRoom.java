package dev.gatehouse.feature.introspect;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Fields;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import dev.gatehouse.platform.http.Routes;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /oauth2/introspect} (RFC 7662): whether an access token would be accepted this moment, and what it says.
 * A refresh token is nobody's business but the server's: it is answered like one that is not known.
 */
public final class IntrospectRoom {
    private static final int TOKEN_LENGTH = 16 * 1024;

    record Inactive(boolean active) {}

    /** RFC 7662, section 2.2, with the claims that Gatehouse adds. Times are seconds since 1970. */
    record Active(
            boolean active,
            String iss,
            String sub,
            @Nullable String clientId,
            String scope,
            String tokenType,
            String jti,
            @Nullable String sid,
            long iat,
            long exp,
            TreeSet<String> roles,
            TreeSet<String> permissions,
            String authMethod,
            String provider,
            List<String> amr,
            @Nullable String acr,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long authTime) {}

    private final TokenVerifier verifier;
    private final String issuer;

    public IntrospectRoom(TokenVerifier verifier, String issuer) {
        this.verifier = verifier;
        this.issuer = issuer;
    }

    /** Adds this room's routes. */
    public void addTo(Routes routes) {
        routes.refusing(Errors.OAUTH).guarded(Method.POST, "/oauth2/introspect", "introspect:tokens", this::introspect);
    }

    private Response introspect(Request request, AuthContext caller) {
        Fields form = request.form();
        String token = form.secret("token", TOKEN_LENGTH);
        form.check();
        try {
            return Response.json(active(verifier.verify(token)));
        } catch (InvalidToken refused) {
            return Response.json(new Inactive(false));
        }
    }

    private Active active(AuthContext token) {
        Instant authTime = token.authTime();
        return new Active(
                true,
                issuer,
                token.subject(),
                token.clientId(),
                String.join(" ", new TreeSet<>(token.scopes())),
                "Bearer",
                token.tokenId(),
                token.sessionId(),
                token.issuedAt().getEpochSecond(),
                token.expiresAt().getEpochSecond(),
                new TreeSet<>(token.roles()),
                new TreeSet<>(token.permissions().names()),
                token.authMethod(),
                token.provider(),
                token.amr(),
                token.acr(),
                authTime == null ? null : authTime.getEpochSecond());
    }
}
