package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class JwksKeySourceTest {
    private static final ECKey ONE = Issuer.ecKey("one");
    private static final ECKey TWO = Issuer.ecKey("two");

    private final Issuer.Clock clock = new Issuer.Clock();
    private final FakeIssuer issuer = new FakeIssuer();
    private final JwksKeySource keys =
            new JwksKeySource(JwksKeySource.Settings.of(issuer.uri("/oauth2/jwks")), null, clock);

    @AfterEach
    void stop() {
        keys.close();
        issuer.close();
    }

    @Test
    void fiftyThreadsCauseOneFetch() throws Exception {
        CountDownLatch all = new CountDownLatch(50);
        issuer.answer = exchange -> {
            all.await();
            FakeIssuer.send(exchange, 200, "application/json", set(ONE));
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<VerificationKey>> found = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                found.add(threads.submit(() -> {
                    all.countDown();
                    return keys.find("one", "ES256");
                }));
            }
            for (Future<VerificationKey> key : found) {
                assertThat(key.get()).isNotNull();
            }
        }
        assertThat(issuer.requests).hasValue(1);
    }

    @Test
    void thoseWhoWaitForAFailingFetchShareItsFailure() throws Exception {
        CountDownLatch all = new CountDownLatch(50);
        issuer.answer = exchange -> {
            all.await();
            FakeIssuer.send(exchange, 500, "text/plain", "down");
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                threads.submit(() -> {
                    all.countDown();
                    assertThatThrownBy(() -> keys.find("one", "ES256")).isInstanceOf(GuardUnavailable.class);
                });
            }
        }
        assertThat(issuer.requests).hasValue(1);
    }

    @Test
    void anUnknownKidCausesAtMostOneFetchInEachInterval() {
        serve(ONE);
        assertThat(keys.find("one", "ES256")).isNotNull();
        for (int i = 0; i < 100; i++) {
            assertThat(keys.find("unknown " + i, "ES256")).isNull();
        }
        assertThat(issuer.requests).hasValue(1);
        serve(ONE, TWO);
        clock.advance(Duration.ofSeconds(6));
        assertThat(keys.find("two", "ES256")).isNotNull();
        for (int i = 0; i < 100; i++) {
            assertThat(keys.find("unknown " + i, "ES256")).isNull();
        }
        assertThat(issuer.requests).hasValue(2);
    }

    @Test
    void aKeyStaysTheSameThroughARefreshAndEndsWithItsRemoval() throws Exception {
        serve(ONE);
        VerificationKey key = Objects.requireNonNull(keys.find("one", "ES256"));
        serve(ONE, TWO);
        clock.advance(Duration.ofSeconds(6));
        assertThat(keys.find("two", "ES256")).isNotNull();
        assertThat(keys.trusts(key)).isTrue();

        CountDownLatch refreshed = new CountDownLatch(1);
        issuer.answer = exchange -> {
            FakeIssuer.send(exchange, 200, "application/jwk-set+json; charset=utf-8", set(TWO));
            refreshed.countDown();
        };
        clock.advance(Duration.ofMinutes(6));
        keys.trusts(key); // too old: asks in the background
        assertThat(refreshed.await(10, TimeUnit.SECONDS)).isTrue();
        while (keys.trusts(key)) {
            Thread.onSpinWait();
        }
        assertThat(keys.find("one", "ES256")).isNull();
    }

    @Test
    void keepsItsKeysWhileTheIssuerIsDownButNotForEver() {
        serve(ONE);
        VerificationKey key = Objects.requireNonNull(keys.find("one", "ES256"));
        issuer.answer = exchange -> FakeIssuer.send(exchange, 503, "text/plain", "down");
        clock.advance(Duration.ofMinutes(59));
        assertThat(keys.trusts(key)).isTrue();
        clock.advance(Duration.ofMinutes(2));
        assertThatThrownBy(() -> keys.trusts(key)).isInstanceOfSatisfying(GuardUnavailable.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.retryAfter()).isPositive();
        });
        assertThatThrownBy(() -> keys.find("one", "ES256")).isInstanceOf(GuardUnavailable.class);
        serve(ONE);
        clock.advance(Duration.ofSeconds(6));
        assertThat(keys.find("one", "ES256")).isSameAs(key);
    }

    @Test
    void refusesAnswersThatAreNoKeySet() {
        List<FakeIssuer.Answer> bad = List.of(
                exchange -> FakeIssuer.send(exchange, 200, "text/html", set(ONE)),
                exchange -> FakeIssuer.send(exchange, 200, "application/json", "{\"keys\":{}}"),
                exchange -> FakeIssuer.send(exchange, 200, "application/json", "{\"keys\":[],\"keys\":[]}"),
                exchange -> FakeIssuer.send(exchange, 200, "application/json", set(ONE) + " ".repeat(200_000)),
                exchange -> FakeIssuer.send(exchange, 200, "application/json", set(ONE, Issuer.ecKey("one"))),
                exchange -> FakeIssuer.send(exchange, 304, "application/json", ""),
                exchange -> {
                    exchange.getResponseHeaders()
                            .set("Location", issuer.uri("/elsewhere").toString());
                    FakeIssuer.send(exchange, 302, "application/json", set(ONE));
                });
        for (int i = 0; i < bad.size(); i++) {
            issuer.answer = bad.get(i);
            clock.advance(Duration.ofSeconds(6));
            assertThatThrownBy(() -> keys.find("one", "ES256")).isInstanceOf(GuardUnavailable.class);
            assertThat(issuer.requests).as("answer %d", i).hasValue(i + 1);
        }
        serve(ONE);
        clock.advance(Duration.ofSeconds(6));
        assertThat(keys.find("one", "ES256")).isNotNull();
    }

    @Test
    void leavesOutKeysOfUnknownTypesAndNeverTakesSecrets() {
        String odd =
                "{\"keys\":[{\"kty\":\"AKP\",\"kid\":\"pq\"},{\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AA\",\"y\":\"AA\"},"
                        + "{\"kty\":\"oct\",\"kid\":\"s\",\"alg\":\"HS256\",\"k\":\"" + "A".repeat(43) + "\"},"
                        + set(ONE).substring("{\"keys\":[".length());
        issuer.answer = exchange -> FakeIssuer.send(exchange, 200, "application/json", odd);
        assertThat(keys.find("one", "ES256")).isNotNull();
        assertThat(keys.find("s", "HS256")).isNull();
    }

    private void serve(ECKey... served) {
        String body = set(served);
        issuer.answer = exchange -> FakeIssuer.send(exchange, 200, "application/json", body);
    }

    private static String set(ECKey... served) {
        return new JWKSet(Arrays.<com.nimbusds.jose.jwk.JWK>asList(served)).toString(true);
    }
}
