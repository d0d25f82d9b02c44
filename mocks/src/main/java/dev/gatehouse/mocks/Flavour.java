package dev.gatehouse.mocks;

import java.util.Locale;
import java.util.Set;

/** Whom a mock provider speaks like. */
public enum Flavour {
    GOOGLE(
            "Google",
            Set.of(
                    Trait.OPENID_CONNECT,
                    Trait.DISCOVERED,
                    Trait.NAMES_ITSELF,
                    Trait.NEVER_ASKS_ANEW,
                    Trait.TELLS_TIME_WHEN_ASKED)),
    MICROSOFT("Microsoft", Set.of(Trait.OPENID_CONNECT)),
    APPLE(
            "Apple",
            Set.of(
                    Trait.OPENID_CONNECT,
                    Trait.DISCOVERED,
                    Trait.SIGNED_SECRET,
                    Trait.NO_USERINFO,
                    Trait.NEVER_ASKS_ANEW)),
    GITLAB("GitLab", Set.of(Trait.OPENID_CONNECT, Trait.DISCOVERED, Trait.ROTATES_REFRESH)),
    /** Its ID token has no nonce, so that nobody may believe it. */
    LINKEDIN("LinkedIn", Set.of(Trait.OPENID_CONNECT, Trait.NO_NONCE, Trait.NO_PKCE)),
    SLACK("Slack", Set.of(Trait.OPENID_CONNECT, Trait.DISCOVERED, Trait.NO_PKCE, Trait.NEVER_ASKS_ANEW)),
    GITHUB("GitHub", Set.of(Trait.NAMES_ITSELF, Trait.SAYS_ERRORS_WITH_200)),
    DISCORD("Discord", Set.of(Trait.ROTATES_REFRESH)),
    FACEBOOK("Facebook", Set.of(Trait.NO_PKCE)),
    /** OpenID Connect as the specification has it. */
    OPENID_CONNECT(
            "OpenID Connect",
            Set.of(Trait.OPENID_CONNECT, Trait.DISCOVERED, Trait.NAMES_ITSELF, Trait.ROTATES_REFRESH)),
    /** OAuth 2 with a profile. */
    OAUTH2("OAuth 2", Set.of(Trait.NAMES_ITSELF, Trait.ROTATES_REFRESH));

    /** How one differs from the others. */
    private enum Trait {
        OPENID_CONNECT,
        /** Clients learn its endpoints from its discovery document. */
        DISCOVERED,
        /** Says {@code iss} in its answer (RFC 9207). */
        NAMES_ITSELF,
        /** The client's secret is a JWT signed by the client. */
        SIGNED_SECRET,
        NO_USERINFO,
        /** Leaves the nonce out of the ID token. */
        NO_NONCE,
        /** Forgets the code challenge, then refuses whoever sends the verifier. */
        NO_PKCE,
        SAYS_ERRORS_WITH_200,
        /** Lets in whoever is signed in, whatever {@code prompt} and {@code max_age} say. */
        NEVER_ASKS_ANEW,
        /** Says {@code auth_time} only where {@code claims} asks for it. */
        TELLS_TIME_WHEN_ASKED,
        ROTATES_REFRESH
    }

    private final String displayName;
    private final Set<Trait> traits;

    Flavour(String displayName, Set<Trait> traits) {
        this.displayName = displayName;
        this.traits = traits;
    }

    /** How people call it. */
    public String displayName() {
        return displayName;
    }

    /** What Gatehouse calls such providers in {@code providers.<name>.preset}. */
    public String preset() {
        return this == OPENID_CONNECT ? "oidc" : name().toLowerCase(Locale.ROOT);
    }

    /** Whether it gives ID tokens, and a discovery document. */
    public boolean openIdConnect() {
        return traits.contains(Trait.OPENID_CONNECT);
    }

    /** Whether clients know only its issuer, and learn the rest from its discovery document. */
    public boolean discovered() {
        return traits.contains(Trait.DISCOVERED);
    }

    /** Whether a profile can be asked for. */
    public boolean hasUserinfo() {
        return !traits.contains(Trait.NO_USERINFO);
    }

    /** Whether the client proves itself by a JWT in the place of its secret. */
    public boolean wantsSignedSecret() {
        return traits.contains(Trait.SIGNED_SECRET);
    }

    /** Whether the nonce of the request stands in the ID token, as it must. */
    public boolean returnsNonce() {
        return openIdConnect() && !traits.contains(Trait.NO_NONCE);
    }

    /** Whether a code challenge is wanted (RFC 7636); where it is not, a verifier is refused, as at the real ones. */
    public boolean takesPkce() {
        return !traits.contains(Trait.NO_PKCE);
    }

    boolean asksAnew() {
        return !traits.contains(Trait.NEVER_ASKS_ANEW);
    }

    boolean tellsTimeWhenAsked() {
        return traits.contains(Trait.TELLS_TIME_WHEN_ASKED);
    }

    boolean namesItself() {
        return traits.contains(Trait.NAMES_ITSELF);
    }

    boolean saysErrorsWith200() {
        return traits.contains(Trait.SAYS_ERRORS_WITH_200);
    }

    boolean rotatesRefreshTokens() {
        return traits.contains(Trait.ROTATES_REFRESH);
    }
}
