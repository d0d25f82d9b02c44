package dev.gatehouse.domain.providers;

import dev.gatehouse.platform.config.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place where people have an account, as data: all that is needed to send somebody there and to believe what comes back.
 *
 * @param name how addresses and tokens call it: 1 to 32 of {@code a-z 0-9 -}, such as {@code google}
 * @param displayName how people call it
 * @param preset the preset that it was made from, such as {@code google}; {@code oidc} or {@code oauth2} without quirks
 * @param enabled whether anybody may sign in with it now
 * @param issuer who its ID tokens are from, compared exactly (OpenID Connect Core, section 3.1.3.7); for OAuth 2 the name
 *     under which its identities are kept, such as {@code https://github.com}
 * @param issuerTemplate whether {@code {tenantid}} in {@link #issuer} stands for the token's own {@code tid}
 * @param endpoints where it is asked; those of OpenID Connect that are null are discovered
 * @param scopes what is asked for
 * @param pkce whether codes are bound by PKCE (RFC 7636): always, but for the few that refuse it
 * @param reauthentication how it is asked to have people sign in there anew, and when they last did
 * @param authorizationParameters more parameters for the authorization request, such as {@code prompt}
 * @param claims where in its answers the fields of an account are
 * @param signUp whether somebody unknown gets an account
 * @param mailDomains where not empty, only people with a verified address in one of these, in lower case, may come in
 * @param roleRules the role that members of a group get, by the group's name at the provider
 * @param tokenClients the clients that may have the provider's own tokens; where empty they are not kept
 */
public record Provider(
        String name,
        String displayName,
        String preset,
        boolean enabled,
        Protocol protocol,
        String clientId,
        Credential credential,
        String issuer,
        boolean issuerTemplate,
        Endpoints endpoints,
        List<String> scopes,
        ResponseMode responseMode,
        boolean pkce,
        Reauthentication reauthentication,
        Map<String, String> authorizationParameters,
        ClaimNames claims,
        EmailTrust emailTrust,
        boolean signUp,
        Set<String> mailDomains,
        Map<String, String> roleRules,
        Set<String> tokenClients) {
    /** What stands for a token's own {@code tid} in an issuer that is a template. */
    public static final String TENANT_ID = "{tenantid}";

    /** What is spoken with it. */
    public enum Protocol {
        /** OpenID Connect: who somebody is stands in a signed ID token. */
        OPENID_CONNECT,
        /** OAuth 2 alone: who somebody is stands in the answer of a profile endpoint. */
        OAUTH2
    }

    /** How its answer reaches the callback (OAuth 2.0 Form Post Response Mode). */
    public enum ResponseMode {
        QUERY,
        FORM_POST
    }

    /** When an address that it names counts as verified. */
    public enum EmailTrust {
        /** Where it says so itself, in the claim for it. */
        CLAIM,
        ALWAYS,
        NEVER
    }

    /**
     * How it is asked, where a sign-in has to be fresh, to have people prove there who they are (OpenID Connect Core, section
     * 3.1.2.1). Whether they did only its ID token tells, in {@code auth_time}: what stands in an address anybody can take
     * away.
     */
    public enum Reauthentication {
        /** By {@code prompt=login} and {@code max_age=0}, as the specification has it. */
        BOTH,
        /** By {@code prompt=login}, where it tells the time by itself or goes round in circles with {@code max_age=0}. */
        PROMPT,
        /** By {@code max_age=0}, where it does not take the other. */
        MAX_AGE,
        /** It cannot be asked; but it tells the time where the {@code claims} parameter asks for that, at every sign-in. */
        CLAIMS,
        /** Not at all. */
        NONE
    }

    /** How this server proves to it who it is. */
    public sealed interface Credential {
        /** By PKCE alone. */
        record None() implements Credential {}

        /** {@code client_secret_basic} (RFC 6749, section 2.3.1). */
        record Basic(Secret secret) implements Credential {}

        /** {@code client_secret_post}. */
        record Post(Secret secret) implements Credential {}

        /**
         * A short-lived ES256 JWT in the place of a secret, as Apple wants it.
         *
         * @param privateKey PKCS #8 in PEM
         */
        record AppleKey(String teamId, String keyId, Secret privateKey) implements Credential {}
    }

    /**
     * Where it is asked.
     *
     * @param emails where it lists a person's addresses, as GitHub does
     */
    public record Endpoints(
            @Nullable URI authorization,
            @Nullable URI token,
            @Nullable URI userinfo,
            @Nullable URI jwks,
            @Nullable URI emails) {}

    /**
     * The names of fields in its answers. A name is first looked for as it is, because some are addresses; then a dot leads
     * into an object, as in {@code picture.data.url}.
     *
     * @param subject may be several with {@code +} between them, as for Slack, whose people have ids within a workspace:
     *     then all must be there, and the subject is their values with {@code :} between them
     * @param emailVerified null where it says nothing of that
     * @param username null where it has none
     * @param groups null where it has none
     */
    public record ClaimNames(
            String subject,
            @Nullable String email,
            @Nullable String emailVerified,
            @Nullable String name,
            @Nullable String picture,
            @Nullable String username,
            @Nullable String groups) {}

    public Provider {
        scopes = List.copyOf(scopes);
        authorizationParameters = Map.copyOf(authorizationParameters);
        mailDomains = Set.copyOf(mailDomains);
        roleRules = Map.copyOf(roleRules);
        tokenClients = Set.copyOf(tokenClients);
    }

    /** Whether it may tell when somebody last signed in there: only what speaks OpenID Connect has words for that. */
    public boolean tellsTime() {
        return protocol == Protocol.OPENID_CONNECT;
    }

    /** Whether its own tokens are kept. */
    public boolean keepsTokens() {
        return !tokenClients.isEmpty();
    }
}
