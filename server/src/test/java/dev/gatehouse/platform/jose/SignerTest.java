package dev.gatehouse.platform.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignerTest {
    private static final byte[] CLAIMS = "{\"sub\":\"Zoë\"}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] SECRET = "a secret of more than 32 bytes, truly".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HS256")
    void whatEachAlgorithmSignsVerifiesWithThePublicPartOnEveryProvider(Algorithm algorithm) throws Exception {
        SigningJwk jwk = SigningJwk.generate(algorithm, 2048);
        CryptoProviders fast = CryptoProviders.start();
        Signer early = Signer.of(jwk, fast);
        String before = early.sign("at+jwt", CLAIMS);
        fast.awaitReady();
        for (String token : List.of(
                before,
                early.sign("at+jwt", CLAIMS),
                Signer.of(jwk, CryptoProviders.jdk()).sign("at+jwt", CLAIMS))) {
            JWSObject jws = JWSObject.parse(token);
            assertThat(verifies(jws, jwk.publicJwk())).isTrue();
            assertThat(jws.getHeader().toJSONObject())
                    .containsOnly(
                            Map.entry("alg", algorithm.label()),
                            Map.entry("typ", "at+jwt"),
                            Map.entry("kid", jwk.kid()));
            assertThat(jws.getPayload().toBytes()).isEqualTo(CLAIMS);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HS256")
    void aKeySurvivesItsTextFormAndSaysNothingSecretElsewhere(Algorithm algorithm) throws Exception {
        SigningJwk jwk = SigningJwk.generate(algorithm, 2048);
        SigningJwk read = SigningJwk.parse(jwk.toJson());
        String token = Signer.of(read, CryptoProviders.jdk()).sign("JWT", CLAIMS);

        assertThat(verifies(JWSObject.parse(token), jwk.publicJwk())).isTrue();
        assertThat(jwk.kid()).isEqualTo(jwk.publicJwk().computeThumbprint().toString());
        assertThat(jwk.publicJwk().isPrivate()).isFalse();
        assertThat(jwk.toString()).isEqualTo(algorithm.label() + " key " + jwk.kid());
    }

    @Test
    void aSharedSecretSignsWithoutKid() throws Exception {
        JWSObject jws =
                JWSObject.parse(Signer.ofSecret(SECRET, CryptoProviders.jdk()).sign("at+jwt", CLAIMS));

        assertThat(jws.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(jws.getHeader().getKeyID()).isNull();
    }

    @Test
    void aSharedSecretBelow32BytesIsRefused() {
        assertThatThrownBy(() -> Signer.ofSecret(new byte[31], CryptoProviders.jdk()))
                .hasMessageContaining("32 bytes");
        assertThat(Signer.ofSecret(new byte[32], CryptoProviders.jdk()).kid()).isNull();
    }

    @Test
    void oneSignerServesManyThreads() throws Exception {
        SigningJwk jwk = SigningJwk.generate(Algorithm.ES256, 2048);
        Signer signer = Signer.of(jwk, CryptoProviders.start());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> work = IntStream.range(0, 400)
                    .<Callable<String>>mapToObj(i -> () -> signer.sign("at+jwt", ("{\"n\":" + i + "}").getBytes()))
                    .toList();
            for (Future<String> token : threads.invokeAll(work)) {
                assertThat(verifies(JWSObject.parse(token.get()), jwk.publicJwk()))
                        .isTrue();
            }
        }
    }

    @Test
    void aKeyThatDoesNotFitItsAlgorithmIsRefused() {
        SigningJwk jwk = SigningJwk.generate(Algorithm.ES256, 2048);
        for (String wrong : List.of(
                "",
                "{}",
                jwk.publicJwk().toJSONString(),
                jwk.toJson().replace("ES256", "ES384"),
                jwk.toJson().replace("ES256", "none"),
                jwk.toJson().replace("ES256", "HS256"),
                jwk.toJson().replace(jwk.kid(), "a\\\"b"))) {
            assertThatThrownBy(() -> SigningJwk.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anAlgorithmIsKnownByItsExactNameOnly() {
        assertThat(Algorithm.of("EdDSA")).contains(Algorithm.EDDSA);
        assertThat(Algorithm.of("none")).isEmpty();
        assertThat(Algorithm.of("es256")).isEmpty();
        assertThat(Algorithm.of("HS512")).isEmpty();
    }

    @Test
    void nativeCodeIsTakenForThisKindOfProcessorOnly() {
        byte[] elf = HexFormat.of().parseHex("7f454c4602010100000000000000000003000000");
        elf[18] = 0x3e;
        assertThat(NativeCode.fits(elf, "amd64")).isTrue();
        assertThat(NativeCode.fits(elf, "aarch64")).isFalse();
        elf[18] = (byte) 0xb7;
        assertThat(NativeCode.fits(elf, "aarch64")).isTrue();
        assertThat(NativeCode.fits(elf, "riscv64")).isFalse();
        assertThat(NativeCode.fits(new byte[3], "amd64")).isFalse();
    }

    private static boolean verifies(JWSObject jws, JWK jwk) throws Exception {
        if (jwk instanceof OctetKeyPair key) {
            // nimbus' own verifier needs Tink; the JDK reads the key after its fixed prefix (RFC 8410, section 4).
            byte[] info = HexFormat.of()
                    .parseHex("302a300506032b6570032100"
                            + HexFormat.of().formatHex(key.getX().decode()));
            PublicKey point = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
            Signature engine = Signature.getInstance("Ed25519");
            engine.initVerify(point);
            engine.update(jws.getSigningInput());
            return engine.verify(jws.getSignature().decode());
        }
        JWSVerifier verifier = jwk instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier((RSAKey) jwk);
        return jws.verify(verifier);
    }
}
