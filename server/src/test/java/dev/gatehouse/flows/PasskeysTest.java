package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Authenticator;
import dev.gatehouse.testing.Authenticator.Kind;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.PasskeyCalls;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Passkeys through the API: adding them, signing in with them alone, as the second factor, and looking after them. */
@OnEveryServer.With({"passkeys.limit=3", "passkeys.related_origins=https://app.example.com"})
class PasskeysTest {
    private static final String ALONE = "urn:gatehouse:acr:2";

    @OnEveryServer
    void everyAlgorithmSignsIn(TestServer server) {
        for (Kind kind : Kind.values()) {
            Tokens ada = server.person();
            Authenticator authenticator = new Authenticator(kind);
            PasskeyCalls.add(ada, authenticator);
            Reply in = PasskeyCalls.signIn(server, authenticator).expect(200);
            assertThat(in.text("user.id")).isEqualTo(ada.id());
            assertThat(in.text("message")).isEqualTo("Login successful");
            Tokens again = server.tokens(ada.name(), in);
            again.api().get("/users/me").expect(200);
            RefreshTest.refresh(server, again.refresh()).expect(200);
        }
    }

    @OnEveryServer
    void whatTokensSayOfIt(TestServer server) {
        Tokens ada = server.person();
        Authenticator bound = new Authenticator();
        PasskeyCalls.add(ada, bound);
        JsonNode claims = claims(PasskeyCalls.signIn(server, bound));
        assertThat(claims.path("auth_method").asString()).isEqualTo("passkey");
        assertThat(claims.path("provider").asString()).isEqualTo("local");
        assertThat(claims.path("acr").asString()).isEqualTo(ALONE);
        assertThat(texts(claims.path("amr"))).containsExactly("hwk", "user", "mfa");

        Authenticator synced = new Authenticator();
        synced.backupEligible = true;
        synced.backedUp = true;
        PasskeyCalls.add(ada, synced);
        assertThat(texts(claims(PasskeyCalls.signIn(server, synced)).path("amr")))
                .containsExactly("swk", "user", "mfa");
    }

    @OnEveryServer
    void optionsAreAsBrowsersTakeThem(TestServer server) {
        Tokens ada = server.person();
        Authenticator authenticator = new Authenticator();
        PasskeyCalls.add(ada, authenticator);
        JsonNode creation = PasskeyCalls.creation(ada);
        assertThat(creation.path("rp").path("id").asString()).isEqualTo("localhost");
        assertThat(creation.path("user").path("name").asString()).isEqualTo(ada.name());
        assertThat(bytes(creation.path("user").path("id"))).hasSize(16);
        assertThat(bytes(creation.path("challenge"))).hasSizeGreaterThanOrEqualTo(32);
        assertThat(creation.path("pubKeyCredParams").valueStream().map(one -> one.path("alg")
                        .asInt()))
                .containsExactly(-8, -7, -257);
        assertThat(creation.path("authenticatorSelection")
                        .path("userVerification")
                        .asString())
                .isEqualTo("required");
        assertThat(creation.path("authenticatorSelection").path("residentKey").asString())
                .isEqualTo("preferred");
        assertThat(creation.path("attestation").asString()).isEqualTo("none");
        assertThat(creation.path("extensions").path("credProps").asBoolean()).isTrue();
        assertThat(bytes(creation.path("excludeCredentials").path(0).path("id")))
                .isEqualTo(authenticator.credentialId());

        JsonNode request = PasskeyCalls.request(server);
        assertThat(request.path("rpId").asString()).isEqualTo("localhost");
        assertThat(request.path("allowCredentials")).isEmpty();
        assertThat(request.path("userVerification").asString()).isEqualTo("required");
        assertThat(request.path("challenge").asString())
                .isNotEqualTo(PasskeyCalls.request(server).path("challenge").asString());
    }

    @OnEveryServer
    void theyAreListedNamedAndRemoved(TestServer server) {
        Tokens ada = server.person();
        Authenticator first = new Authenticator();
        String id = PasskeyCalls.add(ada, first);
        server.clock().advance(Duration.ofMillis(1));
        PasskeyCalls.add(ada, new Authenticator());
        PasskeyCalls.signIn(server, first).expect(200);
        JsonNode list = ada.api().get("/auth/passkeys").expect(200).json();
        assertThat(list.path("rp_id").asString()).isEqualTo("localhost");
        assertThat(bytes(list.path("user_id"))).hasSize(16);
        assertThat(list.path("second_factor").asBoolean()).isFalse();
        JsonNode view = list.path("passkeys").path(0);
        assertThat(view.path("id").asString()).isEqualTo(id);
        assertThat(view.path("name").asString()).isEqualTo("Passkey");
        assertThat(view.path("discoverable").asBoolean()).isTrue();
        assertThat(view.path("last_used_at").isNull()).isFalse();
        assertThat(view.path("removable").asBoolean()).isTrue();
        assertThat(texts(view.path("transports"))).containsExactly("internal", "hybrid");
        assertThat(list.path("passkeys").path(1).path("name").asString()).isEqualTo("Passkey 2");
        assertThat(list.path("passkeys").path(1).path("last_used_at").isNull()).isTrue();

        Reply renamed = ada.api()
                .patch("/auth/passkeys/" + id, Map.of("name", " blue key "))
                .expect(200);
        assertThat(renamed.text("name")).isEqualTo("blue key");
        ada.api().patch("/auth/passkeys/" + id, Map.of("name", " ")).expectInvalid("name");
        ada.api().patch("/auth/passkeys/" + id, Map.of("name", "x".repeat(65))).expectInvalid("name");

        ada.api().delete("/auth/passkeys/" + id).expect(204);
        ada.api().delete("/auth/passkeys/" + id).expectProblem(404, "not_found");
        PasskeyCalls.signIn(server, first).expectProblem(401, "invalid_credentials");
    }

    @OnEveryServer
    void somebodyElseSeesAndChangesNone(TestServer server) {
        Tokens ada = server.person();
        String id = PasskeyCalls.add(ada, new Authenticator());
        Tokens eve = server.person();
        assertThat(eve.api().get("/auth/passkeys").expect(200).at("passkeys")).isEmpty();
        eve.api().patch("/auth/passkeys/" + id, Map.of("name", "mine")).expectProblem(404, "not_found");
        eve.api().delete("/auth/passkeys/" + id).expectProblem(404, "not_found");
    }

    @OnEveryServer
    void changesAskForAFreshSignIn(TestServer server) {
        Tokens ada = server.person();
        Authenticator authenticator = new Authenticator();
        String id = PasskeyCalls.add(ada, authenticator);
        server.clock().advance(Duration.ofMinutes(6));
        for (Reply reply : List.of(
                ada.api().post("/auth/passkeys/register/options"),
                ada.api().post("/auth/passkeys", Map.of("credential", Map.of())),
                ada.api().patch("/auth/passkeys/" + id, Map.of("name", "other")),
                ada.api().delete("/auth/passkeys/" + id),
                ada.api().put("/auth/mfa/passkeys", Map.of("enabled", true)),
                ada.api().delete("/auth/password"))) {
            reply.expectProblem(401, "insufficient_user_authentication");
        }
        Tokens again = server.tokens(ada.name(), PasskeyCalls.signIn(server, authenticator));
        again.api().patch("/auth/passkeys/" + id, Map.of("name", "other")).expect(200);
    }

    @OnEveryServer
    void removingEndsOtherSessionsUnlessAskedNotTo(TestServer server) {
        Tokens here = server.person();
        String first = PasskeyCalls.add(here, new Authenticator());
        String second = PasskeyCalls.add(here, new Authenticator());
        Tokens elsewhere = server.signIn(here.name());
        here.api()
                .delete("/auth/passkeys/" + first + "?end_other_sessions=false")
                .expect(204);
        elsewhere.api().get("/users/me").expect(200);
        here.api()
                .delete("/auth/passkeys/" + second + "?end_other_sessions=maybe")
                .expectInvalid("end_other_sessions");
        here.api().delete("/auth/passkeys/" + second).expect(204);
        elsewhere.api().get("/users/me").expectProblem(401, "invalid_token");
        here.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void theLastWayInStays(TestServer server) {
        Tokens ada = server.person();
        ada.api().delete("/auth/password").expectProblem(409, "last_sign_in_method");
        Authenticator authenticator = new Authenticator();
        String id = PasskeyCalls.add(ada, authenticator);
        ada.api().delete("/auth/password").expect(204);
        ada.api().delete("/auth/password").expectProblem(404, "not_found");
        server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", TestServer.PASSWORD))
                .expectProblem(401, "invalid_credentials");
        assertThat(ada.api()
                        .get("/auth/passkeys")
                        .at("passkeys")
                        .path(0)
                        .path("removable")
                        .asBoolean())
                .isFalse();
        ada.api().delete("/auth/passkeys/" + id).expectProblem(409, "last_sign_in_method");
        PasskeyCalls.signIn(server, authenticator).expect(200);

        String other = PasskeyCalls.add(ada, new Authenticator());
        ada.api().delete("/auth/passkeys/" + id).expect(204);
        ada.api().delete("/auth/passkeys/" + other).expectProblem(409, "last_sign_in_method");
    }

    @OnEveryServer
    void anAccountHasSoManyAtMost(TestServer server) {
        Tokens ada = server.person();
        for (int i = 0; i < 3; i++) {
            PasskeyCalls.add(ada, new Authenticator());
        }
        Reply refused = PasskeyCalls.tryAdding(ada, new Authenticator()).expectProblem(409, "conflict");
        assertThat(refused.text("detail")).contains("as many");
    }

    @OnEveryServer
    void oneIsAskedForAfterThePasswordWhereItsOwnerWants(TestServer server) {
        Tokens ada = server.person();
        ada.api().put("/auth/mfa/passkeys", Map.of("enabled", true)).expectProblem(409, "conflict");
        ada.api().put("/auth/mfa/passkeys", Map.of()).expectInvalid("enabled");
        Authenticator authenticator = new Authenticator();
        String id = PasskeyCalls.add(ada, authenticator);
        ada.api().put("/auth/mfa/passkeys", Map.of("enabled", true)).expect(204);
        assertThat(ada.api().get("/auth/passkeys").at("second_factor").asBoolean())
                .isTrue();

        Reply wanting = login(server, ada).expectProblem(401, "mfa_required");
        assertThat(wanting.texts("methods")).containsExactly("passkey");
        String token = Objects.requireNonNull(wanting.text("mfa_token"));
        JsonNode options = server.api()
                .post("/auth/mfa/passkey/options", Map.of("mfa_token", token))
                .expect(200)
                .json();
        assertThat(bytes(options.path("allowCredentials").path(0).path("id"))).isEqualTo(authenticator.credentialId());
        Map<String, Object> answer = Map.of("mfa_token", token, "credential", authenticator.sign(options));
        JsonNode claims = claims(server.api().post("/auth/mfa/passkey", answer));
        assertThat(texts(claims.path("amr"))).contains("pwd", "mfa");
        assertThat(claims.path("acr").asString()).isEqualTo(ALONE);
        server.api().post("/auth/mfa/passkey", answer).expectProblem(410, "flow_expired");

        ada.api().delete("/auth/passkeys/" + id).expectProblem(401, "insufficient_user_authentication");
        Tokens whole = server.tokens(ada.name(), PasskeyCalls.signIn(server, authenticator));
        whole.api().delete("/auth/passkeys/" + id).expect(204);
        login(server, ada).expect(200);
    }

    @OnEveryServer
    void aSecondFactorIsOfTheSameAccountAndTheSameSignIn(TestServer server) {
        Authenticator adas = new Authenticator();
        Tokens ada = server.person();
        PasskeyCalls.add(ada, adas);
        ada.api().put("/auth/mfa/passkeys", Map.of("enabled", true)).expect(204);
        Authenticator eves = new Authenticator();
        PasskeyCalls.add(server.person(), eves);

        String token = Objects.requireNonNull(login(server, ada).text("mfa_token"));
        String other = Objects.requireNonNull(login(server, ada).text("mfa_token"));
        JsonNode options = server.api()
                .post("/auth/mfa/passkey/options", Map.of("mfa_token", token))
                .json();
        second(server, token, eves.sign(options)).expectProblem(401, "invalid_credentials");
        second(server, other, adas.sign(options)).expectProblem(410, "flow_expired");
        second(server, token, adas.sign(PasskeyCalls.request(server))).expectProblem(410, "flow_expired");
        PasskeyCalls.send(server, adas.sign(options)).expectProblem(410, "flow_expired");
        second(server, "nothing", adas.sign(options)).expectProblem(410, "flow_expired");
        second(server, token, adas.sign(options)).expect(200);
    }

    @OnEveryServer
    void relatedOriginsArePublished(TestServer server) {
        Reply reply = server.api().get("/.well-known/webauthn").expect(200);
        assertThat(reply.header("content-type")).isEqualTo("application/json");
        assertThat(reply.texts("origins")).containsExactly("https://app.example.com");
        Tokens ada = server.person();
        Authenticator authenticator = new Authenticator();
        authenticator.origin = "https://app.example.com";
        PasskeyCalls.add(ada, authenticator);
        PasskeyCalls.signIn(server, authenticator).expect(200);
    }

    @OnEveryServer
    void cookiesAreSetWhereTheyAreAskedFor(TestServer server) {
        Authenticator authenticator = new Authenticator();
        PasskeyCalls.add(server.person(), authenticator);
        Map<String, Object> credential = authenticator.sign(PasskeyCalls.request(server));
        Reply in = server.api()
                .post("/auth/passkeys/sign-in", Map.of("credential", credential, "delivery", "cookie"))
                .expect(200);
        assertThat(in.text("access_token")).isNull();
        server.api()
                .cookie("gatehouse_access", in.cookie("gatehouse_access"))
                .get("/users/me")
                .expect(200);
    }

    private static Reply login(TestServer server, Tokens who) {
        return server.api().post("/auth/login", Map.of("username", who.name(), "password", TestServer.PASSWORD));
    }

    private static Reply second(TestServer server, String token, Map<String, Object> credential) {
        return server.api().post("/auth/mfa/passkey", Map.of("mfa_token", token, "credential", credential));
    }

    private static JsonNode claims(Reply signedIn) {
        String token = Objects.requireNonNull(signedIn.expect(200).text("access_token"));
        return dev.gatehouse.platform.json.Json.read(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    private static byte[] bytes(JsonNode text) {
        return Base64.getUrlDecoder().decode(text.stringValue());
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
