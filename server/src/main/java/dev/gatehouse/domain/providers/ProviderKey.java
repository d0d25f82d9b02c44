package dev.gatehouse.domain.providers;

import dev.gatehouse.platform.config.Setting;
import dev.gatehouse.platform.config.SettingFamily;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be said of a provider, in settings as {@code providers.<provider>.<key>} and at the command line. */
public enum ProviderKey {
    PRESET(
            "a preset's name",
            "Which kind of provider it is; `./gatehouse provider presets` lists them. Not needed where the provider has"
                    + " the preset's name."),
    ENABLED("on | off", "Whether anybody may sign in with it; `on` where it is not given."),
    DISPLAY_NAME("a text of up to 60 characters", "How pages call it."),
    CLIENT_ID("a text", "What the provider calls this server: the client, application or service id."),
    CLIENT_SECRET("a secret text", "What this server proves itself with at the provider."),
    ISSUER(
            "an address such as https://id.example.com",
            "Who its ID tokens are from, exactly as its discovery document says. For plain OAuth 2 the name under which"
                    + " its people are kept; change it only while nobody has signed in."),
    BASE_URL(
            "an address such as https://git.example.com",
            "Where a GitHub Enterprise or GitLab of your own is, or another cloud of Microsoft's."),
    TENANT(
            "common | organizations | consumers | a tenant's id",
            "Whose people may come in with Microsoft: everybody, work and school, private, or one organization by the"
                    + " id of its tenant (not its domain)."),
    SCOPES("scopes with spaces or commas between them", "What is asked for, instead of what the preset asks for."),
    SIGNUP("on | off", "Whether somebody whom nobody knows gets an account; `on` where it is not given."),
    MAIL_DOMAINS(
            "domains such as example.com,example.org",
            "Only people with a verified address in one of these may come in; everybody where it is not given."),
    ROLES(
            "rules such as engineering=moderator,ops=admin",
            "The role that members of a group at the provider get, and lose when they leave it."),
    TOKEN_CLIENTS(
            "client ids with commas between them",
            "Clients that may have the provider's own tokens; they are not kept where it is not given."),
    AUTHORIZATION_ENDPOINT("an address", "Where people are sent; discovered for OpenID Connect where it is not given."),
    TOKEN_ENDPOINT("an address", "Where codes become tokens; discovered for OpenID Connect."),
    USERINFO_ENDPOINT("an address", "Where somebody's profile is; discovered for OpenID Connect."),
    EMAILS_ENDPOINT("an address", "Where somebody's addresses are listed, as GitHub lists them."),
    JWKS_URI("an address", "Where the provider's keys are; discovered."),
    EMAIL_TRUST(
            "claim | always | never",
            "When an address counts as verified: where the provider's claim says so, always, or never. `always` only for"
                    + " a provider that hands out the addresses itself."),
    CLAIMS(
            "names such as username=login,groups=realm.roles",
            "Where in its answers `subject`, `email`, `email_verified`, `name`, `picture`, `username` and `groups` are,"
                    + " for those that differ from the preset. A dot leads into an object; nothing after `=` means that"
                    + " it has none."),
    RESPONSE_MODE("query | form-post", "How its answer reaches the callback."),
    TOKEN_AUTH("basic | post | none", "How the client secret is sent; `none` where the provider gives none."),
    PKCE("on | off", "Whether codes are bound by PKCE. Off only for a provider that refuses it."),
    REAUTHENTICATION(
            "both | prompt | max-age | claims | none",
            "How it is asked to have somebody sign in there anew where that has to be fresh: by `prompt=login` and"
                    + " `max_age=0`, by one of them, by none but asking for `auth_time` in `claims`, or not at all. Only the"
                    + " `auth_time` of its ID token says whether they did."),
    AUTHORIZATION_PARAMETERS(
            "parameters such as prompt=consent,hd=example.com", "More parameters for the authorization request."),
    APPLE_TEAM_ID("10 capital letters and digits", "The team's id in Apple's developer account."),
    APPLE_KEY_ID("10 capital letters and digits", "The id of the key for Sign in with Apple."),
    APPLE_PRIVATE_KEY(
            "the .p8 file's text, a private P-256 key in PEM",
            "The key for Sign in with Apple, from which client secrets are made.");

    static final String PREFIX = "providers.";

    private final String allowed;
    private final String description;

    ProviderKey(String allowed, String description) {
        this.allowed = allowed;
        this.description = description;
    }

    /** The key of this name, such as {@code client_id}. */
    public static Optional<ProviderKey> of(String label) {
        return Arrays.stream(values()).filter(key -> key.label().equals(label)).findFirst();
    }

    /** As people write it: {@code client_id}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nobody may see its text. */
    public boolean secret() {
        return this == CLIENT_SECRET || this == APPLE_PRIVATE_KEY;
    }

    /** What it may be, to complete "allowed: …". */
    String allowed() {
        return allowed;
    }

    /** The settings of all providers for this key. Their texts are read together, so that all problems are found at once. */
    SettingFamily<String> family() {
        Setting<String> template = Setting.of(PREFIX + "<provider>." + label(), text -> text, allowed, "", description);
        return SettingFamily.of(secret() ? template.masked() : template);
    }

    @Override
    public String toString() {
        return label();
    }
}
