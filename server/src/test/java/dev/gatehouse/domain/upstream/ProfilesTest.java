package dev.gatehouse.domain.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.ClaimNames;
import dev.gatehouse.domain.providers.Provider.Credential;
import dev.gatehouse.domain.providers.Provider.EmailTrust;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.platform.config.Secret;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an account is made of, out of what providers say of people. */
class ProfilesTest {
    private static final Pen PEN = Pen.of("ES256", "one");

    private TestIssuer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = new TestIssuer(PEN);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private interface Call {
        void run() throws UpstreamFailure;
    }

    private static UpstreamFailure failure(Call call) {
        UpstreamFailure failure = catchThrowableOfType(UpstreamFailure.class, call::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void aProfileIsAskedOnlyForWhatIsMissing() throws Exception {
        issuer.signIn(issuer.provider(), Map.of());
        assertThat(issuer.count("/user/info")).isZero();
        issuer.reply("/user/info", Map.of("sub", "somebody", "email", "x@example.com", "name", "Else"));
        ProvenIdentity some = issuer.signIn(issuer.provider(), Map.of("name", ""));
        assertThat(some.name()).isEqualTo("Else");
        assertThat(some.email()).isEqualTo("somebody@example.com");
        assertThat(some.emailVerified()).isTrue();
        // Verified in one document says nothing of the address in another.
        ProvenIdentity mixed = issuer.signIn(issuer.provider(), Map.of("email", ""));
        assertThat(mixed.email()).isEqualTo("x@example.com");
        assertThat(mixed.emailVerified()).isFalse();
        assertThat(issuer.last("/user/info").authorization()).isEqualTo("Bearer the-token");
        for (Object other : List.of("somebody else", 7, "")) {
            issuer.reply("/user/info", Map.of("sub", other, "name", "Else"));
            assertThat(failure(() -> issuer.signIn(issuer.provider(), Map.of("name", ""))))
                    .hasMessageContaining("somebody else");
        }
        issuer.reply("/user/info", Map.of("name", "Else"));
        assertThat(failure(() -> issuer.signIn(issuer.provider(), Map.of("name", "")))
                        .reason())
                .isEqualTo(Reason.MISBEHAVED);
    }

    @Test
    void gitHubsAddressIsThePrimaryOneOfItsList() throws Exception {
        Provider gitHub = TestProvider.gitHub(issuer.base).provider();
        issuer.reply("/user", 200, "{\"id\":583231,\"login\":\"octo\",\"email\":\"public@example.com\",\"name\":null}");
        issuer.reply("/user/emails", 200, """
                [{"email":"old@example.com","primary":false,"verified":true},
                 {"email":"octo@example.com","primary":true,"verified":true}]""");
        ProvenIdentity octo = issuer.signIn(gitHub, Map.of());
        assertThat(octo.subject()).isEqualTo("583231");
        assertThat(octo.issuer()).isEqualTo(issuer.base);
        assertThat(octo.email()).isEqualTo("octo@example.com");
        assertThat(octo.emailVerified()).isTrue();
        assertThat(octo.username()).isEqualTo("octo");
        assertThat(octo.name()).isNull();
        issuer.reply("/user/emails", 200, "[{\"email\":\"octo@example.com\",\"primary\":true,\"verified\":false}]");
        assertThat(issuer.signIn(gitHub, Map.of()).emailVerified()).isFalse();
        issuer.reply("/user/emails", 404, "{}");
        assertThat(issuer.signIn(gitHub, Map.of()).email()).isNull();
        issuer.reply("/user/emails", 200, "{\"email\":\"octo@example.com\"}");
        assertThat(failure(() -> issuer.signIn(gitHub, Map.of())).reason()).isEqualTo(Reason.MISBEHAVED);
        for (String id : List.of("1.5", "true", "null", "[]", "\"\"", "\"a\\nb\"", "1e3")) {
            issuer.reply("/user", 200, "{\"id\":" + id + "}");
            assertThat(failure(() -> issuer.signIn(gitHub, Map.of()))).as(id).hasMessageContaining("no subject");
        }
    }

    @Test
    void anAddressIsVerifiedAsFarAsTheProviderIsTrusted() throws Exception {
        TestProvider usual = new TestProvider(issuer.provider());
        for (Object yes : List.of(true, "true", 1, "1")) {
            assertThat(issuer.signIn(usual.provider(), Map.of("email_verified", yes))
                            .emailVerified())
                    .isTrue();
        }
        for (Object no : List.of(false, "false", "TRUE", 0, 2, "yes", List.of(true), Map.of("a", true), "")) {
            assertThat(issuer.signIn(usual.provider(), Map.of("email_verified", no))
                            .emailVerified())
                    .as(String.valueOf(no))
                    .isFalse();
        }
        Provider always = usual.trusted(EmailTrust.ALWAYS).provider();
        assertThat(issuer.signIn(always, Map.of("email_verified", false)).emailVerified())
                .isTrue();
        Provider never = usual.trusted(EmailTrust.NEVER).provider();
        assertThat(issuer.signIn(never, Map.of()).emailVerified()).isFalse();
        for (Object odd :
                List.of("no address", "@", "a@", "a@b@c", "a @example.com", "x".repeat(250) + "@example.com", 7)) {
            ProvenIdentity without = issuer.signIn(always, Map.of("email", odd));
            assertThat(without.email()).as(String.valueOf(odd)).isNull();
            assertThat(without.emailVerified()).isFalse();
        }
    }

    @Test
    void aSubjectMayHaveSeveralPartsAndAClaimMayLieDeep() throws Exception {
        ClaimNames names = new ClaimNames(
                "https://slack.com/team_id+sub", "email", null, "name", "picture.data.url", null, "realm.roles");
        Provider provider = new TestProvider(issuer.provider()).saying(names).provider();
        Map<String, Object> more = Map.of(
                "https://slack.com/team_id",
                "T1",
                "picture",
                Map.of("data", Map.of("url", "https://p.example/1.png")),
                "realm",
                Map.of("roles", List.of("ops", 7, "dev", "ops")));
        ProvenIdentity some = issuer.signIn(provider, more);
        assertThat(some.subject()).isEqualTo("T1:somebody");
        assertThat(some.picture()).isEqualTo("https://p.example/1.png");
        assertThat(some.groups()).containsExactly("ops", "dev");
        assertThat(failure(() -> issuer.signIn(provider, Map.of()))).hasMessageContaining("no subject");
        assertThat(failure(() -> issuer.signIn(provider, Map.of("https://slack.com/team_id", "T1:some"))))
                .hasMessageContaining("no subject");
    }

    @Test
    void applesNameComesFromTheFormAndNothingElseDoes() throws Exception {
        Pen own = Pen.of("ES256", "mine");
        String pem = Base64.getEncoder().encodeToString(own.secret().getEncoded());
        Provider apple = new TestProvider(issuer.provider())
                .apple(new Credential.AppleKey("TEAM", "mine", new Secret(pem)))
                .provider();
        String user = "{\"name\":{\"firstName\":\"Ada\",\"lastName\":\"Lovelace\"},\"email\":\"victim@example.com\"}";
        issuer.metadata("userinfo_endpoint", null);
        for (String sent : List.of(user, "{", "[]", "x".repeat(9000))) {
            Upstream.Secrets secrets = issuer.upstream.prepare();
            Map<String, Object> claims = issuer.claims(secrets.nonce());
            claims.remove("name");
            claims.remove("email");
            issuer.reply("/token", Map.of("access_token", "t", "id_token", PEN.write(claims)));
            ProvenIdentity ada = issuer.upstream.redeem(
                    apple, TestIssuer.CALLBACK, new Upstream.Callback("c", "s", null, null, null, sent), secrets);
            assertThat(ada.name()).isEqualTo(sent.equals(user) ? "Ada Lovelace" : null);
            assertThat(ada.email()).isNull();
        }
    }
}
