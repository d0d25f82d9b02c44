package dev.gatehouse.mocks;

import com.nimbusds.jose.JOSEException;
import dev.gatehouse.platform.http.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a provider gives for a code or a refresh token, and for whom an access token is. */
final class Tokens {
    private static final Duration LIFE = Duration.ofHours(1);
    /** GitHub's tokens have no end. */
    private static final Duration FOR_EVER = Duration.ofDays(3_650);

    private static final Duration REFRESH_LIFE = Duration.ofDays(180);
    private static final Set<Flavour> ALWAYS_REFRESH = Set.of(Flavour.GITLAB, Flavour.DISCORD);

    private final MockProvider provider;
    private final ClientCheck client;
    private final IdTokens idTokens;
    private final Kept<Grant> access;
    private final Kept<Grant> refresh;

    Tokens(MockProvider provider) {
        this.provider = provider;
        this.client = new ClientCheck(provider);
        this.idTokens = new IdTokens(provider);
        boolean ends = provider.flavour() != Flavour.GITHUB;
        this.access = new Kept<>(ends ? LIFE : FOR_EVER, provider.clock());
        this.refresh = new Kept<>(REFRESH_LIFE, provider.clock());
    }

    /** Answers a token request. */
    Map<String, Object> answer(Request request, Map<String, String> form) throws Refusal, JOSEException {
        client.check(request, form);
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> answer(provider.authorization().redeem(form), null);
            case "refresh_token" -> renewed(form.get("refresh_token"));
            default -> throw new Refusal("unsupported_grant_type", "grant_type is not one that is known here.");
        };
    }

    /** Whom a bearer may ask about; null where the token is not known or has ended. */
    @Nullable
    Grant bearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? access.get(header.substring(7))
                : null;
    }

    private Map<String, Object> renewed(@Nullable String secret) throws Refusal, JOSEException {
        boolean rotates = provider.flavour().rotatesRefreshTokens();
        Grant grant = rotates ? refresh.take(secret) : refresh.get(secret);
        if (grant == null || secret == null) {
            throw new Refusal("invalid_grant", "The refresh token is not known, was used, or is too old.");
        }
        return answer(grant, secret);
    }

    /** @param renewedBy the refresh token that was used; null for a code */
    private Map<String, Object> answer(Grant grant, @Nullable String renewedBy) throws JOSEException {
        Flavour flavour = provider.flavour();
        String accessToken = access.put(grant);
        Map<String, Object> answer = new LinkedHashMap<>();
        if (flavour == Flavour.SLACK) {
            answer.put("ok", true);
        }
        answer.put("access_token", accessToken);
        answer.put("token_type", flavour == Flavour.GITHUB ? "bearer" : "Bearer");
        if (flavour != Flavour.GITHUB) {
            answer.put("expires_in", LIFE.toSeconds());
        }
        String separator = flavour == Flavour.GITHUB || flavour == Flavour.LINKEDIN ? "," : " ";
        answer.put("scope", String.join(separator, grant.ask().scopes()));
        if (renewedBy == null) {
            if (grant.ask().offline() || ALWAYS_REFRESH.contains(flavour)) {
                answer.put("refresh_token", refresh.put(grant));
            }
        } else if (flavour.rotatesRefreshTokens()) {
            answer.put("refresh_token", refresh.put(grant));
        }
        if (flavour.openIdConnect() && renewedBy == null && !provider.doesAt(Endpoint.TOKEN, Mode.NO_ID_TOKEN)) {
            answer.put("id_token", idTokens.issue(grant, accessToken));
        }
        return answer;
    }
}
