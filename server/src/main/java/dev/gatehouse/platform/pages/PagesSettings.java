package dev.gatehouse.platform.pages;

import dev.gatehouse.platform.config.RoomSettings;
import dev.gatehouse.platform.config.Setting;
import dev.gatehouse.platform.config.Values;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How pages look and speak. What an operator gives is read and checked at the start, all problems together. */
public final class PagesSettings {
    private static final String ALL_LANGUAGES =
            Stream.of(Language.values()).map(Language::tag).collect(Collectors.joining(","));

    private static final Setting<List<Language>> LANGUAGES = Setting.of(
            "pages.languages",
            PagesSettings::languages,
            "some of " + ALL_LANGUAGES,
            ALL_LANGUAGES,
            "The languages that pages are offered in. The first is for readers who wish for none of them.");
    private static final Setting<Optional<Path>> LOGO = Setting.path(
                    "pages.logo", "", "A picture in SVG or PNG, at most 32 KiB, in the place of our logo.")
            .orNone();
    private static final Setting<Optional<Colour>> ACCENT = Setting.of(
                    "pages.accent",
                    Colour::parse,
                    "a colour such as #17654e",
                    "",
                    "The colour of buttons and links; readable on a light ground.")
            .orNone();
    private static final Setting<Optional<Colour>> ACCENT_DARK = Setting.of(
                    "pages.accent_dark",
                    Colour::parse,
                    "a colour such as #79d6b4",
                    "",
                    "The same for readers who prefer dark pages; made of pages.accent where it is not given.")
            .orNone();
    private static final Setting<Optional<Path>> TEXTS = Setting.path(
                    "pages.texts",
                    "",
                    "A folder with files such as de.properties, of single texts that pages shall say otherwise.")
            .orNone();
    private static final Setting<Optional<Path>> TEMPLATES = Setting.path(
                    "pages.templates",
                    "",
                    "A folder with header.mustache and footer.mustache, which stand on every page, styles.css, and"
                            + " letter.html.mustache and letter.txt.mustache, which letters are made with.")
            .orNone();
    private static final Setting<Optional<URI>> TERMS = Setting.url(
                    "pages.terms_url", "", "Where the terms of use are; linked on every page.")
            .orNone();
    private static final Setting<Optional<URI>> PRIVACY = Setting.url(
                    "pages.privacy_url", "", "Where it says what happens to people's data; linked on every page.")
            .orNone();
    private static final Setting<Optional<String>> SUPPORT = Setting.of(
                    "pages.support",
                    PagesSettings::support,
                    "an address such as https://example.com/help or help@example.com",
                    "",
                    "Where people get help; linked on every page.")
            .orNone();

    /** What an operator may set. */
    public static final RoomSettings<PagesSettings> SETTINGS = RoomSettings.of(
            "Pages",
            List.of(LANGUAGES, LOGO, ACCENT, ACCENT_DARK, TEXTS, TEMPLATES, TERMS, PRIVACY, SUPPORT),
            PagesSettings::of);

    /** Our own look, in every language. */
    public static final PagesSettings DEFAULT = new PagesSettings(new Theme(
            List.of(Language.values()),
            null,
            "",
            Letterhead.Tint.OURS,
            new Frame.Links(null, null, null),
            Map.of(),
            null,
            null,
            null,
            null));

    private final Theme theme;

    private PagesSettings(Theme theme) {
        this.theme = theme;
    }

    Theme theme() {
        return theme;
    }

    private static PagesSettings of(Values values) {
        List<String> problems = new ArrayList<>();
        OwnFiles files = new OwnFiles(problems);
        Frame.Links links = new Frame.Links(
                values.get(TERMS).map(URI::toString).orElse(null),
                values.get(PRIVACY).map(URI::toString).orElse(null),
                values.get(SUPPORT).orElse(null));
        Optional<Path> templates = values.get(TEMPLATES);
        String accent = Accent.styles(
                values.get(ACCENT).orElse(null), values.get(ACCENT_DARK).orElse(null), problems);
        String styles = files.template(templates, "styles.css");
        Theme theme = new Theme(
                values.get(LANGUAGES),
                files.logo(values.get(LOGO)),
                accent + (styles == null ? "" : "\n" + styles),
                Accent.tint(
                        values.get(ACCENT).orElse(null), values.get(ACCENT_DARK).orElse(null)),
                links,
                files.texts(values.get(TEXTS)),
                template(files, templates, "header.mustache", true, problems),
                template(files, templates, "footer.mustache", true, problems),
                template(files, templates, "letter.html.mustache", true, problems),
                template(files, templates, "letter.txt.mustache", false, problems));
        if (problems.isEmpty()) {
            requireRendered(theme, problems);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new PagesSettings(theme);
    }

    private static @Nullable OwnTemplate template(
            OwnFiles files, Optional<Path> folder, String name, boolean html, List<String> problems) {
        String text = files.template(folder, name);
        try {
            return text == null ? null : new OwnTemplate(text, html);
        } catch (IllegalArgumentException wrong) {
            problems.add("pages.templates: " + name + " " + wrong.getMessage());
            return null;
        }
    }

    /** A value that there is not would else be found by the first reader of that language. */
    private static void requireRendered(Theme theme, List<String> problems) {
        Map<String, OwnTemplate> templates = new LinkedHashMap<>();
        put(templates, "header.mustache", theme.header());
        put(templates, "footer.mustache", theme.footer());
        put(templates, "letter.html.mustache", theme.letter());
        put(templates, "letter.txt.mustache", theme.plainLetter());
        if (templates.isEmpty()) {
            return;
        }
        Messages messages = new Messages(theme.texts());
        for (Language language : theme.languages()) {
            templates.forEach((name, template) -> {
                Map<String, Object> more = name.startsWith("letter") ? OwnLetter.sample(theme) : Map.of();
                try {
                    template.render("", messages.in(language), theme.links(), more);
                } catch (IllegalArgumentException wrong) {
                    problems.add("pages.templates: in " + language.tag() + ", " + name + " " + wrong.getMessage());
                }
            });
        }
    }

    private static void put(Map<String, OwnTemplate> templates, String name, @Nullable OwnTemplate template) {
        if (template != null) {
            templates.put(name, template);
        }
    }

    private static List<Language> languages(String text) {
        LinkedHashSet<Language> languages = new LinkedHashSet<>();
        for (String tag : text.split(",", -1)) {
            languages.add(Language.tagged(tag.strip()).orElseThrow(() -> new IllegalArgumentException(tag)));
        }
        return List.copyOf(languages);
    }

    private static String support(String text) {
        if (text.matches("[^\\s@<>\"?&:/]+@[A-Za-z0-9.-]+")) {
            return "mailto:" + text;
        }
        URI address = URI.create(text);
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || address.getHost() == null) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }
}
