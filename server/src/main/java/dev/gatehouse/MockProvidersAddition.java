package dev.gatehouse;

import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderSettings;
import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.MockProviders;
import dev.gatehouse.platform.config.Values;
import dev.gatehouse.platform.http.Routes;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Mock Google and GitHub beside the server, so that sign-in through a provider can be tried by whoever has registered
 * nothing anywhere. Where settings name a provider of their own under one of these names, that one counts, and its mock is
 * not there.
 */
final class MockProvidersAddition implements Addition {
    private static final List<Flavour> FLAVOURS = List.of(Flavour.GOOGLE, Flavour.GITHUB);

    private final URI publicUrl;
    private final List<Flavour> used;

    MockProvidersAddition(Values settings) {
        publicUrl = settings.room(ServerSettings.SETTINGS).publicUrl();
        Set<String> issuers = settings.room(ProviderSettings.SETTINGS).providers().stream()
                .map(Provider::issuer)
                .collect(Collectors.toSet());
        MockProviders mocks = MockProviders.at(publicUrl, InstantSource.system());
        used = FLAVOURS.stream()
                .filter(flavour -> issuers.contains(mocks.add(flavour).issuer()))
                .toList();
    }

    /**
     * The settings that name these mocks as providers and let the server ask them.
     *
     * @param given the settings without them, the port known
     */
    static Map<String, String> defaults(Values given) {
        ServerSettings server = given.room(ServerSettings.SETTINGS);
        Set<String> named = given.room(ProviderSettings.SETTINGS).providers().stream()
                .map(Provider::name)
                .collect(Collectors.toSet());
        // By itself, and not by way of whatever stands before its public address.
        URI own = server.address(server.port());
        Map<String, String> defaults = new LinkedHashMap<>();
        MockProviders mocks = MockProviders.at(server.publicUrl(), InstantSource.system());
        for (Flavour flavour : FLAVOURS) {
            MockProvider mock = mocks.add(flavour);
            if (!named.contains(mock.name())) {
                Map<String, String> settings =
                        own.equals(server.publicUrl()) ? mock.settings() : mock.settingsBehind(own);
                settings.forEach((key, value) -> defaults.put("providers." + mock.name() + "." + key, value));
            }
        }
        if (!defaults.isEmpty()) {
            defaults.put("outgoing.allow_private", own.getAuthority());
        }
        return defaults;
    }

    /** Whether any of them is there. */
    boolean present() {
        return !used.isEmpty();
    }

    @Override
    public Runnable addTo(Routes routes, Host host) {
        if (used.isEmpty()) {
            return () -> {};
        }
        MockProviders mocks = MockProviders.at(publicUrl, host.clock());
        used.forEach(mocks::add);
        mocks.addTo(routes);
        return mocks::close;
    }

    @Override
    public List<String> descriptions() {
        return List.of("/openapi/mocks.json");
    }
}
