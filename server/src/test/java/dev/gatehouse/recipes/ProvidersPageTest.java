package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.providers.Preset;
import dev.gatehouse.domain.providers.Presets;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderKey;
import dev.gatehouse.domain.providers.ProviderSettings;
import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings that {@code docs/providers.md} shows are settings that the server takes. */
class ProvidersPageTest {
    private static final Pattern BLOCK = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("\\.file=(.+)");

    @TempDir
    private Path folder;

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "providers.md"));
    }

    private Provider provider(String block) throws Exception {
        Files.writeString(folder.resolve("settings"), block);
        Matcher files = FILE.matcher(block);
        while (files.find()) {
            Files.writeString(folder.resolve(files.group(1)), files.group(1).endsWith(".p8") ? appleKey() : "secret");
        }
        Settings.Loaded loaded = Settings.load(
                new Catalogue(List.of(ProviderSettings.SETTINGS)), Map.of("config", "settings"), Map.of(), folder);
        return switch (loaded) {
            case Values values -> {
                List<Provider> providers =
                        values.room(ProviderSettings.SETTINGS).providers();
                assertThat(providers).as(block).hasSize(1);
                yield providers.getFirst();
            }
            case SettingsProblems problems -> throw new AssertionError(block + problems.lines());
        };
    }

    private static String appleKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        String body = Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
    }

    @Test
    void everyPresetHasAnExampleThatWorks() throws Exception {
        List<String> shown = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(page());
        while (blocks.find()) {
            shown.add(provider(blocks.group(1)).preset());
        }
        assertThat(shown).containsAll(Presets.ALL.stream().map(Preset::name).toList());
    }

    @Test
    void everyKeyIsTold() throws IOException {
        String page = page();
        for (ProviderKey key : ProviderKey.values()) {
            assertThat(page).contains(key.label());
        }
    }
}
