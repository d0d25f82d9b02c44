package dev.gatehouse.domain.providers;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.InvalidName;
import dev.gatehouse.domain.providers.Provider.ClaimNames;
import dev.gatehouse.domain.providers.Provider.Credential;
import dev.gatehouse.domain.providers.Provider.EmailTrust;
import dev.gatehouse.domain.providers.Provider.Endpoints;
import dev.gatehouse.domain.providers.Provider.Protocol;
import dev.gatehouse.domain.providers.Provider.Reauthentication;
import dev.gatehouse.domain.providers.Provider.ResponseMode;
import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.config.Secret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a provider of what was given for it. */
final class DefinitionReader {
    private static final Pattern APPLE_ID = Pattern.compile("[A-Z0-9]{10}");
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]+"); // RFC 6749, section 3.3
    private static final Pattern TENANT = Pattern.compile(
            "common|organizations|consumers|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Set<String> CLAIM_FIELDS =
            Set.of("subject", "email", "email_verified", "name", "picture", "username", "groups");
    /** What this server says itself in an authorization request. */
    private static final Set<String> OWN_PARAMETERS = Set.of(
            "response_type",
            "client_id",
            "redirect_uri",
            "scope",
            "state",
            "nonce",
            "code_challenge",
            "code_challenge_method",
            "response_mode",
            "request",
            "request_uri");

    private final String name;
    private final Preset preset;
    private final Texts texts;

    private DefinitionReader(String name, Preset preset, Texts texts) {
        this.name = name;
        this.preset = preset;
        this.texts = texts;
    }

    /**
     * Reads a definition.
     *
     * @param given texts by key; an empty one is as good as none
     * @param beginning what a key's name begins with in sentences, such as {@code providers.google.}
     * @throws Misfits with a sentence for each thing that does not fit
     */
    static Provider read(String name, Map<ProviderKey, String> given, String beginning) {
        Texts texts = new Texts(given, beginning);
        ProviderNames.problem(name)
                .ifPresent(problem -> texts.say((beginning.isEmpty() ? name : beginning + "*") + ": " + problem));
        String wanted = Objects.requireNonNullElse(texts.given(ProviderKey.PRESET), name);
        Preset preset = Presets.find(wanted).orElse(null);
        if (preset == null) {
            texts.misfit(ProviderKey.PRESET, Presets.names());
            throw texts.misfits();
        }
        texts.beginWith(preset);
        Provider provider = new DefinitionReader(name, preset, texts).provider();
        if (texts.misfit()) {
            throw texts.misfits();
        }
        return provider;
    }

    private Provider provider() {
        texts.refuseStrangers();
        String tenant = texts.matching(ProviderKey.TENANT, TENANT);
        texts.fillIn(tenant);
        preset.wanted().forEach(texts::want);
        String issuer = issuer();
        EmailTrust trust = texts.choice(ProviderKey.EMAIL_TRUST, EmailTrust.CLAIM);
        Set<String> domains = mailDomains();
        if (trust == EmailTrust.NEVER && !domains.isEmpty()) {
            texts.say(texts.name(ProviderKey.MAIL_DOMAINS) + ": nobody could come in, because no address of this"
                    + " provider counts as verified; leave it out, or see " + texts.name(ProviderKey.EMAIL_TRUST));
        }
        Set<String> tokenClients = Set.copyOf(texts.list(ProviderKey.TOKEN_CLIENTS));
        Credential credential = credential();
        boolean pkce = texts.flag(ProviderKey.PKCE, true);
        if (!pkce && credential instanceof Credential.None) {
            texts.say(texts.name(ProviderKey.PKCE) + ": given off without a client secret, so that anybody who sees a"
                    + " code could use it; allowed: on");
        }
        return new Provider(
                name,
                displayName(),
                preset.name(),
                texts.flag(ProviderKey.ENABLED, true),
                preset.protocol(),
                texts.orEmpty(ProviderKey.CLIENT_ID),
                credential,
                issuer,
                issuer.contains(Provider.TENANT_ID),
                endpoints(),
                scopes(!tokenClients.isEmpty()),
                texts.choice(ProviderKey.RESPONSE_MODE, ResponseMode.QUERY),
                pkce,
                reauthentication(),
                parameters(!tokenClients.isEmpty()),
                claims(),
                trust,
                texts.flag(ProviderKey.SIGNUP, true),
                domains,
                texts.pairs(ProviderKey.ROLES, true),
                tokenClients);
    }

    /** One that nobody has heard of is asked as the specification has it, whoever speaks OAuth 2 alone not at all. */
    private Reauthentication reauthentication() {
        return texts.choice(
                ProviderKey.REAUTHENTICATION,
                preset.protocol() == Protocol.OPENID_CONNECT ? Reauthentication.BOTH : Reauthentication.NONE);
    }

    private String displayName() {
        String given = texts.get(ProviderKey.DISPLAY_NAME);
        if (given != null) {
            boolean fits = given.codePointCount(0, given.length()) <= 60
                    && given.codePoints().noneMatch(Character::isISOControl);
            return fits ? given : texts.misfit(ProviderKey.DISPLAY_NAME);
        }
        return preset.displayName().isEmpty() ? name : preset.displayName();
    }

    private String issuer() {
        URI address = texts.address(ProviderKey.ISSUER, false);
        String issuer = texts.get(ProviderKey.ISSUER);
        if (issuer == null && preset.protocol() == Protocol.OAUTH2) {
            return texts.orEmpty(ProviderKey.USERINFO_ENDPOINT);
        }
        return issuer == null || address == null ? "" : issuer;
    }

    private Endpoints endpoints() {
        return new Endpoints(
                texts.address(ProviderKey.AUTHORIZATION_ENDPOINT, true),
                texts.address(ProviderKey.TOKEN_ENDPOINT, true),
                texts.address(ProviderKey.USERINFO_ENDPOINT, true),
                texts.address(ProviderKey.JWKS_URI, true),
                texts.address(ProviderKey.EMAILS_ENDPOINT, true));
    }

    private Credential credential() {
        if (preset.wantsAppleKey()) {
            String key = texts.orEmpty(ProviderKey.APPLE_PRIVATE_KEY);
            if (!key.isEmpty() && !AppleKeys.fits(key)) {
                texts.misfit(ProviderKey.APPLE_PRIVATE_KEY);
            }
            return new Credential.AppleKey(
                    Objects.requireNonNullElse(texts.matching(ProviderKey.APPLE_TEAM_ID, APPLE_ID), ""),
                    Objects.requireNonNullElse(texts.matching(ProviderKey.APPLE_KEY_ID, APPLE_ID), ""),
                    new Secret(key));
        }
        String secret = texts.get(ProviderKey.CLIENT_SECRET);
        String how = texts.orEmpty(ProviderKey.TOKEN_AUTH);
        switch (how) {
            case "basic", "post" -> texts.want(ProviderKey.CLIENT_SECRET);
            case "none" -> {
                if (secret != null) {
                    texts.say(texts.name(ProviderKey.TOKEN_AUTH)
                            + ": given none beside a client secret; allowed: basic |" + " post, or no secret");
                }
            }
            default -> texts.misfit(ProviderKey.TOKEN_AUTH);
        }
        if (secret == null) {
            return new Credential.None();
        }
        return how.equals("basic") ? new Credential.Basic(new Secret(secret)) : new Credential.Post(new Secret(secret));
    }

    private List<String> scopes(boolean keepsTokens) {
        String given = texts.get(ProviderKey.SCOPES);
        Set<String> scopes = new LinkedHashSet<>(words(given));
        if (keepsTokens && texts.given(ProviderKey.SCOPES) == null) {
            scopes.addAll(words(preset.keeping().get(ProviderKey.SCOPES)));
        }
        if (!scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches())) {
            texts.misfit(ProviderKey.SCOPES);
        }
        if (preset.protocol() == Protocol.OPENID_CONNECT && !scopes.contains("openid")) {
            texts.misfit(ProviderKey.SCOPES, "scopes among which is openid");
        }
        return List.copyOf(scopes);
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("[\\s,]+"));
    }

    private Map<String, String> parameters(boolean keepsTokens) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String keeping = preset.keeping().get(ProviderKey.AUTHORIZATION_PARAMETERS);
        if (keepsTokens && keeping != null) {
            parameters.putAll(Texts.pairs(keeping, false));
        }
        parameters.putAll(texts.pairs(ProviderKey.AUTHORIZATION_PARAMETERS, false));
        if (parameters.keySet().stream().anyMatch(OWN_PARAMETERS::contains)) {
            texts.misfit(ProviderKey.AUTHORIZATION_PARAMETERS, "parameters that this server does not send by itself");
        }
        return parameters;
    }

    private ClaimNames claims() {
        String usual = Objects.requireNonNull(preset.usual().get(ProviderKey.CLAIMS));
        Map<String, String> names = new LinkedHashMap<>(Texts.pairs(usual, false));
        names.putAll(texts.pairs(ProviderKey.CLAIMS, false));
        String subject = names.getOrDefault("subject", "");
        if (subject.isEmpty() || !CLAIM_FIELDS.containsAll(names.keySet())) {
            texts.misfit(ProviderKey.CLAIMS);
        }
        return new ClaimNames(
                subject,
                orNull(names, "email"),
                orNull(names, "email_verified"),
                orNull(names, "name"),
                orNull(names, "picture"),
                orNull(names, "username"),
                orNull(names, "groups"));
    }

    private static @Nullable String orNull(Map<String, String> names, String field) {
        String claim = names.getOrDefault(field, "");
        return claim.isEmpty() ? null : claim;
    }

    /** In the form in which the domains of addresses are kept. */
    private Set<String> mailDomains() {
        Set<String> domains = new LinkedHashSet<>();
        for (String domain : texts.list(ProviderKey.MAIL_DOMAINS)) {
            try {
                domains.add(EmailAddress.parse("x@" + domain).address().substring(2));
            } catch (InvalidName notADomain) {
                texts.misfit(ProviderKey.MAIL_DOMAINS);
            }
        }
        return domains;
    }
}
