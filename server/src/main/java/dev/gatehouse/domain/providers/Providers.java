package dev.gatehouse.domain.providers;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The providers that there are: those of settings. */
public final class Providers implements ProviderDirectory {
    private static final Comparator<Provider> AS_SHOWN = Comparator.<Provider>comparingInt(
                    provider -> rank(provider.preset()))
            .thenComparing(Provider::name);

    private final List<Provider> ofSettings;

    public Providers(ProviderSettings settings) {
        this.ofSettings = settings.providers().stream().sorted(AS_SHOWN).toList();
    }

    private static int rank(String preset) {
        return Presets.find(preset).map(Presets.ALL::indexOf).orElse(Presets.ALL.size());
    }

    @Override
    public List<Provider> enabled() {
        return ofSettings.stream().filter(Provider::enabled).toList();
    }

    @Override
    public Optional<Provider> find(String name) {
        return ofSettings.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }
}
