package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row A20: whatever a header says, a token passes only with the one key and the one algorithm that are trusted. */
final class A20JwtAlgorithmConfusionTest {
    private static final ECKey EC = Issuer.ecKey("ec");
    private static final ECKey STRANGER = Issuer.ecKey("ec");
    private static final RSAKey RSA = Issuer.rsaKey("rsa", JWSAlgorithm.RS256);
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Issuer.Signer SIGNER = Issuer.signer(EC, "ES256");

    private final Issuer.Clock clock = new Issuer.Clock();
    private final TokenVerifier verifier = Issuer.verifier(Issuer.trusting(EC, RSA), clock);

    @Test
    void acceptsTheHonestToken() {
        assertThat(verifier.verify(signed(Map.of())).subject()).isEqualTo("account-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "nOnE", "", "HS256", "HS384", "RS256", "ES384", "ES256K", "es256"})
    void refusesAnotherAlgorithmThanTheKeys(String algorithm) {
        refused(signed(Map.of("alg", algorithm)), "no trusted key|not allowed");
        refused(
                Issuer.token(with(Map.of("alg", algorithm)), Issuer.claims(), signed -> new byte[0]),
                "no trusted|not allowed");
    }

    @Test
    void refusesHs256UnderEveryFormOfThePublicKey() throws JOSEException {
        List<byte[]> forms = List.of(
                RSA.toRSAPublicKey().getEncoded(),
                EC.toECPublicKey().getEncoded(),
                pem(RSA.toRSAPublicKey().getEncoded()),
                RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                EC.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                RSA.getModulus().decode(),
                EC.getX().decode());
        for (byte[] form : forms) {
            for (String kid : List.of("ec", "rsa")) {
                byte[] secret = Arrays.copyOf(form, Math.max(form.length, 32));
                refused(
                        Issuer.token(Issuer.header("HS256", kid), Issuer.claims(), Issuer.hmac(secret)),
                        "no trusted key has this kid and algorithm");
            }
        }
    }

    @Test
    void refusesAsymmetricAlgorithmsWhereASecretIsShared() {
        TokenVerifier shared = Issuer.verifier(new SharedSecret(null, SECRET), clock);
        assertThat(shared.verify(Issuer.token(Issuer.header("HS256", "any"), Issuer.claims(), Issuer.hmac(SECRET)))
                        .tokenId())
                .isEqualTo("token-1");
        assertThatThrownBy(() -> shared.verify(signed(Map.of()))).isInstanceOf(InvalidToken.class);
    }

    @Test
    void refusesShortSecretsAndNamedOnesUnderAnotherName() {
        assertThatThrownBy(() -> new SharedSecret(null, new byte[31])).isInstanceOf(IllegalArgumentException.class);
        TokenVerifier named = Issuer.verifier(new SharedSecret("s1", SECRET), clock);
        String token = Issuer.token(Issuer.header("HS256", "s2"), Issuer.claims(), Issuer.hmac(SECRET));
        assertThatThrownBy(() -> named.verify(token)).isInstanceOf(InvalidToken.class);
    }

    @Test
    void refusesTheRightAlgorithmOfTheWrongKeyType() {
        refused(Issuer.token(Issuer.header("ES256", "rsa"), Issuer.claims(), SIGNER), "no trusted key");
        refused(
                Issuer.token(Issuer.header("RS256", "ec"), Issuer.claims(), Issuer.signer(RSA, "RS256")),
                "no trusted key");
        refused(
                Issuer.token(Issuer.header("PS256", "rsa"), Issuer.claims(), Issuer.signer(RSA, "PS256")),
                "no trusted key");
    }

    @Test
    void neverUsesKeysThatTheTokenBrings() {
        Issuer.Signer stranger = Issuer.signer(STRANGER, "ES256");
        Map<String, Object> jwk = STRANGER.toPublicJWK().toJSONObject();
        for (Map<String, Object> member : List.<Map<String, Object>>of(
                Map.of("jwk", jwk),
                Map.of("jku", "https://evil.example/jwks"),
                Map.of("x5u", "https://evil.example/chain"),
                Map.of("x5c", List.of("MIIB")))) {
            refused(Issuer.token(with(member), Issuer.claims(), stranger), "never accepted");
            refused(signed(member), "never accepted");
        }
        refused(Issuer.token(with(Map.of()), Issuer.claims(), stranger), "signature is wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../../dev/null",
                "/etc/passwd",
                "ec\u0000",
                " ec",
                "EC",
                "' OR 1=1 --",
                "",
                "http://127.0.0.1/"
            })
    void refusesUnknownKids(String kid) {
        refused(signed(Map.of("kid", kid)), "no trusted key");
    }

    @Test
    void refusesAnAbsentOrStrangeKid() {
        Map<String, Object> header = with(Map.of());
        header.remove("kid");
        refused(Issuer.token(header, Issuer.claims(), SIGNER), "no trusted key");
        refused(signed(Map.of("kid", 7)), "kid is not a short string");
        refused(signed(Map.of("kid", List.of("ec"))), "kid is not a short string");
        refused(signed(Map.of("kid", "k".repeat(257))), "kid is not a short string");
    }

    @Test
    void refusesWhatWouldChangeTheMeaningOfTheSignature() {
        refused(signed(Map.of("crit", List.of("b64"), "b64", false)), "never accepted");
        refused(signed(Map.of("b64", true)), "never accepted");
        refused(signed(Map.of("crit", List.of("exp"), "exp", 1)), "never accepted");
        refused(signed(Map.of("crit", List.of())), "never accepted");
        refused(signed(Map.of("zip", "DEF")), "never accepted");
        refused(signed(Map.of("cty", "JWT")), "never accepted");
        refused(signed(Map.of("enc", "A256GCM")), "never accepted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "JWT",
                "jwt",
                "id_token+jwt",
                "logout+jwt",
                "dpop+jwt",
                "revocations+jwt",
                "application/json",
                "",
                "text/at+jwt"
            })
    void refusesJwtsOfOtherKinds(String type) {
        refused(signed(Map.of("typ", type)), "another type");
    }

    @Test
    void refusesAnAbsentTypeAndComparesItAsMediaType() {
        Map<String, Object> header = with(Map.of());
        header.remove("typ");
        refused(Issuer.token(header, Issuer.claims(), SIGNER), "another type");
        for (String type : List.of("AT+JWT", "application/at+jwt", "Application/At+Jwt")) {
            assertThat(verifier.verify(signed(Map.of("typ", type)))).isNotNull();
        }
    }

    @Test
    void refusesANestedTokenAndOtherSerialisations() {
        String inner = signed(Map.of());
        refused(
                Issuer.token("{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"ec\"}", inner, SIGNER),
                "payload is no strict JSON");
        String[] parts = inner.split("\\.");
        refused(
                "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
                        + "\"}",
                "three parts");
        refused(inner + ".", "three parts");
        refused("." + inner, "three parts");
        refused(parts[0] + "." + parts[1] + ".", "signature is wrong");
        refused(parts[0] + "." + parts[1], "three parts");
        refused(inner + "..", "three parts");
    }

    @Test
    void refusesOtherSpellingsOfTheSameBytes() {
        String token = signed(Map.of());
        refused(token + "=", "base64url");
        refused(token + "==", "base64url");
        refused(" " + token, "base64url");
        refused(token.replaceFirst("\\.", "\n."), "base64url");
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        refused(token.substring(0, token.length() - 1) + alphabet.charAt(last | 1), "base64url");
    }

    @Test
    void refusesDoubledMembersAtAnyDepth() {
        String header = "{\"alg\":\"none\",\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"ec\"}";
        refused(Issuer.token(header, "{}", SIGNER), "a member twice");
        String good = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"ec\"}";
        refused(Issuer.token(good, "{\"sub\":\"a\",\"s\\u0075b\":\"b\"}", SIGNER), "a member twice");
        refused(Issuer.token(good, "{\"x\":[{\"a\":1,\"a\":2}]}", SIGNER), "a member twice");
    }

    @Test
    void refusesSizeBombsBeforeAnyWork() {
        refused("a".repeat(16_385), "longer than");
        String deep = "[".repeat(3000) + "]".repeat(3000);
        refused(Issuer.base64(("{\"alg\":" + deep + "}").getBytes(StandardCharsets.UTF_8)) + ".e30.AA", "deep nesting");
        refused(
                Issuer.base64(("{\"x\":1" + "0".repeat(5000) + "}").getBytes(StandardCharsets.UTF_8)) + ".e30.AA",
                "long number");
    }

    @Test
    void honoursTheAllowListEvenForATrustedKey() {
        TokenRules onlyRsa = Issuer.rules(Set.of("RS256"), java.time.Duration.ZERO, java.time.Duration.ZERO);
        TokenVerifier strict = Issuer.verifier(onlyRsa, Issuer.trusting(EC, RSA), RevocationCheck.NONE, clock);
        assertThatThrownBy(() -> strict.verify(signed(Map.of()))).hasMessageContaining("not allowed");
        assertThatThrownBy(() -> Issuer.rules(Set.of("none"), java.time.Duration.ZERO, java.time.Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void leavesOutKeysThatAreNotForThisUse() {
        ECKey encryption = new ECKey.Builder(EC).keyUse(KeyUse.ENCRYPTION).build();
        ECKey otherAlgorithm =
                new ECKey.Builder(EC).algorithm(JWSAlgorithm.ES384).build();
        for (ECKey unfit : List.of(encryption, otherAlgorithm)) {
            assertThat(Issuer.trusting(unfit).find("ec", "ES256")).isNull();
            assertThat(Issuer.trusting(unfit).find("ec", "ES384")).isNull();
        }
        assertThatThrownBy(() -> Issuer.trusting(EC, STRANGER)).hasMessageContaining("Two different keys");
    }

    @Test
    void acceptsEveryListedAlgorithmWithItsOwnKeyOnly() {
        ECKey p384 = Issuer.ecKey("p384", Curve.P_384);
        RSAKey pss = Issuer.rsaKey("pss", JWSAlgorithm.PS256);
        var pair = Issuer.ed25519();
        TokenVerifier all = Issuer.verifier(Issuer.trusting(EC, RSA, p384, pss, Issuer.ed25519Jwk("ed", pair)), clock);
        Map<String, Issuer.Signer> signers = Map.of(
                "ES256/ec", SIGNER,
                "ES384/p384", Issuer.signer(p384, "ES384"),
                "RS256/rsa", Issuer.signer(RSA, "RS256"),
                "PS256/pss", Issuer.signer(pss, "PS256"),
                "EdDSA/ed", Issuer.signer(pair));
        signers.forEach((name, own) -> signers.forEach((other, signer) -> {
            String[] parts = name.split("/");
            String token = Issuer.token(Issuer.header(parts[0], parts[1]), Issuer.claims(), signer);
            if (own == signer) {
                assertThat(all.verify(token).subject()).isEqualTo("account-1");
            } else {
                assertThatThrownBy(() -> all.verify(token)).isInstanceOf(InvalidToken.class);
            }
        }));
    }

    private void refused(String token, String reason) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidToken.class)
                .hasMessageMatching("(?s).*(" + reason + ").*");
    }

    private static String signed(Map<String, Object> members) {
        return Issuer.token(with(members), Issuer.claims(), SIGNER);
    }

    private static Map<String, Object> with(Map<String, Object> members) {
        Map<String, Object> header = new HashMap<>(Issuer.header("ES256", "ec"));
        header.putAll(members);
        return header;
    }

    private static byte[] pem(byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
