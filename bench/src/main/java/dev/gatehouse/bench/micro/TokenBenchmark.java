package dev.gatehouse.bench.micro;

import dev.gatehouse.domain.tokens.AccessGrant;
import dev.gatehouse.domain.tokens.AccessTokens;
import dev.gatehouse.domain.tokens.TokenSettings;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.KeySource;
import dev.gatehouse.guard.RevocationCheck;
import dev.gatehouse.guard.SharedSecret;
import dev.gatehouse.guard.TokenRules;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.guard.VerificationKey;
import dev.gatehouse.kernel.Ids;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.jose.Signer;
import dev.gatehouse.platform.jose.SigningJwk;
import dev.gatehouse.platform.metrics.Metrics;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** An access token: made and signed, verified for the first time, and met again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders", "--enable-native-access=ALL-UNNAMED"})
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class TokenBenchmark {
    private static final String ISSUER = "https://id.example";
    private static final int RSA_BITS = 2048;

    /** What signs. */
    @Param({"ES256", "ES384", "EdDSA", "RS256", "PS256", "HS256"})
    public String algorithm;

    private AccessTokens tokens;
    private AccessGrant grant;
    private TokenVerifier forgetful;
    private TokenVerifier remembering;
    private String token;

    /** Makes a key and everything around it. */
    @Setup
    public void prepare() throws InterruptedException {
        CryptoProviders providers = CryptoProviders.start();
        providers.awaitReady();
        Signer signer;
        KeySource keys;
        if (algorithm.equals("HS256")) {
            byte[] secret = new SecureRandom().generateSeed(Algorithm.SECRET_BYTES);
            signer = Signer.ofSecret(secret, providers);
            keys = new SharedSecret(null, secret);
        } else {
            SigningJwk jwk = SigningJwk.generate(Algorithm.of(algorithm).orElseThrow(), RSA_BITS);
            signer = Signer.of(jwk, providers);
            keys = new OneKey(VerificationKey.of(
                    jwk.publicJwk(), providers.provider(Algorithm.of(algorithm).orElseThrow())));
        }
        InstantSource clock = InstantSource.system();
        TokenSettings settings =
                new TokenSettings(Duration.ofHours(1), Map.of(), Duration.ofDays(7), Duration.ofSeconds(10));
        tokens = new AccessTokens(new AccessTokens.Needs(
                ISSUER,
                ISSUER,
                settings,
                () -> signer,
                account -> Instant.EPOCH,
                clock,
                new Ids(clock, new SecureRandom()),
                new Metrics()));
        grant = new AccessGrant(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "gatehouse",
                "account",
                List.of("user"),
                List.of("delete_own", "read:reports", "read:users", "write:reports"),
                "password",
                "local",
                List.of("pwd"),
                "urn:gatehouse:acr:1",
                clock.instant(),
                clock.instant().plus(Duration.ofDays(30)));
        TokenRules rules = TokenRules.of(ISSUER, ISSUER);
        forgetful = new TokenVerifier(rules, keys, RevocationCheck.NONE, clock, 0);
        remembering = new TokenVerifier(rules, keys, RevocationCheck.NONE, clock, 1_000);
        token = tokens.issue(grant).value();
    }

    /** Claims and signature. */
    @Benchmark
    public String sign() {
        return tokens.issue(grant).value();
    }

    /** A token that was not seen before. */
    @Benchmark
    public AuthContext verifyMiss() {
        return forgetful.verify(token);
    }

    /** A token that was seen before. */
    @Benchmark
    public AuthContext verifyHit() {
        return remembering.verify(token);
    }

    private record OneKey(VerificationKey key) implements KeySource {
        @Override
        public @Nullable VerificationKey find(@Nullable String kid, String algorithm) {
            return key;
        }

        @Override
        public boolean trusts(VerificationKey other) {
            return other == key;
        }
    }
}
