package dev.gatehouse.mocks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.platform.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a token request comes from the client (RFC 6749, section 2.3.1). */
final class ClientCheck {
    /** The longest that Apple takes. */
    private static final Duration SIGNED_SECRET_LIFE = Duration.ofSeconds(15_777_000);

    private static final String APPLE = "https://appleid.apple.com";

    private final MockProvider provider;

    ClientCheck(MockProvider provider) {
        this.provider = provider;
    }

    void check(Request request, Map<String, String> form) throws Refusal {
        Map<String, String> credentials = basic(request.header("authorization"));
        if (credentials == null) {
            credentials = form;
        } else if (form.containsKey("client_secret")) {
            throw new Refusal("invalid_request", "The client proves itself in two ways.");
        }
        String id = Objects.requireNonNullElse(credentials.get("client_id"), "");
        String secret = Objects.requireNonNullElse(credentials.get("client_secret"), "");
        boolean known = provider.clientId().equals(id)
                && (provider.flavour().wantsSignedSecret() ? signed(secret) : same(secret, provider.clientSecret()));
        if (!known) {
            throw new Refusal(401, "invalid_client", "The client is not known, or its secret is wrong.");
        }
    }

    private static @Nullable Map<String, String> basic(@Nullable String header) throws Refusal {
        if (header == null || !header.startsWith("Basic ")) {
            return null;
        }
        try {
            String pair = new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            Map<String, String> credentials = new LinkedHashMap<>();
            credentials.put("client_id", decoded(pair.substring(0, colon)));
            credentials.put("client_secret", decoded(pair.substring(colon + 1)));
            return credentials;
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw new Refusal(401, "invalid_client", "The Authorization header cannot be read.");
        }
    }

    /** Whether it is the JWT that Apple wants: signed by the client's key, for this provider, and not for too long. */
    private boolean signed(String secret) {
        try {
            SignedJWT jwt = SignedJWT.parse(secret);
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Instant now = provider.clock().instant();
            Date ends = claims.getExpirationTime();
            List<String> audience = claims.getAudience();
            return JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    && MockProvider.KEY_ID.equals(jwt.getHeader().getKeyID())
                    && jwt.verify(new ECDSAVerifier(provider.clientKey()))
                    && MockProvider.TEAM_ID.equals(claims.getIssuer())
                    && provider.clientId().equals(claims.getSubject())
                    && (audience.equals(List.of(provider.issuer())) || audience.equals(List.of(APPLE)))
                    && claims.getIssueTime() != null
                    && ends != null
                    && ends.toInstant().isAfter(now)
                    && !ends.toInstant().isAfter(now.plus(SIGNED_SECRET_LIFE));
        } catch (ParseException | JOSEException malformed) {
            return false;
        }
    }

    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
