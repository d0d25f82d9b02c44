package dev.gatehouse.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the claims of an access token whose signature is good (RFC 9068 sections 2.2 and 4). */
final class AccessClaims {
    /** The {@code typ} of an access token (RFC 9068 section 2.1). */
    static final Set<String> TYPES = Set.of("at+jwt");

    private final TokenRules rules;

    AccessClaims(TokenRules rules) {
        this.rules = rules;
    }

    /** @throws InvalidToken where a claim is missing, ill-typed, or not as the rules ask */
    AuthContext read(Map<String, Object> json, Instant now) {
        Claims claims = new Claims(json);
        if (!claims.text("iss").equals(rules.issuer())) {
            throw new InvalidToken("the token is another issuer's");
        }
        if (!claims.textOrTexts("aud").contains(rules.audience())) {
            throw new InvalidToken("the token is for another audience");
        }
        Instant expiresAt = claims.instant("exp");
        Instant issuedAt = claims.instant("iat");
        checkTimes(now, issuedAt, expiresAt, claims.optionalInstant("nbf"));
        Set<String> scopes = claims.words("scope");
        String authMethod = claims.optionalText("auth_method");
        String provider = claims.optionalText("provider");
        return new AuthContext(
                claims.text("sub"),
                claims.text("jti"),
                claims.optionalText("sid"),
                claims.text("client_id"),
                scopes,
                new LinkedHashSet<>(claims.texts("roles")),
                permissions(claims, scopes),
                authMethod == null ? AuthContext.UNKNOWN : authMethod,
                provider == null ? AuthContext.UNKNOWN : provider,
                claims.texts("amr"),
                claims.optionalText("acr"),
                claims.optionalInstant("auth_time"),
                issuedAt,
                expiresAt);
    }

    private void checkTimes(Instant now, Instant issuedAt, Instant expiresAt, @Nullable Instant notBefore) {
        Duration ahead = rules.clockLeeway();
        // RFC 7519 section 4.1.4: at exp itself the token is no longer good.
        if (!now.isBefore(expiresAt.plus(rules.expiryLeeway()))) {
            throw new InvalidToken("the token has expired");
        }
        if (issuedAt.isAfter(now.plus(ahead))) {
            throw new InvalidToken("the token was issued in the future");
        }
        if (notBefore != null && notBefore.isAfter(now.plus(ahead))) {
            throw new InvalidToken("the token is not good yet");
        }
    }

    private Permissions permissions(Claims claims, Set<String> scopes) {
        try {
            if (claims.has("permissions")) {
                return Permissions.of(claims.texts("permissions"));
            }
            var mapping = rules.scopesToPermissions();
            return mapping == null ? Permissions.NONE : Permissions.of(mapping.apply(scopes));
        } catch (IllegalArgumentException e) {
            throw new InvalidToken("a permission in the token is not well formed");
        }
    }
}
