package dev.gatehouse.domain.providers;

import dev.gatehouse.platform.config.Misfits;
import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.SettingFamily;
import dev.gatehouse.platform.config.Values;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The providers that settings name.
 *
 * @param providers in the order of their names
 */
public record ProviderSettings(List<Provider> providers) {
    private static final Map<ProviderKey, SettingFamily<String>> FAMILIES = families();

    /** What an operator may set: {@code providers.<provider>.<key>}. */
    public static final RoomSettings<ProviderSettings> SETTINGS =
            RoomSettings.of("Providers", List.copyOf(FAMILIES.values()), ProviderSettings::read);

    public ProviderSettings {
        providers = List.copyOf(providers);
    }

    private static Map<ProviderKey, SettingFamily<String>> families() {
        Map<ProviderKey, SettingFamily<String>> families = new EnumMap<>(ProviderKey.class);
        for (ProviderKey key : ProviderKey.values()) {
            families.put(key, key.family());
        }
        return families;
    }

    private static ProviderSettings read(Values values) {
        Map<String, Map<ProviderKey, String>> given = new TreeMap<>();
        FAMILIES.forEach((key, family) -> values.all(family)
                .forEach((name, text) -> given.computeIfAbsent(name, unseen -> new EnumMap<>(ProviderKey.class))
                        .put(key, text)));
        List<Provider> providers = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        given.forEach((name, texts) -> {
            try {
                providers.add(DefinitionReader.read(name, texts, ProviderKey.PREFIX + name + "."));
            } catch (Misfits misfits) {
                sentences.addAll(misfits.sentences());
            }
        });
        if (!sentences.isEmpty()) {
            throw new Misfits(sentences);
        }
        return new ProviderSettings(providers);
    }
}
