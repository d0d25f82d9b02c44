package dev.gatehouse.domain.upstream;

import static dev.gatehouse.domain.upstream.TestIssuer.DISCOVERY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Endpoints;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often a provider is asked for what it publishes, and what holds while it is away. */
class PublishedTest {
    private static final Pen PEN = Pen.of("ES256", "one");
    private static final Pen NEXT = Pen.of("ES256", "two");
    private static final Pen STRANGER = Pen.of("ES256", "nobody's");

    private TestIssuer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = new TestIssuer(PEN);
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private void signIn() throws UpstreamFailure {
        assertThat(issuer.signIn(issuer.provider(), Map.of()).subject()).isEqualTo("somebody");
    }

    private Reason refused() {
        return catchThrowableOfType(UpstreamFailure.class, this::signIn).reason();
    }

    private Reason strange() {
        return catchThrowableOfType(UpstreamFailure.class, () -> issuer.signIn(issuer.provider(), STRANGER, Map.of()))
                .reason();
    }

    private void asked(int metadata, int keys) {
        assertThat(List.of(issuer.count(DISCOVERY), issuer.count("/keys"))).containsExactly(metadata, keys);
    }

    @Test
    void nothingIsAskedBeforeItIsNeededAndThenOnce() throws Exception {
        asked(0, 0);
        signIn();
        signIn();
        asked(1, 1);
        issuer.clock.advance(Duration.ofMinutes(61));
        signIn();
        asked(1, 2);
        issuer.clock.advance(Duration.ofHours(6));
        signIn();
        asked(2, 3);
    }

    @Test
    void manyAtOnceCauseOneFetch() throws Exception {
        Upstream.Secrets secrets = issuer.upstream.prepare();
        issuer.atOnce(
                30,
                () -> issuer.upstream.authorizationUrl(
                        issuer.provider(), TestIssuer.CALLBACK, "s", secrets, Upstream.Purpose.SIGN_IN, null));
        asked(1, 0);
    }

    @Test
    void aNewKeyIsFetchedWhenItIsFirstSeen() throws Exception {
        signIn();
        issuer.publish(NEXT, PEN);
        signIn();
        asked(1, 2);
        issuer.publish(NEXT);
        issuer.clock.advance(Duration.ofMinutes(61));
        signIn();
        assertThat(catchThrowableOfType(UpstreamFailure.class, () -> issuer.signIn(issuer.provider(), PEN, Map.of())))
                .hasMessageContaining("does not publish");
    }

    @Test
    void aStrangersKeyCausesOneFetchAMinuteAtMost() throws Exception {
        signIn();
        for (int i = 0; i < 20; i++) {
            assertThat(strange()).isEqualTo(Reason.MISBEHAVED);
        }
        asked(1, 2);
        issuer.clock.advance(Duration.ofSeconds(60));
        assertThat(strange()).isEqualTo(Reason.MISBEHAVED);
        asked(1, 3);
        signIn();
    }

    @Test
    void whileItIsAwayTheLastOnesGoOnForADay() throws Exception {
        signIn();
        issuer.reply(DISCOVERY, 503, "");
        issuer.reply("/keys", 503, "");
        issuer.clock.advance(Duration.ofHours(23));
        signIn();
        signIn();
        asked(2, 2);
        issuer.clock.advance(Duration.ofHours(2));
        assertThat(refused()).isEqualTo(Reason.UNREACHABLE);
        issuer.reply(DISCOVERY, issuer.metadata());
        issuer.publish(PEN);
        assertThat(refused()).isEqualTo(Reason.UNREACHABLE);
        issuer.clock.advance(Duration.ofSeconds(10));
        signIn();
    }

    @Test
    void whatCannotBeBelievedIsNotHelpedByTheLastOne() throws Exception {
        signIn();
        issuer.metadata("issuer", "https://other.example");
        issuer.clock.advance(Duration.ofHours(7));
        assertThat(refused()).isEqualTo(Reason.MISBEHAVED);
        int before = issuer.count(DISCOVERY);
        assertThat(refused()).isEqualTo(Reason.MISBEHAVED);
        assertThat(issuer.count(DISCOVERY)).isEqualTo(before);
    }

    @Test
    void anotherDefinitionIsAnotherProvider() throws Exception {
        signIn();
        Endpoints own = new Endpoints(null, URI.create(issuer.base + "/token"), null, null, null);
        Provider changed = new TestProvider(issuer.provider()).at(own).provider();
        issuer.signIn(changed, Map.of());
        asked(2, 1);
        Endpoints all = new Endpoints(
                URI.create(issuer.base + "/authorize"),
                URI.create(issuer.base + "/token"),
                null,
                URI.create(issuer.base + "/keys"),
                null);
        issuer.signIn(new TestProvider(issuer.provider()).at(all).provider(), Map.of());
        asked(2, 1);
    }
}
