package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row A20: whatever a token says of itself, at every place that takes a JWT the server's own key and algorithm decide. */
class A20NoTokenChoosesItsKeyTest {
    @OnEveryServer
    void noForgedTokenIsTakenAnywhere(TestServer server) throws Exception {
        Tokens admin = server.admin();
        Tokens victim = server.admin();
        Map<String, String> forged = forged(Forge.of(server), victim.access());
        for (Door door : Door.forAccessTokens(server, admin)) {
            forged.forEach((name, token) ->
                    assertThat(door.lets(token)).as(name + ", " + door.name()).isFalse());
        }
        forged.forEach((name, token) -> {
            server.api().form("/oauth2/revoke", "token", token).expect(200);
            victim.api().get("/users/me").expect(200);
        });
        for (Door door : Door.forRefreshTokens(server)) {
            forged.forEach((name, token) ->
                    assertThat(door.lets(token)).as(name + ", " + door.name()).isFalse());
        }
    }

    /** Under the other algorithms the same confusions point elsewhere: at the secret, or away from it. */
    @ParameterizedTest
    @ValueSource(strings = {"HS256", "RS256", "EdDSA"})
    void underOtherAlgorithmsNeither(String algorithm) throws Exception {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.on(on)) {
            // The key of the first algorithm stays published; only what it signed may pass.
            Forge forge = Forge.of(server);
            server.restart("tokens.algorithm=" + algorithm, "tokens.secret=mV7-pQ2x_Kd9s.Wz4t/Lr6y+Bn3c:Fh8g");
            Tokens admin = server.admin();
            Map<String, String> forged = forged(forge, admin.access());
            for (Door door : Door.forAccessTokens(server, admin)) {
                forged.forEach((name, token) -> assertThat(door.lets(token))
                        .as(name + ", " + door.name())
                        .isFalse());
            }
        }
    }

    /** With a claim changed, so that none is the honest token under another spelling. */
    private static Map<String, String> forged(Forge forge, String honest) throws JOSEException {
        Map<String, Object> claims = Forge.claims(honest);
        ECKey stranger =
                new ECKeyGenerator(Curve.P_256).keyID(forge.key().getKeyID()).generate();
        Forge.Pen theirs = Forge.pen(stranger);
        Map<String, String> forged = new LinkedHashMap<>();
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            forged.put("alg " + none, Forge.written(forge.header("alg", none), claims, text -> new byte[0]));
            forged.put("alg " + none + " with a signature", forge.signed(forge.header("alg", none), claims));
        }
        for (String other : List.of("HS256", "HS512", "ES384", "ES512", "RS256", "PS256", "EdDSA", "es256", "ES256K")) {
            forged.put("alg " + other, forge.signed(forge.header("alg", other), claims));
        }
        publicForms(forge.key()).forEach((name, form) -> {
            byte[] secret = Arrays.copyOf(form, Math.max(form.length, 32));
            forged.put("HS256 with " + name, Forge.written(forge.header("alg", "HS256"), claims, Forge.hmac(secret)));
        });
        Map<String, Object> brought = forge.header("jwk", stranger.toPublicJWK().toJSONObject());
        forged.put("a key that it brings", Forge.written(brought, claims, theirs));
        forged.put("the right key, brought along", forge.signed(brought, claims));
        for (String member : List.of("jku", "x5u")) {
            String where = "http://127.0.0.1:1/keys";
            forged.put(member, Forge.written(forge.header(member, where), claims, theirs));
            forged.put(member + " and the right key", forge.signed(forge.header(member, where), claims));
        }
        forged.put("x5c", Forge.written(forge.header("x5c", List.of("MIIB")), claims, theirs));
        forged.put("crit", forge.signed(forge.header("crit", List.of("exp")), claims));
        Map<String, Object> unencoded = forge.header("crit", List.of("b64"));
        unencoded.put("b64", false);
        forged.put("b64", forge.signed(unencoded, claims));
        forged.put("zip", forge.signed(forge.header("zip", "DEF"), claims));
        forged.put("cty", forge.signed(forge.header("cty", "JWT"), claims));
        for (String kid : List.of(
                "../../../../../../dev/null", "/dev/null", "' OR '1'='1", "", "http://127.0.0.1:1/", "k".repeat(300))) {
            forged.put("kid " + kid, forge.signed(forge.header("kid", kid), claims));
            forged.put(
                    "kid " + kid + " with an empty secret",
                    Forge.written(forge.header("kid", kid), claims, Forge.hmac(new byte[32])));
        }
        forged.put("no kid", forge.signed(forge.header("kid", null), claims));
        forged.put("a stranger's key under the kid", Forge.written(forge.header(), claims, theirs));
        forged.put("an empty signature", Forge.written(forge.header(), claims, text -> new byte[0]));
        forged.put("a signature of zeros", Forge.written(forge.header(), claims, text -> new byte[64]));
        forged.put("more rights", raised(honest));
        return forged;
    }

    private static String raised(String honest) {
        String[] parts = honest.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"scope\":\"account\"", "\"scope\":\"account everything\"");
        return parts[0] + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + "."
                + parts[2];
    }

    private static Map<String, byte[]> publicForms(ECKey key) throws JOSEException {
        byte[] der = key.toECPublicKey().getEncoded();
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        String pem = "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----";
        Map<String, byte[]> forms = new LinkedHashMap<>();
        forms.put("the key's DER", der);
        forms.put("its PEM", pem.getBytes(StandardCharsets.US_ASCII));
        forms.put("its PEM and a line break", (pem + "\n").getBytes(StandardCharsets.US_ASCII));
        forms.put("its JWK", key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8));
        forms.put("its x", key.getX().decode());
        return forms;
    }
}
