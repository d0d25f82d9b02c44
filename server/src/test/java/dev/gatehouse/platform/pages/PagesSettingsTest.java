package dev.gatehouse.platform.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.config.Catalogue;
import dev.gatehouse.platform.config.Settings;
import dev.gatehouse.platform.config.SettingsProblems;
import dev.gatehouse.platform.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators say about pages is taken, or refused at the start with a sentence each. */
class PagesSettingsTest {
    private static final Catalogue CATALOGUE = new Catalogue(List.of(PagesSettings.SETTINGS));

    @TempDir
    private Path folder;

    private final Map<String, String> flags = new HashMap<>();

    private Theme theme() {
        Settings.Loaded loaded = Settings.load(CATALOGUE, flags, Map.of(), folder);
        assertThat(loaded).isInstanceOf(Values.class);
        return ((Values) loaded).room(PagesSettings.SETTINGS).theme();
    }

    private List<String> problems() {
        Settings.Loaded loaded = Settings.load(CATALOGUE, flags, Map.of(), folder);
        assertThat(loaded).isInstanceOf(SettingsProblems.class);
        return ((SettingsProblems) loaded).lines();
    }

    private String file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, text).toString();
    }

    @Test
    void withoutAnyTheLookIsOurs() {
        Theme theme = theme();
        assertThat(theme.languages()).containsExactly(Language.values());
        assertThat(theme.styles()).isEmpty();
        assertThat(theme.logo()).isNull();
        assertThat(theme.links().none()).isTrue();
    }

    @Test
    void anAccentByDayMakesOneByNight() {
        flags.put("pages.accent", "#7a1fa2");
        String styles = theme().styles();
        assertThat(styles).startsWith(":root{--accent:#7a1fa2;--on-accent:#ffffff}@media (prefers-color-scheme:dark)");
        Colour night = Colour.parse(
                styles.substring(styles.lastIndexOf("--accent:") + 9).substring(0, 7));
        assertThat(night.contrast(Colour.parse("#20211f"))).isGreaterThan(4.5);
        flags.put("pages.accent_dark", "#ffd400");
        assertThat(theme().styles()).contains("--accent:#ffd400;--on-accent:#081410");
    }

    @Test
    void coloursThatNobodyCouldReadAreRefused() {
        flags.put("pages.accent", "#ff0");
        flags.put("pages.accent_dark", "#333333");
        assertThat(problems())
                .satisfiesExactly(
                        day -> assertThat(day)
                                .startsWith("pages.accent: given #ffff00, which cannot be read on a light"),
                        night -> assertThat(night)
                                .startsWith("pages.accent_dark: given #333333, which cannot be read on a dark"));
        flags.put("pages.accent", "red;}body{display:none");
        flags.remove("pages.accent_dark");
        assertThat(problems()).singleElement().asString().contains("allowed: a colour such as");
    }

    @Test
    void filesAreTaken() throws IOException {
        flags.put("pages.logo", file("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"));
        flags.put("pages.texts", folder.resolve("texts").toString());
        flags.put("pages.templates", folder.resolve("templates").toString());
        flags.put("pages.languages", "de, en");
        flags.put("pages.support", "help@example.com");
        file("texts/de.properties", "sign_in.title=Hallo bei {0}!\nown.slogan=Schön & gut\n");
        file("texts/en.properties", "own.slogan=Fine <b>things</b>\n");
        file(
                "templates/header.mustache",
                "<p>{{own.slogan}}{{#terms_url}}<a href='{{terms_url}}'>T</a>{{/terms_url}}</p>");
        file("templates/styles.css", "main { color: red }");
        Theme theme = theme();
        assertThat(theme.languages()).containsExactly(Language.GERMAN, Language.ENGLISH);
        assertThat(theme.links().support()).isEqualTo("mailto:help@example.com");
        assertThat(theme.styles()).contains("main { color: red }");
        assertThat(Objects.requireNonNull(theme.logo()).svg()).isTrue();
        Messages messages = new Messages(theme.texts());
        assertThat(messages.in(Language.GERMAN).get("sign_in.title", "Acme")).isEqualTo("Hallo bei Acme!");
        OwnTemplate header = Objects.requireNonNull(theme.header());
        assertThat(header.render("Acme", messages.in(Language.ENGLISH), theme.links()))
                .isEqualTo("<p>Fine &lt;b&gt;things&lt;/b&gt;</p>");
        assertThat(header.render("Acme", messages.in(Language.GERMAN), new Frame.Links("https://a/t", null, null)))
                .isEqualTo("<p>Schön &amp; gut<a href='https://a/t'>T</a></p>");
    }

    @Test
    void allThatIsWrongWithFilesIsSaidAtOnce() throws IOException {
        flags.put("pages.logo", file("logo.txt", "no picture"));
        flags.put("pages.texts", folder.resolve("texts").toString());
        flags.put("pages.templates", folder.resolve("templates").toString());
        file("texts/xx.properties", "a=b");
        file("texts/de.properties", "sign_in.titel=Hallo\nnotice.linked={0} und {1}\n");
        file("templates/header.mustache", "{{{service}}}");
        file("templates/footer.mustache", "{{#service}}");
        assertThat(problems())
                .hasSize(6)
                .anyMatch(line -> line.startsWith("pages.logo: the file") && line.contains("neither"))
                .anyMatch(line -> line.contains("no language for the file"))
                .anyMatch(line -> line.contains("there is no text sign_in.titel"))
                .anyMatch(line -> line.contains("notice.linked") && line.endsWith("has no value for {1}"))
                .anyMatch(line -> line.startsWith("pages.templates: header.mustache uses {{{"))
                .anyMatch(line -> line.startsWith("pages.templates: footer.mustache is no Mustache template"));
    }

    @Test
    void aTemplateThatNamesWhatThereIsNotIsRefused() throws IOException {
        flags.put("pages.templates", folder.resolve("templates").toString());
        file("templates/footer.mustache", "{{own.slogan}}");
        assertThat(problems()).isNotEmpty().allMatch(line -> line.contains("footer.mustache names a value"));
        flags.put("pages.templates", folder.resolve("nowhere").toString());
        assertThat(problems()).singleElement().asString().contains("there is no folder");
    }

    @Test
    void whereHelpIsMustBeAnAddress() {
        flags.put("pages.support", "javascript:alert(1)");
        assertThat(problems()).singleElement().asString().startsWith("pages.support:");
        flags.put("pages.support", "https://example.com/help?from=sign-in");
        assertThat(theme().links().support()).isEqualTo("https://example.com/help?from=sign-in");
    }
}
