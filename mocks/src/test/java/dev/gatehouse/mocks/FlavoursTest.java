package dev.gatehouse.mocks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How each of the others differs from OpenID Connect as it is written down. */
class FlavoursTest {
    private MockProviders mocks;

    @BeforeEach
    void start() throws IOException {
        mocks = MockProviders.start();
    }

    @AfterEach
    void stop() {
        mocks.close();
    }

    @Test
    void microsoftsIssuerIsThatOfTheTenant() throws Exception {
        MockProvider microsoft = mocks.add(Flavour.MICROSOFT);
        Client client = new Client(microsoft);
        JsonNode shared = Json.read(client.get(microsoft.discovery()).body());
        assertThat(shared.path("issuer").asString())
                .isEqualTo(microsoft.issuer())
                .contains("{tenantid}");
        URI own = URI.create(microsoft.tokenIssuer() + "/.well-known/openid-configuration");
        assertThat(Json.read(client.get(own).body()).path("issuer").asString()).isEqualTo(microsoft.tokenIssuer());
        JWTClaimsSet claims = idToken(client.tokens("openid email profile", Person.ADA));
        assertThat(claims.getIssuer()).isEqualTo(microsoft.tokenIssuer()).contains(claims.getStringClaim("tid"));
        assertThat(claims.getStringClaim("email")).isEqualTo("ada@example.com");
        assertThat(claims.getClaim("email_verified")).isNull();
        microsoft.behave(Mode.WRONG_ISSUER);
        JWTClaimsSet wrong = idToken(client.tokens("openid", Person.ADA));
        assertThat(wrong.getIssuer()).doesNotContain(wrong.getStringClaim("tid"));
    }

    @Test
    void appleWantsAFormAndASignedSecret() throws Exception {
        MockProvider apple = mocks.add(Flavour.APPLE);
        Client client = new Client(apple);
        assertThat(apple.approve(client.authorizationUrl("openid name email"), Person.ADA)
                        .parameters())
                .containsEntry("error", "invalid_request");
        URI url = client.authorizationUrl("openid name email", "response_mode", "form_post");
        Answer answer = apple.approve(url, Person.ADA);
        assertThat(answer.formPost()).isTrue();
        assertThat(answer.parameters().get("user")).contains("Lovelace");
        assertThat(apple.approve(url, Person.ADA).parameters()).doesNotContainKey("user");
        assertThat(client.redeem(apple.approve(url, Person.ADA).code()).statusCode())
                .isEqualTo(401);
        for (Date late : new Date[] {
            Date.from(Instant.now().minusSeconds(1)), Date.from(Instant.now().plusSeconds(20_000_000))
        }) {
            assertThat(client.redeem(answer.code(), "client_secret", secret(apple, late))
                            .statusCode())
                    .isEqualTo(401);
        }
        String secret = secret(apple, Date.from(Instant.now().plusSeconds(300)));
        JsonNode tokens =
                Json.read(client.redeem(answer.code(), "client_secret", secret).body());
        JWTClaimsSet claims = idToken(tokens);
        assertThat(claims.getClaim("email_verified")).isEqualTo("true");
        assertThat(claims.getClaim("name")).isNull();
        assertThat(Json.read(client.get(apple.discovery()).body()).has("userinfo_endpoint"))
                .isFalse();
        // The page that answers by form.
        apple.next(Person.ADA);
        String page = client.get(url).body();
        assertThat(page).contains("action=\"" + Client.CALLBACK + "\"", "name=\"code\"", "name=\"state\"");
    }

    @Test
    void linkedinSlackAndFacebookRefuseAVerifier() throws Exception {
        for (Flavour flavour : new Flavour[] {Flavour.LINKEDIN, Flavour.SLACK, Flavour.FACEBOOK}) {
            MockProvider provider = mocks.add(flavour);
            Client client = new Client(provider);
            String code = provider.approve(client.authorizationUrl("openid"), Person.ADA)
                    .code();
            assertThat(client.redeem(code).body()).contains("code_verifier");
            String another = provider.approve(client.authorizationUrl("openid"), Person.ADA)
                    .code();
            JsonNode tokens =
                    Json.read(client.redeem(another, "code_verifier", "").body());
            assertThat(tokens.path("access_token").asString()).isNotEmpty();
            if (flavour.openIdConnect()) {
                boolean bound = idToken(tokens).getClaim("nonce") != null;
                assertThat(bound).isEqualTo(flavour != Flavour.LINKEDIN);
            }
        }
    }

    @Test
    void facebookTellsWhatItIsAskedFor() {
        MockProvider facebook = mocks.add(Flavour.FACEBOOK);
        Client client = new Client(facebook);
        String code = facebook.approve(client.authorizationUrl("email,public_profile"), Person.ADA)
                .code();
        String token = Json.read(client.redeem(code, "code_verifier", "").body())
                .path("access_token")
                .asString();
        assertThat(client.get(facebook.userinfoEndpoint(), token).body()).doesNotContain("ada@example.com");
        URI all = URI.create(facebook.settings().get("userinfo_endpoint"));
        JsonNode profile = Json.read(client.get(all, token).body());
        assertThat(profile.path("email").asString()).isEqualTo("ada@example.com");
        assertThat(profile.at("/picture/data/url").asString()).startsWith("https://");
        assertThat(profile.has("email_verified")).isFalse();
    }

    @Test
    void discordSaysVerified() {
        MockProvider discord = mocks.add(Flavour.DISCORD);
        Client client = new Client(discord);
        String token = client.tokens("identify email", Person.GRACE)
                .path("access_token")
                .asString();
        JsonNode profile =
                Json.read(client.get(discord.userinfoEndpoint(), token).body());
        assertThat(profile.path("verified").booleanValue()).isFalse();
        assertThat(profile.path("id").isString()).isTrue();
    }

    @Test
    void refreshTokensRotateWhereTheRealOnesDo() {
        MockProvider gitlab = mocks.add(Flavour.GITLAB);
        MockProvider google = mocks.add(Flavour.GOOGLE);
        assertThat(renewed(gitlab, new Client(gitlab).tokens("openid", Person.ADA))
                        .has("refresh_token"))
                .isTrue();
        Client client = new Client(google);
        assertThat(client.tokens("openid", Person.ADA).has("refresh_token")).isFalse();
        Answer offline = google.approve(client.authorizationUrl("openid", "access_type", "offline"), Person.ADA);
        JsonNode tokens = Json.read(client.redeem(offline.code()).body());
        assertThat(renewed(google, tokens).has("refresh_token")).isFalse();
        assertThat(renewed(google, tokens).path("access_token").asString()).isNotEmpty();
    }

    @Test
    void peopleSignInAnewWhereThatIsAskedForAndCanBe() throws Exception {
        Instant before = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        MockProvider plain = mocks.add(Flavour.OPENID_CONNECT).signedInSince(before);
        assertThat(authTime(plain)).isEqualTo(before);
        assertThat(authTime(plain, "max_age", "7200")).isEqualTo(before);
        assertThat(authTime(plain, "max_age", "60")).isAfter(before);
        assertThat(authTime(plain, "max_age", "0")).isAfter(before);
        assertThat(authTime(plain, "prompt", "consent login")).isAfter(before);
        assertThat(authTime(plain.signedInSince(null))).isAfter(before);
        MockProvider google = mocks.add(Flavour.GOOGLE).signedInSince(before);
        assertThat(authTime(google, "prompt", "login")).isNull();
        String wanted = "{\"id_token\":{\"auth_time\":{\"essential\":true}}}";
        assertThat(authTime(google, "claims", wanted, "prompt", "login", "max_age", "0"))
                .isEqualTo(before);
        Answer unfit = plain.approve(new Client(plain).authorizationUrl("openid", "max_age", "soon"), Person.ADA);
        assertThat(unfit.parameters()).containsEntry("error", "invalid_request");
    }

    private static @Nullable Instant authTime(MockProvider provider, String... asked) throws Exception {
        Client client = new Client(provider);
        String code = provider.approve(client.authorizationUrl("openid", asked), Person.ADA)
                .code();
        Date told = idToken(Json.read(client.redeem(code).body())).getDateClaim("auth_time");
        return told == null ? null : told.toInstant();
    }

    private static JsonNode renewed(MockProvider provider, JsonNode tokens) {
        return Json.read(new Client(provider)
                .token(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", tokens.path("refresh_token").asString(),
                        "client_id", provider.clientId(),
                        "client_secret", provider.clientSecret()))
                .body());
    }

    private static String secret(MockProvider apple, Date ends) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(MockProvider.KEY_ID)
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(MockProvider.TEAM_ID)
                        .subject(apple.clientId())
                        .audience(apple.issuer())
                        .issueTime(new Date())
                        .expirationTime(ends)
                        .build());
        jwt.sign(new ECDSASigner(apple.clientKey()));
        return jwt.serialize();
    }

    private static JWTClaimsSet idToken(JsonNode tokens) throws Exception {
        return SignedJWT.parse(tokens.path("id_token").asString()).getJWTClaimsSet();
    }
}
