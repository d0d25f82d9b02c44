package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Row A05 over all of HTTP: whatever a provider does, the browser that comes back from it is not signed in, no account is
 * made, a person reads a page and a program a problem, and nothing is asked of a private address.
 */
class A05HostileSignInsTest {
    private static final List<Flavour> FLAVOURS =
            List.of(Flavour.GOOGLE, Flavour.GITHUB, Flavour.APPLE, Flavour.MICROSOFT, Flavour.GITLAB);

    private static TestDatabase database;
    private static ProviderWorld world;

    @BeforeAll
    static void start() {
        database = TestDatabases.sqlite();
        world = new ProviderWorld(database, FLAVOURS, "outgoing.timeout=1s", "outgoing.connect_timeout=1s");
    }

    @AfterAll
    static void stop() {
        world.close();
        database.close();
    }

    static Stream<Arguments> modes() {
        return FLAVOURS.stream().flatMap(flavour -> Stream.of(Mode.values())
                .filter(mode -> mode.concerns(flavour) && mustFail(mode))
                .filter(mode -> mode != Mode.SLOW || flavour == Flavour.GOOGLE)
                .map(mode -> Arguments.of(flavour, mode)));
    }

    private static boolean mustFail(Mode mode) {
        return switch (mode.kind()) {
            case ID_TOKEN, DISCOVERED, EVERYWHERE -> true;
            case FRESHNESS, EMAIL, TEXTS, HARMLESS -> false;
        };
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("modes")
    void nobodyIsSignedIn(Flavour flavour, Mode mode) {
        MockProvider provider = world.provider(flavour);
        if (mode == Mode.REPLAYED_CODE) {
            world.surfer().come(provider, Person.MARY, "");
        }
        if (mode.kind() == Mode.Kind.DISCOVERED) {
            // What is known of the provider has to be too old to go by.
            world.server().clock().advance(Duration.ofHours(25));
        }
        Person stranger = Person.named("Somebody", flavour + "-" + mode + "@example.com", true, "somebody");
        long before = accounts();
        for (Surfer browser : List.of(world.surfer(), world.surfer().asProgram())) {
            provider.behave(mode);
            Reply reply;
            try {
                reply = come(browser, provider, stranger);
            } finally {
                provider.behave();
            }
            assertThat(reply.status()).as(reply.toString()).isIn(403, 410, 502);
            assertThat(browser.cookies()).doesNotContainKeys("gatehouse_session", "gatehouse_access");
            assertThat(reply.body()).doesNotContain("Exception").doesNotContain("dev.gatehouse");
        }
        assertThat(accounts()).isEqualTo(before);
        assertThat(provider.inwardCalls()).isZero();
    }

    /** Discovery may be what fails, before the browser has left. */
    private static Reply come(Surfer browser, MockProvider provider, Person person) {
        Reply sent = browser.get("/auth/" + provider.name());
        if (sent.status() != 303) {
            return sent;
        }
        return browser.arrive(provider.approve(URI.create(Objects.requireNonNull(sent.header("location"))), person));
    }

    private static long accounts() {
        return world.server()
                .database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM accounts", row -> row.number("n")))
                .orElseThrow();
    }
}
