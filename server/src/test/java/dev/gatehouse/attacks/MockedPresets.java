package dev.gatehouse.attacks;

import dev.gatehouse.domain.providers.Preset;
import dev.gatehouse.domain.providers.Presets;
import dev.gatehouse.domain.providers.ProvenIdentity;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.EmailTrust;
import dev.gatehouse.domain.providers.ProviderSettings;
import dev.gatehouse.domain.upstream.Upstream;
import dev.gatehouse.domain.upstream.UpstreamFailure;
import dev.gatehouse.mocks.Answer;
import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.MockProviders;
import dev.gatehouse.mocks.Person;
import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.metrics.Metrics;
import dev.gatehouse.platform.outgoing.OutgoingClient;
import dev.gatehouse.platform.outgoing.OutgoingSettings;
import dev.gatehouse.testing.TestClock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A mock provider for each preset, and what a server of ours makes of it by its settings. */
final class MockedPresets implements AutoCloseable {
    private static final URI CALLBACK = URI.create("https://auth.example.com/auth/any/callback");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HURRY = Duration.ofMillis(300);

    private final TestClock clock;
    private final MockProviders mocks;
    private final List<Provider> providers;
    private final OutgoingClient outgoing;
    private final OutgoingClient hurried;

    private MockedPresets(TestClock clock, MockProviders mocks, List<Provider> providers) {
        this.clock = clock;
        this.mocks = mocks;
        this.providers = providers;
        this.outgoing = outgoing(PATIENCE);
        this.hurried = outgoing(HURRY);
    }

    static MockedPresets start(Path folder) throws IOException {
        TestClock clock = new TestClock();
        MockProviders mocks = MockProviders.start(clock);
        Map<String, String> settings = new HashMap<>();
        for (Preset preset : Presets.ALL) {
            Flavour flavour = Arrays.stream(Flavour.values())
                    .filter(candidate -> candidate.preset().equals(preset.name()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no mock speaks like " + preset.name()));
            mocks.add(preset.name(), flavour)
                    .settings()
                    .forEach((key, value) -> settings.put("providers." + preset.name() + "." + key, value));
        }
        Settings.Loaded loaded =
                Settings.load(new Catalogue(List.of(ProviderSettings.SETTINGS)), settings, Map.of(), folder);
        if (loaded instanceof SettingsProblems problems) {
            throw new AssertionError(problems.lines());
        }
        return new MockedPresets(
                clock, mocks, ((Values) loaded).room(ProviderSettings.SETTINGS).providers());
    }

    /** Only this machine by its name is a private address that may be asked. */
    private OutgoingClient outgoing(Duration patience) {
        String host = "localhost:" + mocks.base().getPort();
        return new OutgoingClient(new OutgoingSettings(patience, patience, List.of(host), List.of()), new Metrics());
    }

    /** A server that has just started, with a provider by this preset. */
    Visit visit(String preset) {
        Provider provider = providers.stream()
                .filter(candidate -> candidate.name().equals(preset))
                .findFirst()
                .orElseThrow();
        return new Visit(provider, mocks.provider(preset));
    }

    @Override
    public void close() {
        outgoing.close();
        hurried.close();
        mocks.close();
    }

    /** Round trips of people to one provider. */
    final class Visit {
        private final Provider provider;
        private final MockProvider mock;
        private final List<String> seen = new ArrayList<>();
        private Upstream upstream = upstream(outgoing);

        private Visit(Provider provider, MockProvider mock) {
            this.provider = provider;
            this.mock = mock;
        }

        private Upstream upstream(OutgoingClient through) {
            return new Upstream(new Upstream.Needs(through, clock, new SecureRandom()));
        }

        Provider provider() {
            return provider;
        }

        MockProvider mock() {
            return mock;
        }

        Instant now() {
            return clock.instant();
        }

        /** Whether an address that the provider calls verified counts; no mock says Microsoft's xms_edov. */
        boolean vouches() {
            return provider.emailTrust() != EmailTrust.NEVER
                    && !provider.preset().equals("microsoft");
        }

        /** From now on with less patience; what is known of the provider is forgotten. */
        void hurry() {
            upstream = upstream(hurried);
        }

        ProvenIdentity signIn(Person person) throws UpstreamFailure {
            Upstream.Secrets secrets = upstream.prepare();
            seen.addAll(List.of(secrets.nonce(), secrets.codeVerifier()));
            URI there =
                    upstream.authorizationUrl(provider, CALLBACK, "the-state", secrets, Upstream.Purpose.SIGN_IN, null);
            return redeem(mock.approve(there, person), secrets);
        }

        ProvenIdentity refuse() throws UpstreamFailure {
            Upstream.Secrets secrets = upstream.prepare();
            URI there =
                    upstream.authorizationUrl(provider, CALLBACK, "the-state", secrets, Upstream.Purpose.SIGN_IN, null);
            return redeem(mock.refuse(there), secrets);
        }

        private ProvenIdentity redeem(Answer answer, Upstream.Secrets secrets) throws UpstreamFailure {
            Map<String, String> sent = answer.parameters();
            if (sent.containsKey("code")) {
                seen.add(answer.code());
            }
            Upstream.Callback callback = new Upstream.Callback(
                    sent.get("code"),
                    sent.get("state"),
                    sent.get("error"),
                    sent.get("error_description"),
                    sent.get("iss"),
                    sent.get("user"));
            return upstream.redeem(provider, CALLBACK, callback, secrets);
        }

        /** Codes and secrets of its round trips, which no message may hold. */
        String[] secretsSeen() {
            seen.add(mock.clientSecret());
            return seen.toArray(String[]::new);
        }
    }
}
