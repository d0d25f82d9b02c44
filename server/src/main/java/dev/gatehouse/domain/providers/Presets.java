package dev.gatehouse.domain.providers;

import static dev.gatehouse.domain.providers.Provider.Protocol.OAUTH2;
import static dev.gatehouse.domain.providers.Provider.Protocol.OPENID_CONNECT;

import dev.gatehouse.domain.providers.Provider.Protocol;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The kinds of providers that are known, in the order in which pages show them. */
public final class Presets {
    /** Every preset; {@code oidc} and {@code oauth2} are for any other provider. */
    public static final List<Preset> ALL = List.of(
            google(),
            apple(),
            microsoft(),
            github(),
            gitlab(),
            facebook(),
            linkedin(),
            slack(),
            discord(),
            oidc(),
            oauth2());

    private Presets() {}

    /** The preset of this name. */
    public static Optional<Preset> find(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
    }

    static String names() {
        return ALL.stream().map(Preset::name).collect(Collectors.joining(" | "));
    }

    /**
     * Without {@code access_type} there is no refresh token, and without the question only the first time. It asks nobody to
     * sign in anew, and says when somebody last did where it is asked for that and its console allows it.
     *
     * @see <a href="https://developers.google.com/identity/openid-connect/openid-connect">OpenID Connect at Google</a>
     */
    private static Preset google() {
        return preset("google", "Google", OPENID_CONNECT, """
                        issuer=https://accounts.google.com
                        scopes=openid email profile
                        token_auth=post
                        reauthentication=claims
                        claims=subject=sub,email=email,email_verified=email_verified,name=name,picture=picture""")
                .keeping(ProviderKey.AUTHORIZATION_PARAMETERS, "access_type=offline,prompt=consent");
    }

    /**
     * It gives the name and the address only where it may answer in a form. The name is in that form, the first time, and in
     * no token. It knows no word for signing in anew.
     *
     * @see <a href="https://developer.apple.com/documentation/signinwithapplerestapi">Sign in with Apple REST API</a>
     */
    private static Preset apple() {
        return preset("apple", "Apple", OPENID_CONNECT, """
                        issuer=https://appleid.apple.com
                        scopes=openid email name
                        response_mode=form-post
                        reauthentication=none
                        claims=subject=sub,email=email,email_verified=email_verified""")
                .wanting(
                        ProviderKey.CLIENT_ID,
                        ProviderKey.APPLE_TEAM_ID,
                        ProviderKey.APPLE_KEY_ID,
                        ProviderKey.APPLE_PRIVATE_KEY);
    }

    /**
     * Its e-mail claim is whatever an administrator of any tenant typed: it counts only with {@code xms_edov}, which says that
     * the tenant owns the domain. The address of the picture is one that wants a token, so there is none. Its tokens tell of
     * the last sign-in where the registration adds the optional claim {@code auth_time}.
     *
     * @see <a href="https://learn.microsoft.com/entra/identity-platform/optional-claims-reference">Optional claims</a>
     */
    private static Preset microsoft() {
        return preset("microsoft", "Microsoft", OPENID_CONNECT, """
                        base_url=https://login.microsoftonline.com
                        tenant=common
                        issuer={base}/{issuing}/v2.0
                        authorization_endpoint={base}/{tenant}/oauth2/v2.0/authorize
                        token_endpoint={base}/{tenant}/oauth2/v2.0/token
                        jwks_uri={base}/{tenant}/discovery/v2.0/keys
                        userinfo_endpoint={api}/oidc/userinfo
                        scopes=openid email profile
                        token_auth=post
                        reauthentication=prompt
                        claims=subject=sub,email=email,email_verified=xms_edov,name=name,groups=groups""").keeping(ProviderKey.SCOPES, "offline_access");
    }

    /**
     * The profile's address is the one that the person shows; which are verified stands in the list alone.
     *
     * @see <a href="https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps">OAuth apps</a>
     */
    private static Preset github() {
        return preset("github", "GitHub", OAUTH2, """
                base_url=https://github.com
                issuer={base}
                authorization_endpoint={base}/login/oauth/authorize
                token_endpoint={base}/login/oauth/access_token
                userinfo_endpoint={api}/user
                emails_endpoint={api}/user/emails
                scopes=read:user user:email
                token_auth=post
                claims=subject=id,email=email,name=name,picture=avatar_url,username=login""");
    }

    /**
     * Its tokens always tell of the last sign-in. After the one that {@code max_age=0} asks for it would ask again, since a
     * moment has passed.
     *
     * @see <a href="https://docs.gitlab.com/integration/openid_connect_provider/">GitLab as OpenID Connect provider</a>
     */
    private static Preset gitlab() {
        return preset("gitlab", "GitLab", OPENID_CONNECT, """
                base_url=https://gitlab.com
                issuer={base}
                scopes=openid email profile
                token_auth=post
                reauthentication=prompt
                claims=subject=sub,email=email,email_verified=email_verified,name=name,picture=picture,\
                username=nickname,groups=groups""");
    }

    /**
     * It does not say whether an address was ever confirmed. Its dialog drops a code challenge unseen, and its token endpoint
     * then fails for whoever sends the verifier. A version of its interface lives for two years or more; after
     * that the next one answers.
     *
     * @see <a href="https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow">Manual flow</a>
     */
    private static Preset facebook() {
        return preset("facebook", "Facebook", OAUTH2, """
                issuer=https://www.facebook.com
                authorization_endpoint=https://www.facebook.com/v24.0/dialog/oauth
                token_endpoint=https://graph.facebook.com/v24.0/oauth/access_token
                userinfo_endpoint=https://graph.facebook.com/v24.0/me?fields=id,name,email,picture
                scopes=email public_profile
                token_auth=post
                pkce=off
                email_trust=never
                claims=subject=id,email=email,name=name,picture=picture.data.url""");
    }

    /**
     * Its ID tokens come without the nonce and its token endpoint refuses PKCE, so what it says in an ID token is not bound
     * to the sign-in: it is asked for the profile instead.
     *
     * @see <a href="https://learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2">Sign in
     *     with LinkedIn</a>
     */
    private static Preset linkedin() {
        return preset("linkedin", "LinkedIn", OAUTH2, """
                issuer=https://www.linkedin.com/oauth
                authorization_endpoint=https://www.linkedin.com/oauth/v2/authorization
                token_endpoint=https://www.linkedin.com/oauth/v2/accessToken
                userinfo_endpoint=https://api.linkedin.com/v2/userinfo
                scopes=openid email profile
                token_auth=post
                pkce=off
                claims=subject=sub,email=email,email_verified=email_verified,name=name,picture=picture""");
    }

    /**
     * A person's id is unique within a workspace only, so the workspace belongs to the subject. Its token endpoint fails for
     * a client that has a secret and sends a verifier; the nonce binds the code.
     *
     * @see <a href="https://docs.slack.dev/authentication/sign-in-with-slack/">Sign in with Slack</a>
     */
    private static Preset slack() {
        return preset("slack", "Slack", OPENID_CONNECT, """
                issuer=https://slack.com
                scopes=openid email profile
                token_auth=post
                pkce=off
                reauthentication=none
                claims=subject=https://slack.com/team_id+sub,email=email,email_verified=email_verified,name=name,\
                picture=picture,groups=https://slack.com/team_id""");
    }

    /**
     * It gives a picture as a hash and not as an address.
     *
     * @see <a href="https://discord.com/developers/docs/topics/oauth2">OAuth2 at Discord</a>
     */
    private static Preset discord() {
        return preset("discord", "Discord", OAUTH2, """
                issuer=https://discord.com
                authorization_endpoint=https://discord.com/oauth2/authorize
                token_endpoint=https://discord.com/api/oauth2/token
                userinfo_endpoint=https://discord.com/api/v10/users/@me
                scopes=identify email
                token_auth=post
                claims=subject=id,email=email,email_verified=verified,name=global_name,username=username""");
    }

    private static Preset oidc() {
        return preset("oidc", "", OPENID_CONNECT, """
                        scopes=openid email profile
                        token_auth=basic
                        claims=subject=sub,email=email,email_verified=email_verified,name=name,picture=picture,\
                        username=preferred_username,groups=groups""").wanting(ProviderKey.CLIENT_ID, ProviderKey.ISSUER);
    }

    private static Preset oauth2() {
        return preset("oauth2", "", OAUTH2, """
                        token_auth=basic
                        claims=subject=id,email=email,email_verified=email_verified,name=name,username=username,\
                        groups=groups""")
                .wanting(
                        ProviderKey.CLIENT_ID,
                        ProviderKey.AUTHORIZATION_ENDPOINT,
                        ProviderKey.TOKEN_ENDPOINT,
                        ProviderKey.USERINFO_ENDPOINT);
    }

    /** Lines as an operator would write them, without the beginning that all would share. */
    private static Preset preset(String name, String displayName, Protocol protocol, String lines) {
        Map<ProviderKey, String> usual = new EnumMap<>(ProviderKey.class);
        lines.lines().forEach(line -> {
            int equals = line.indexOf('=');
            ProviderKey key = ProviderKey.of(line.substring(0, equals)).orElseThrow();
            usual.put(key, line.substring(equals + 1));
        });
        return new Preset(name, displayName, protocol, usual, Set.of(ProviderKey.CLIENT_ID), Map.of());
    }
}
