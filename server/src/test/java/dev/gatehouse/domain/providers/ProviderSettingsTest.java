package dev.gatehouse.domain.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.providers.Provider.ClaimNames;
import dev.gatehouse.domain.providers.Provider.Credential;
import dev.gatehouse.domain.providers.Provider.EmailTrust;
import dev.gatehouse.domain.providers.Provider.Endpoints;
import dev.gatehouse.domain.providers.Provider.Protocol;
import dev.gatehouse.domain.providers.Provider.Reauthentication;
import dev.gatehouse.domain.providers.Provider.ResponseMode;
import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What settings make of providers, and what an operator reads where they do not fit. */
class ProviderSettingsTest {
    private static final Catalogue CATALOGUE = new Catalogue(List.of(ProviderSettings.SETTINGS));
    private static final String TENANT = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";

    @TempDir
    private Path folder;

    private final Map<String, String> flags = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private List<Provider> providers(String... settings) {
        Settings.Loaded loaded = load(settings);
        assertThat(loaded).as(String.valueOf(loaded)).isInstanceOf(Values.class);
        return ((Values) loaded).room(ProviderSettings.SETTINGS).providers();
    }

    private Provider provider(String... settings) {
        List<Provider> providers = providers(settings);
        assertThat(providers).hasSize(1);
        return providers.getFirst();
    }

    private List<String> problems(String... settings) {
        Settings.Loaded loaded = load(settings);
        assertThat(loaded).isInstanceOf(SettingsProblems.class);
        return ((SettingsProblems) loaded).lines();
    }

    private Settings.Loaded load(String... settings) {
        Map<String, String> all = new HashMap<>(flags);
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            all.put("providers." + setting.substring(0, equals), setting.substring(equals + 1));
        }
        return Settings.load(CATALOGUE, all, environment, folder);
    }

    private static String appleKey(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        String body = Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----";
    }

    @Test
    void aProviderWithAPresetsNameNeedsAnIdAndASecret() {
        environment.put("GATEHOUSE_PROVIDERS_GOOGLE_CLIENT_ID", "an-id");
        environment.put("GATEHOUSE_PROVIDERS_GOOGLE_CLIENT_SECRET", "hush");
        Provider google = provider();
        assertThat(google)
                .isEqualTo(new Provider(
                        "google",
                        "Google",
                        "google",
                        true,
                        Protocol.OPENID_CONNECT,
                        "an-id",
                        new Credential.Post(new Secret("hush")),
                        "https://accounts.google.com",
                        false,
                        new Endpoints(null, null, null, null, null),
                        List.of("openid", "email", "profile"),
                        ResponseMode.QUERY,
                        true,
                        Reauthentication.CLAIMS,
                        Map.of(),
                        new ClaimNames("sub", "email", "email_verified", "name", "picture", null, null),
                        EmailTrust.CLAIM,
                        true,
                        Set.of(),
                        Map.of(),
                        Set.of()));
        assertThat(google.toString()).doesNotContain("hush");
    }

    @Test
    void everyPresetMakesAProviderOfWhatItsProviderGives() throws Exception {
        List<String> settings = new ArrayList<>();
        for (Preset preset : Presets.ALL) {
            settings.add(preset.name() + "-1.preset=" + preset.name());
            for (ProviderKey key : preset.wanted()) {
                settings.add(preset.name() + "-1." + key
                        + "="
                        + switch (key) {
                            case APPLE_TEAM_ID, APPLE_KEY_ID -> "ABCDE12345";
                            case APPLE_PRIVATE_KEY -> appleKey("secp256r1");
                            case CLIENT_ID -> "id";
                            default -> "https://elsewhere.example/" + key;
                        });
            }
            if (!preset.name().equals("apple")) {
                settings.add(preset.name() + "-1.client_secret=secret");
            }
        }
        List<Provider> providers = providers(settings.toArray(String[]::new));
        assertThat(providers).hasSameSizeAs(Presets.ALL);
        for (Provider provider : providers) {
            assertThat(provider.issuer()).startsWith("https://");
            assertThat(provider.toString()).doesNotContain("base}", "api}", "issuing}", "tenant}");
            if (provider.protocol() == Protocol.OAUTH2) {
                assertThat(provider.endpoints().authorization()).isNotNull();
                assertThat(provider.endpoints().token()).isNotNull();
                assertThat(provider.endpoints().userinfo()).isNotNull();
                assertThat(provider.scopes()).doesNotContain("");
            } else {
                assertThat(provider.scopes()).contains("openid");
            }
        }
    }

    @Test
    void microsoftsIssuerIsThatOfTheTenant() {
        String[] given = {"microsoft.client_id=id", "microsoft.client_secret=s"};
        Provider anybody = provider(given);
        assertThat(anybody.issuer()).isEqualTo("https://login.microsoftonline.com/{tenantid}/v2.0");
        assertThat(anybody.issuerTemplate()).isTrue();
        assertThat(anybody.claims().emailVerified()).isEqualTo("xms_edov");
        assertThat(anybody.endpoints())
                .isEqualTo(new Endpoints(
                        URI.create("https://login.microsoftonline.com/common/oauth2/v2.0/authorize"),
                        URI.create("https://login.microsoftonline.com/common/oauth2/v2.0/token"),
                        URI.create("https://graph.microsoft.com/oidc/userinfo"),
                        URI.create("https://login.microsoftonline.com/common/discovery/v2.0/keys"),
                        null));
        flags.put("providers.microsoft.tenant", TENANT);
        assertThat(provider(given).issuer()).isEqualTo("https://login.microsoftonline.com/" + TENANT + "/v2.0");
        assertThat(provider(given).issuerTemplate()).isFalse();
        flags.put("providers.microsoft.tenant", "consumers");
        assertThat(provider(given).issuer())
                .isEqualTo("https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0");
        flags.put("providers.microsoft.tenant", "contoso.onmicrosoft.com");
        assertThat(problems(given)).singleElement().asString().contains("providers.microsoft.tenant", "a tenant's id");
    }

    @Test
    void selfHostedOnesAreElsewhere() {
        String[] secrets = {"x.client_id=id", "x.client_secret=s"};
        flags.put("providers.x.preset", "github");
        flags.put("providers.x.base_url", "https://git.example.com/");
        Provider enterprise = provider(secrets);
        assertThat(enterprise.issuer()).isEqualTo("https://git.example.com");
        assertThat(enterprise.endpoints().authorization()).hasToString("https://git.example.com/login/oauth/authorize");
        assertThat(enterprise.endpoints().emails()).hasToString("https://git.example.com/api/v3/user/emails");
        flags.put("providers.x.base_url", "https://octo.ghe.com");
        assertThat(provider(secrets).endpoints().userinfo()).hasToString("https://api.octo.ghe.com/user");
        flags.remove("providers.x.base_url");
        assertThat(provider(secrets).endpoints().userinfo()).hasToString("https://api.github.com/user");
        flags.put("providers.x.preset", "gitlab");
        flags.put("providers.x.base_url", "https://example.com/gitlab");
        assertThat(provider(secrets).issuer()).isEqualTo("https://example.com/gitlab");
        flags.put("providers.x.base_url", "git.example.com");
        assertThat(problems(secrets)).singleElement().asString().startsWith("providers.x.base_url: given");
    }

    @Test
    void whatIsGivenWinsOverThePreset() {
        Provider provider = provider(
                "corp.preset=oidc",
                "corp.client_id=id",
                "corp.client_secret=s",
                "corp.issuer=https://id.example.com/realms/a",
                "corp.display_name=Our own",
                "corp.enabled=off",
                "corp.signup=off",
                "corp.scopes=openid, groups",
                "corp.mail_domains=Example.COM, bücher.example",
                "corp.roles=CN=engineering=moderator, ops=admin",
                "corp.token_clients=backup,sync",
                "corp.email_trust=always",
                "corp.claims=username=login,groups=realm.roles,picture=",
                "corp.response_mode=form-post",
                "corp.authorization_parameters=prompt=select_account,hd=example.com",
                "corp.userinfo_endpoint=https://id.example.com/me?fields=all");
        assertThat(provider.displayName()).isEqualTo("Our own");
        assertThat(provider.enabled()).isFalse();
        assertThat(provider.signUp()).isFalse();
        assertThat(provider.scopes()).containsExactly("openid", "groups");
        assertThat(provider.mailDomains()).containsExactlyInAnyOrder("example.com", "xn--bcher-kva.example");
        assertThat(provider.roleRules())
                .containsOnly(Map.entry("CN=engineering", "moderator"), Map.entry("ops", "admin"));
        assertThat(provider.tokenClients()).containsExactlyInAnyOrder("backup", "sync");
        assertThat(provider.emailTrust()).isEqualTo(EmailTrust.ALWAYS);
        assertThat(provider.claims())
                .isEqualTo(new ClaimNames("sub", "email", "email_verified", "name", null, "login", "realm.roles"));
        assertThat(provider.credential()).isEqualTo(new Credential.Basic(new Secret("s")));
        assertThat(provider.responseMode()).isEqualTo(ResponseMode.FORM_POST);
        assertThat(provider.authorizationParameters())
                .containsOnly(Map.entry("prompt", "select_account"), Map.entry("hd", "example.com"));
    }

    @Test
    void keptTokensAreAskedForWithARefreshToken() {
        Provider google = provider("google.client_id=id", "google.client_secret=s", "google.token_clients=backup");
        assertThat(google.authorizationParameters())
                .containsOnly(Map.entry("access_type", "offline"), Map.entry("prompt", "consent"));
        Provider microsoft =
                provider("microsoft.client_id=id", "microsoft.client_secret=s", "microsoft.token_clients=backup");
        assertThat(microsoft.scopes()).endsWith("offline_access");
        Provider own = provider(
                "microsoft.client_id=id",
                "microsoft.client_secret=s",
                "microsoft.token_clients=backup",
                "microsoft.scopes=openid");
        assertThat(own.scopes()).containsExactly("openid");
    }

    @Test
    void plainOAuthKeepsItsPeopleUnderTheProfilesAddress() {
        Provider provider = provider(
                "forum.preset=oauth2",
                "forum.client_id=id",
                "forum.token_auth=none",
                "forum.authorization_endpoint=https://forum.example/authorize",
                "forum.token_endpoint=https://forum.example/token",
                "forum.userinfo_endpoint=https://forum.example/me");
        assertThat(provider.issuer()).isEqualTo("https://forum.example/me");
        assertThat(provider.credential()).isEqualTo(new Credential.None());
        assertThat(provider.displayName()).isEqualTo("forum");
    }

    @Test
    void applesKeyIsReadAtTheStart() throws Exception {
        String[] given = {"apple.client_id=com.example.web", "apple.apple_team_id=ABCDE12345"};
        flags.put("providers.apple.apple_key_id", "KEY1234567");
        String key = appleKey("secp256r1");
        flags.put("providers.apple.apple_private_key", key);
        Provider apple = provider(given);
        assertThat(apple.credential()).isEqualTo(new Credential.AppleKey("ABCDE12345", "KEY1234567", new Secret(key)));
        assertThat(apple.responseMode()).isEqualTo(ResponseMode.FORM_POST);
        assertThat(apple.toString()).doesNotContain("PRIVATE");
        for (String bad : List.of("hunter2", key.replace("M", "!"), appleKey("secp384r1"))) {
            flags.put("providers.apple.apple_private_key", bad);
            assertThat(problems(given))
                    .containsExactly("providers.apple.apple_private_key: given ••••; allowed: the .p8 file's text, a"
                            + " private P-256 key in PEM");
        }
    }

    @Test
    void saysEverythingThatDoesNotFitAtOnce() {
        assertThat(problems(
                        "google.client_id=id",
                        "google.tenant=common",
                        "google.emails_endpoint=https://a.example",
                        "google.enabled=maybe",
                        "google.scopes=email",
                        "github.client_secret=hunter2",
                        "corp.client_id=id",
                        "x.preset=gogle",
                        "link.preset=google",
                        "link.client_id=id",
                        "link.client_secret=s",
                        "facebook.client_id=id",
                        "facebook.client_secret=s",
                        "facebook.mail_domains=example.com",
                        "oidc.client_id=id",
                        "oidc.issuer=id.example.com",
                        "oidc.token_auth=none",
                        "oidc.pkce=off",
                        "oidc.roles=engineering",
                        "oidc.claims=mail=email",
                        "oidc.authorization_parameters=state=x"))
                .containsExactlyInAnyOrder(
                        "providers.google.tenant: means nothing for the preset google; leave it out",
                        "providers.google.emails_endpoint: means nothing for the preset google; leave it out",
                        "providers.google.enabled: given \"maybe\"; allowed: on | off",
                        "providers.google.scopes: given \"email\"; allowed: scopes among which is openid",
                        "providers.google.client_secret: not given; allowed: a secret text",
                        "providers.github.client_id: not given; allowed: a text",
                        "providers.corp.preset: not given; allowed: google | apple | microsoft | github | gitlab |"
                                + " facebook | linkedin | slack | discord | oidc | oauth2",
                        "providers.x.preset: given \"gogle\"; allowed: google | apple | microsoft | github | gitlab |"
                                + " facebook | linkedin | slack | discord | oidc | oauth2",
                        "providers.link.*: no provider can be called link, which stands for something else",
                        "providers.facebook.mail_domains: nobody could come in, because no address of this provider"
                                + " counts as verified; leave it out, or see providers.facebook.email_trust",
                        "providers.oidc.issuer: given \"id.example.com\"; allowed: an address such as"
                                + " https://id.example.com",
                        "providers.oidc.pkce: given off without a client secret, so that anybody who sees a code could"
                                + " use it; allowed: on",
                        "providers.oidc.roles: given \"engineering\"; allowed: rules such as"
                                + " engineering=moderator,ops=admin",
                        "providers.oidc.claims: given \"mail=email\"; allowed: " + ProviderKey.CLAIMS.allowed(),
                        "providers.oidc.authorization_parameters: given \"state=x\"; allowed: parameters that this"
                                + " server does not send by itself");
    }

    @Test
    void namesAreThoseThatFitIntoAddresses() {
        for (String name : List.of("a_b", "a".repeat(33), "oauth", "password", "login")) {
            assertThat(problems(name + ".preset=google", name + ".client_id=i", name + ".client_secret=s"))
                    .singleElement()
                    .asString()
                    .startsWith("providers." + name + ".*: ");
        }
        assertThat(provider(
                                "a".repeat(32) + ".preset=google",
                                "a".repeat(32) + ".client_id=i",
                                "a".repeat(32) + ".client_secret=s")
                        .name())
                .hasSize(32);
    }
}
