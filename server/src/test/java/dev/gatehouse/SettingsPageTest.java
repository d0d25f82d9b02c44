package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.config.SettingsDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documentation of the settings is what the code says. Rewrite it with {@code -Dgatehouse.regenerate=true}. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "generated", "settings.md");

    @Test
    void thePageListsTheSettingsAsTheyAre() throws IOException {
        String expected = SettingsDocument.render(AllSettings.catalogue());
        if (Boolean.getBoolean("gatehouse.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE).hasContent(expected);
    }
}
