package dev.gatehouse.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.ECKey;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
final class RevocationFeedTest {
    private static final ECKey KEY = Issuer.ecKey("k1");
    private static final Instant END = Issuer.START.plusSeconds(900);

    private record Asked(String query, String condition) {}

    private final Issuer.Clock clock = new Issuer.Clock();
    private final FakeIssuer issuer = new FakeIssuer();
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<FakeIssuer.Answer> answers = new LinkedBlockingQueue<>();

    RevocationFeedTest() {
        issuer.answer = exchange -> {
            asked.add(new Asked(
                    String.valueOf(exchange.getRequestURI().getQuery()),
                    String.valueOf(exchange.getRequestHeaders().getFirst("If-None-Match"))));
            answers.take().to(exchange);
        };
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void asksOnceThenWaitsForChangesAndTakesThemUp() throws Exception {
        answers.add(exchange -> list(exchange, "\"1\"", document(Map.of())));
        try (RevocationFeed feed = follow(false)) {
            assertThat(feed.isRevoked(Issuer.caller())).isFalse();
            assertThat(asked.take()).isEqualTo(new Asked("null", "null"));
            assertThat(asked.take()).isEqualTo(new Asked("wait=25", "\"1\""));

            answers.add(exchange -> list(exchange, "\"2\"", document(Map.of("revocations", List.of(session())))));
            assertThat(asked.take()).isEqualTo(new Asked("wait=25", "\"2\""));
            assertThat(feed.isRevoked(Issuer.caller())).isTrue();

            answers.add(exchange -> list(exchange, "\"3\"", document(Map.of())));
            assertThat(asked.take().condition()).isEqualTo("\"3\"");
            assertThat(feed.isRevoked(Issuer.caller()))
                    .as("a list without an entry takes nothing back")
                    .isTrue();

            clock.advance(Duration.ofSeconds(931));
            answers.add(exchange -> exchange.sendResponseHeaders(304, -1));
            assertThat(asked.take().condition()).isEqualTo("\"3\"");
            assertThat(feed.isRevoked(Issuer.caller()))
                    .as("forgotten after its end")
                    .isFalse();
        }
    }

    @Test
    void failsClosedOnceOutOfTouchAndRecovers() throws Exception {
        answers.add(exchange -> list(exchange, "\"1\"", document(Map.of())));
        try (RevocationFeed feed = follow(false)) {
            assertThat(feed.isRevoked(Issuer.caller())).isFalse();
            clock.advance(Duration.ofSeconds(60));
            assertThat(feed.isRevoked(Issuer.caller())).isFalse();
            clock.advance(Duration.ofSeconds(1));
            assertThatThrownBy(() -> feed.isRevoked(Issuer.caller())).isInstanceOf(GuardUnavailable.class);
            assertThat(feed.isStale()).isTrue();
            asked.take();
            asked.take();
            answers.add(exchange -> FakeIssuer.send(exchange, 500, "text/plain", "no"));
            asked.take();
            assertThat(feed.isStale()).isTrue();
            answers.add(exchange -> exchange.sendResponseHeaders(304, -1));
            asked.take();
            assertThat(feed.isRevoked(Issuer.caller())).isFalse();
        }
    }

    @Test
    void goesOnWithTheLastListWhereThatWasChosen() throws Exception {
        answers.add(exchange -> list(exchange, "\"1\"", document(Map.of("revocations", List.of(session())))));
        try (RevocationFeed feed = follow(true)) {
            assertThat(feed.isStale()).isFalse();
            clock.advance(Duration.ofSeconds(61));
            assertThat(feed.isStale()).isTrue();
            assertThat(feed.isRevoked(Issuer.caller())).isTrue();
            AuthContext other = Issuer.caller();
            AuthContext unknown = new AuthContext(
                    "account-2",
                    "token-2",
                    null,
                    null,
                    other.scopes(),
                    other.roles(),
                    other.permissions(),
                    "password",
                    "local",
                    List.of(),
                    null,
                    null,
                    other.issuedAt(),
                    other.expiresAt());
            assertThat(feed.isRevoked(unknown)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource
    void refusesListsThatAreForgedMisplacedOrOld(FakeIssuer.Answer bad) throws Exception {
        answers.add(bad);
        try (RevocationFeed feed = follow(false)) {
            asked.take();
            assertThat(asked.take()).as("asks anew").isEqualTo(new Asked("null", "null"));
            answers.add(exchange -> list(exchange, "\"1\"", document(Map.of())));
            assertThat(feed.isRevoked(Issuer.caller()))
                    .as("nothing of the bad list was taken up")
                    .isFalse();
        }
    }

    static List<FakeIssuer.Answer> refusesListsThatAreForgedMisplacedOrOld() {
        return List.of(
                exchange -> list(exchange, "\"x\"", document(Map.of(), Issuer.ecKey("k1"), "revocations+jwt")),
                exchange -> list(exchange, "\"x\"", document(Map.of(), KEY, "at+jwt")),
                exchange -> list(exchange, "\"x\"", document(Map.of("iss", "https://evil.example"))),
                exchange -> list(exchange, "\"x\"", document(Map.of("exp", Issuer.START.getEpochSecond() - 30))),
                exchange -> list(exchange, "\"x\"", document(Map.of("iat", Issuer.START.getEpochSecond() + 31))),
                exchange -> list(
                        exchange, "\"x\"", document(Map.of("revocations", List.of(session(), Map.of("all", true))))),
                exchange -> list(exchange, "\"x\"", document(Map.of("revocations", "none"))),
                exchange -> FakeIssuer.send(exchange, 200, "application/json", "{}"),
                exchange -> exchange.sendResponseHeaders(304, -1));
    }

    @Test
    void closingEndsAQuestionThatWaits() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        RevocationFeed feed = follow(false);
        asked.take();
        answers.add(exchange -> {
            feed.close();
            gone.countDown();
        });
        assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    private RevocationFeed follow(boolean acceptWhenStale) {
        return RevocationFeed.follow(
                new RevocationFeed.Settings(
                        issuer.uri("/oauth2/revocations"), Issuer.NAME, false, Duration.ofSeconds(60), acceptWhenStale),
                Issuer.trusting(KEY),
                clock);
    }

    private static Map<String, Object> session() {
        return Map.of("sid", "session-1", "exp", END.getEpochSecond());
    }

    private static String document(Map<String, Object> changes) {
        return document(changes, KEY, "revocations+jwt");
    }

    private static String document(Map<String, Object> changes, ECKey key, String type) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", Issuer.NAME);
        claims.put("iat", Issuer.START.getEpochSecond());
        claims.put("exp", Issuer.START.getEpochSecond() + 86_400);
        claims.put("revocations", List.of());
        claims.putAll(changes);
        Map<String, Object> header = Map.of("alg", "ES256", "typ", type, "kid", "k1");
        return Issuer.token(header, claims, Issuer.signer(key, "ES256"));
    }

    private static void list(HttpExchange exchange, String etag, String document) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag);
        FakeIssuer.send(exchange, 200, "application/revocations+jwt", document);
    }
}
