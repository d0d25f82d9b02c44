package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gatehouse.domain.providers.Preset;
import dev.gatehouse.domain.providers.Presets;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Protocol;
import dev.gatehouse.domain.upstream.UpstreamFailure;
import dev.gatehouse.domain.upstream.UpstreamFailure.Reason;
import dev.gatehouse.mocks.Endpoint;
import dev.gatehouse.mocks.Mode;
import dev.gatehouse.mocks.Person;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every preset against every way in which its provider may lie, fail or be somebody else: nobody comes in, nobody is led to a
 * private address, and once the provider is honest again the sign-in works. The same over all of HTTP is for the flows.
 */
class A05HostileProvidersTest {
    /** Of these the answer's reader is the caller, who made the state. */
    private static final Set<Mode> OF_THE_CALLER = EnumSet.of(Mode.MIXED_UP_STATE);

    private static final Set<Mode> OUT_OF_ORDER = EnumSet.of(Mode.SLOW, Mode.DOWN, Mode.ERROR_500);

    /** Those of an endpoint that say nothing of a sign-in; slowness is tried once for each preset, because it takes time. */
    private static final Set<Mode> OF_ENDPOINTS =
            EnumSet.of(Mode.DOWN, Mode.ERROR_500, Mode.GIGANTIC, Mode.REDIRECT_INWARD, Mode.NOT_JSON);

    private static MockedPresets presets;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        presets = MockedPresets.start(folder);
    }

    @AfterAll
    static void stop() {
        presets.close();
    }

    static Stream<String> presets() {
        return Presets.ALL.stream().map(Preset::name);
    }

    static Stream<Arguments> modes() {
        return presets().flatMap(preset -> EnumSet.complementOf(EnumSet.copyOf(OF_THE_CALLER)).stream()
                // Apple has no profile that could be somebody else's.
                .filter(mode -> !preset.equals("apple") || mode != Mode.OTHER_USERINFO_SUBJECT)
                .map(mode -> Arguments.of(preset, mode)));
    }

    static Stream<Arguments> modesOfEndpoints() {
        return presets().flatMap(preset -> OF_ENDPOINTS.stream().flatMap(mode -> Arrays.stream(Endpoint.values())
                .map(endpoint -> Arguments.of(preset, mode, endpoint))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("presets")
    void anHonestProviderIsBelievedAsFarAsItsPresetGoes(String preset) throws Exception {
        MockedPresets.Visit visit = presets.visit(preset);
        ProvenIdentity ada = visit.signIn(Person.ADA);
        assertThat(ada.provider()).isEqualTo(preset);
        assertThat(ada.email()).isEqualTo("ada@example.com");
        assertThat(ada.emailVerified()).isEqualTo(visit.vouches());
        assertThat(ada.name()).isEqualTo("Ada Lovelace");
        assertThat(ada.tokens()).isNull();
        if (visit.provider().tellsTime()) {
            assertThat(ada.authTime()).isBetween(visit.now().minusSeconds(60), visit.now());
        } else {
            assertThat(ada.authTime()).isNull();
        }
        ProvenIdentity again = visit.signIn(Person.ADA);
        assertThat(again.subject()).isEqualTo(ada.subject());
        assertThat(again.issuer()).isEqualTo(ada.issuer());
        ProvenIdentity eve = visit.signIn(Person.EVE);
        assertThat(eve.email()).isEqualTo(ada.email());
        assertThat(eve.subject()).isNotEqualTo(ada.subject());
        assertThat(visit.signIn(Person.GRACE).emailVerified()).isFalse();
        assertThat(visit.signIn(Person.LINUS).email()).isNull();
        ProvenIdentity moved = visit.signIn(Person.MARY_MOVED);
        assertThat(moved.subject()).isEqualTo(visit.signIn(Person.MARY).subject());
        assertThat(moved.email()).isEqualTo("mary@example.net");
        UpstreamFailure no = catchThrowableOfType(UpstreamFailure.class, visit::refuse);
        assertThat(no.reason()).isEqualTo(Reason.DENIED_BY_PERSON);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("modes")
    void noHostileProviderGetsAnybodyIn(String preset, Mode mode) throws Exception {
        MockedPresets.Visit visit = presets.visit(preset);
        if (mode == Mode.REPLAYED_CODE || mode == Mode.KEY_ROTATION) {
            // There has to be a code to replay, and a key that is known already.
            visit.signIn(Person.EVE);
        }
        if (mode == Mode.SLOW) {
            visit.hurry();
        }
        visit.mock().behave(mode);
        try {
            if (mode == Mode.HOSTILE_TEXTS) {
                harmless(visit);
            } else if (mustFail(visit.provider(), mode)) {
                refused(visit, mode);
            } else {
                believed(visit, mode);
            }
        } finally {
            visit.mock().behave();
        }
        assertThat(visit.mock().inwardCalls()).isZero();
        assertThat(presets.visit(preset).signIn(Person.ADA).email()).isEqualTo("ada@example.com");
    }

    private static boolean mustFail(Provider provider, Mode mode) {
        boolean tokens = provider.protocol() == Protocol.OPENID_CONNECT;
        boolean discovered = tokens && provider.endpoints().token() == null;
        return switch (mode.kind()) {
            case ID_TOKEN ->
                tokens
                        && (mode != Mode.OTHER_USERINFO_SUBJECT
                                || !provider.preset().equals("apple"));
            case DISCOVERED -> discovered;
            case EVERYWHERE -> true;
            case FRESHNESS, EMAIL, TEXTS, HARMLESS -> false;
        };
    }

    private static void refused(MockedPresets.Visit visit, Mode mode) {
        UpstreamFailure failure = catchThrowableOfType(UpstreamFailure.class, () -> visit.signIn(Person.ADA));
        assertThat(failure)
                .as("%s did not notice %s", visit.provider().preset(), mode)
                .isNotNull();
        assertThat(failure.reason())
                .as(failure.getMessage())
                .isEqualTo(OUT_OF_ORDER.contains(mode) ? Reason.UNREACHABLE : Reason.MISBEHAVED);
        assertThat(failure.getMessage()).doesNotContain(visit.secretsSeen());
    }

    private static void believed(MockedPresets.Visit visit, Mode mode) throws UpstreamFailure {
        ProvenIdentity ada = visit.signIn(Person.ADA);
        assertThat(ada.email()).isEqualTo("ada@example.com");
        assertThat(ada.emailVerified()).isEqualTo(mode != Mode.UNVERIFIED_EMAIL && visit.vouches());
        if (mode.kind() == Mode.Kind.FRESHNESS) {
            assertThat(ada.authTime())
                    .as("%s is not taken for fresh with %s", visit.provider().preset(), mode)
                    .satisfiesAnyOf(at -> assertThat(at).isNull(), at -> assertThat(at)
                            .isBefore(visit.now().minus(Duration.ofMinutes(59))));
        }
    }

    /** Texts that are too much for a whole answer refuse it; in all others only what can be shown is left. */
    private static void harmless(MockedPresets.Visit visit) {
        ProvenIdentity ada;
        try {
            ada = visit.signIn(Person.ADA);
        } catch (UpstreamFailure failure) {
            assertThat(failure.reason()).isEqualTo(Reason.MISBEHAVED);
            assertThat(failure.getMessage()).hasSizeLessThan(300).doesNotContain("script", "xxxx");
            assertThat(visit.provider().preset()).isNotIn("github", "discord", "facebook");
            return;
        }
        for (String text : Arrays.asList(ada.email(), ada.name(), ada.username(), ada.label())) {
            assertThat(text == null ? "" : text).hasSizeLessThan(256).doesNotContainPattern("[\\p{Cc}\\u202e]");
        }
        assertThat(ada.groups()).allSatisfy(group -> assertThat(group).hasSizeLessThan(257));
        assertThat(ada.picture()).isNull();
        assertThat(ada.emailVerified()).isEqualTo(ada.email() != null);
    }

    @ParameterizedTest(name = "{0}: {1} at {2}")
    @MethodSource("modesOfEndpoints")
    void noEndpointMayFailAlone(String preset, Mode mode, Endpoint endpoint) throws Exception {
        MockedPresets.Visit visit = presets.visit(preset);
        int before = visit.mock().calls(endpoint);
        presets.visit(preset).signIn(Person.ADA);
        boolean asked = visit.mock().calls(endpoint) > before;
        visit.mock().behaveAt(endpoint, mode);
        try {
            if (asked) {
                refused(visit, mode);
            } else {
                believed(visit, mode);
            }
        } finally {
            visit.mock().behave();
        }
        assertThat(visit.mock().inwardCalls()).isZero();
    }
}
