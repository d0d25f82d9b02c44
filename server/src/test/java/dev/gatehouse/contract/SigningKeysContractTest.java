package dev.gatehouse.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import dev.gatehouse.domain.keys.KeySettings;
import dev.gatehouse.domain.keys.KeysUnusable;
import dev.gatehouse.domain.keys.SigningKey;
import dev.gatehouse.domain.keys.SigningKeys;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.InvalidToken;
import dev.gatehouse.guard.RevocationCheck;
import dev.gatehouse.guard.TokenRules;
import dev.gatehouse.guard.TokenVerifier;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.platform.jose.Algorithm;
import dev.gatehouse.platform.jose.CryptoProviders;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

class SigningKeysContractTest {
    private static final Instant START = Instant.parse("2026-02-01T10:00:00Z");
    private static final Duration AHEAD = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    /** The longest token and the margin for nodes that lag. */
    private static final Duration AFTERWARDS = LONGEST.plusMinutes(2);

    private static final Secret MASTER = new Secret("the first master key of 32 bytes");
    private static final Secret SECRET = new Secret("a shared secret of 32 bytes, or so");

    private final CryptoProviders providers = CryptoProviders.start();
    private volatile Instant now = START;
    private final InstantSource clock = () -> now;

    @OnEveryDatabase
    void theFirstStartMakesOneKeyAndTheNextKeepsIt(TestDatabase on) {
        String kid = open(on.database()).signer().kid();

        assertThat(open(on.restart()).signer().kid()).isEqualTo(kid);
        assertThat(stored(on.database())).hasSize(1);
    }

    @OnEveryDatabase
    void fiftyNodesThatStartAtOnceAgreeOnOneKey(TestDatabase on) throws Exception {
        Database database = on.database();
        List<SigningKeys> nodes = atOnce(() -> SigningKeys.open(needs(database, settings(Algorithm.ES256, null))));

        assertThat(nodes.stream().map(node -> node.signer().kid()).distinct()).hasSize(1);
        assertThat(stored(database)).hasSize(1);
    }

    @OnEveryDatabase
    void everyAlgorithmSignsWhatTheServersOwnGuardVerifies(TestDatabase on) throws Exception {
        for (Algorithm algorithm : Algorithm.values()) {
            SigningKeys keys = open(on.database(), settings(algorithm, null));
            verifies(keys, keys.signer().sign("at+jwt", claims()));
            providers.awaitReady();
            verifies(keys, keys.signer().sign("at+jwt", claims()));
        }
    }

    @OnEveryDatabase
    void noPrivatePartAndNoSharedSecretIsEverPublished(TestDatabase on) throws Exception {
        for (Algorithm algorithm : List.of(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA, Algorithm.HS256)) {
            SigningKeys keys = open(on.database(), settings(algorithm, null));
            JWKSet published = published(keys);
            assertThat(published.getKeys()).noneMatch(JWK::isPrivate);
            for (JWK jwk : published.getKeys()) {
                assertThat(jwk.toJSONObject())
                        .doesNotContainKeys("d", "p", "q", "dp", "dq", "qi", "oth", "k")
                        .containsEntry("use", KeyUse.SIGNATURE.identifier())
                        .containsKey("alg");
                assertThat(jwk.getKeyID()).isEqualTo(jwk.computeThumbprint().toString());
            }
        }
        assertThat(published(open(on.database(), settings(Algorithm.HS256, null)))
                        .getKeys())
                .extracting(jwk -> jwk.getAlgorithm().getName())
                .containsExactlyInAnyOrder("RS256", "ES256", "EdDSA");
    }

    @OnEveryDatabase
    void aNewKeyIsPublishedBeforeItSignsAndTheOldOneUntilItsLastTokenHasExpired(TestDatabase on) {
        SigningKeys keys = open(on.database());
        String old = keys.signer().kid();
        String tag = keys.published().etag();
        String next = keys.rotate(false).kid();

        assertThat(next).isNotEqualTo(old);
        assertThat(kids(keys)).containsExactlyInAnyOrder(old, next);
        assertThat(keys.published().etag()).isNotEqualTo(tag);
        at(START.plus(AHEAD).minusMillis(1));
        assertThat(keys.signer().kid()).isEqualTo(old);
        String last = keys.signer().sign("at+jwt", claims());
        at(START.plus(AHEAD));
        assertThat(keys.signer().kid()).isEqualTo(next);

        at(START.plus(AHEAD).plus(AFTERWARDS).minusMillis(1));
        assertThat(kids(keys)).containsExactlyInAnyOrder(old, next);
        verifies(keys, last);
        at(START.plus(AHEAD).plus(AFTERWARDS));
        assertThat(kids(keys)).containsExactly(next);
        assertThatThrownBy(() -> verifies(keys, last)).isInstanceOf(InvalidToken.class);
    }

    @OnEveryDatabase
    void aRotationAtOnceSignsWithTheNewKeyFromThenOnEvenWithinAnOverlap(TestDatabase on) {
        SigningKeys keys = open(on.database());
        String first = keys.signer().kid();
        String second = keys.rotate(false).kid();
        String third = keys.rotate(true).kid();

        assertThat(keys.signer().kid()).isEqualTo(third);
        at(START.plus(AHEAD).plusSeconds(1));
        assertThat(keys.signer().kid()).isEqualTo(third);
        assertThat(kids(keys)).containsExactlyInAnyOrder(first, second, third);
    }

    @OnEveryDatabase
    void ageRotatesAKeyWhenItIsUsed(TestDatabase on) {
        SigningKeys keys = open(on.database());
        String old = keys.signer().kid();
        at(START.plus(Duration.ofDays(90)).minusMillis(1));
        keys.signer();
        assertThat(keys.list()).hasSize(1);
        at(START.plus(Duration.ofDays(90)).plus(Duration.ofMinutes(1)));
        assertThat(keys.signer().kid()).isEqualTo(old);
        assertThat(keys.list()).hasSize(2);
        at(now.plus(AHEAD));
        assertThat(keys.signer().kid()).isNotEqualTo(old);
        at(now.plus(Duration.ofMinutes(2)));
        keys.signer();
        assertThat(keys.list()).hasSize(2);
    }

    @OnEveryDatabase
    void fiftyRotationsAtOnceMakeOneSuccessor(TestDatabase on) throws Exception {
        Database database = on.database();
        SigningKeys keys = open(database);
        List<SigningKey> successors = atOnce(() -> keys.rotate(false));

        assertThat(stored(database).size()).isBetween(2, 51);
        assertThat(keys.list().stream().filter(key -> key.retiredAt() == null)).hasSize(1);
        assertThat(successors).extracting(SigningKey::activeAt).containsOnly(START.plus(AHEAD));
        verifies(keys, keys.signer().sign("at+jwt", claims()));
    }

    @OnEveryDatabase
    void fiftyNodesThatFindTheKeyTooOldMakeOneSuccessor(TestDatabase on) throws Exception {
        Database database = on.database();
        List<SigningKeys> nodes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            nodes.add(open(database));
        }
        at(START.plus(Duration.ofDays(91)));
        var each = nodes.iterator();
        List<Callable<String>> work = new ArrayList<>();
        each.forEachRemaining(node -> work.add(() -> node.signer().kid()));
        allAtOnce(work);

        assertThat(stored(database)).hasSize(2);
    }

    @OnEveryDatabase
    void anotherNodeHearsOfARotation(TestDatabase on) {
        SigningKeys one = open(on.database());
        SigningKeys other = open(on.database());
        String next = one.rotate(true).kid();

        assertThat(other.signer().kid()).isEqualTo(next);
        verifies(other, one.signer().sign("at+jwt", claims()));
    }

    @OnEveryDatabase
    void aMasterKeyGivenLaterEncryptsWhatLiesOpen(TestDatabase on) {
        String kid = open(on.database()).signer().kid();
        assertThat(stored(on.database()).getFirst()).contains("\"d\"");

        SigningKeys keys = open(on.restart(), settings(Algorithm.ES256, MASTER));
        assertThat(keys.signer().kid()).isEqualTo(kid);
        keys.rotate(true);
        assertThat(stored(on.database())).hasSize(2).noneMatch(jwk -> jwk.contains("\"d\""));

        assertThat(open(on.restart(), settings(Algorithm.ES256, MASTER)).list()).hasSize(2);
    }

    @OnEveryDatabase
    void aWrongOrMissingMasterKeyFailsTheStart(TestDatabase on) {
        open(on.database(), settings(Algorithm.ES256, MASTER));
        Secret other = new Secret("another master key of 32 bytes!!");

        assertThatThrownBy(() -> open(on.database(), settings(Algorithm.ES256, other)))
                .isInstanceOf(KeysUnusable.class)
                .hasMessageContaining("keys.master does not open");
        assertThatThrownBy(() -> open(on.database()))
                .isInstanceOf(KeysUnusable.class)
                .hasMessageContaining("keys.master is not set");
    }

    @OnEveryDatabase
    void keysThatAreNoLongerPublishedAreForgottenAtTheNextRotation(TestDatabase on) {
        SigningKeys keys = open(on.database());
        keys.rotate(true);
        at(START.plus(AFTERWARDS).plusMillis(1));
        keys.rotate(true);

        assertThat(stored(on.database())).hasSize(2);
    }

    private SigningKeys open(Database database) {
        return open(database, settings(Algorithm.ES256, null));
    }

    private SigningKeys open(Database database, KeySettings settings) {
        return SigningKeys.open(needs(database, settings));
    }

    private SigningKeys.Needs needs(Database database, KeySettings settings) {
        return new SigningKeys.Needs(database, settings, LONGEST, providers, clock, Runnable::run);
    }

    private static KeySettings settings(Algorithm algorithm, @Nullable Secret master) {
        Secret secret = algorithm == Algorithm.HS256 ? SECRET : null;
        return new KeySettings(algorithm, 2048, Duration.ofDays(90), AHEAD, master, secret);
    }

    private void at(Instant instant) {
        now = instant;
    }

    private byte[] claims() {
        long second = now.getEpochSecond();
        return ("{\"iss\":\"https://id.example\",\"aud\":\"api\",\"sub\":\"a\",\"jti\":\"j\",\"client_id\":\"c\",\"iat\":"
                        + second + ",\"exp\":" + (second + 7_200) + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void verifies(SigningKeys keys, String token) {
        AuthContext caller = new TokenVerifier(
                        TokenRules.of("https://id.example", "api"), keys.verification(), RevocationCheck.NONE, clock, 0)
                .verify(token);
        assertThat(caller.subject()).isEqualTo("a");
    }

    private static JWKSet published(SigningKeys keys) throws Exception {
        return JWKSet.parse(new String(keys.published().json(), StandardCharsets.UTF_8));
    }

    private static List<String> kids(SigningKeys keys) {
        try {
            return published(keys).getKeys().stream().map(JWK::getKeyID).toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> stored(Database database) {
        return database.read(sql -> sql.list("SELECT jwk FROM signing_keys", row -> row.text("jwk")));
    }

    private static <T> List<T> atOnce(Callable<T> work) throws Exception {
        return allAtOnce(Collections.nCopies(50, work));
    }

    private static <T> List<T> allAtOnce(List<Callable<T>> all) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(all.size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> work : all) {
                futures.add(threads.submit(() -> {
                    barrier.await();
                    return work.call();
                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
