package dev.gatehouse.platform.pages;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A language that pages are written in. */
public enum Language {
    ENGLISH("en", "English"),
    GERMAN("de", "Deutsch"),
    FRENCH("fr", "Français"),
    SPANISH("es", "Español"),
    PORTUGUESE("pt", "Português"),
    JAPANESE("ja", "日本語"),
    CHINESE("zh-Hans", "简体中文"),
    ARABIC("ar", "العربية");

    private static final int MOST_WISHES = 20;
    private static final int LONGEST_WISH = 400;

    private final String tag;
    private final String nativeName;
    private final Locale locale;

    Language(String tag, String nativeName) {
        this.tag = tag;
        this.nativeName = nativeName;
        this.locale = Locale.forLanguageTag(tag);
    }

    /** Its tag (BCP 47), such as {@code zh-Hans}. */
    public String tag() {
        return tag;
    }

    /** What its speakers call it. */
    public String nativeName() {
        return nativeName;
    }

    /** How dates are written in it. */
    public Locale locale() {
        return locale;
    }

    /** {@code rtl} where it runs from right to left, else {@code ltr}. */
    public String direction() {
        return rightToLeft() ? "rtl" : "ltr";
    }

    public boolean rightToLeft() {
        return this == ARABIC;
    }

    /** The language with exactly this tag, case ignored. */
    public static Optional<Language> tagged(String tag) {
        return Stream.of(values())
                .filter(language -> language.tag.equalsIgnoreCase(tag))
                .findFirst();
    }

    /**
     * The first of these that somebody can read.
     *
     * @param offered not empty; the first holds where no wish can be met
     * @param wishes what is wished for, the strongest first: each a tag, or a list as of RFC 9110, section 12.5.4
     */
    static Language choose(List<Language> offered, List<@Nullable String> wishes) {
        for (String wish : wishes) {
            if (wish == null || wish.isBlank() || wish.length() > LONGEST_WISH) {
                continue;
            }
            Optional<Language> found = ranges(wish).stream()
                    .filter(range -> range.getWeight() > 0)
                    .limit(MOST_WISHES)
                    .flatMap(range -> offered.stream().filter(language -> language.meets(range.getRange())))
                    .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        return offered.getFirst();
    }

    private static List<Locale.LanguageRange> ranges(String wish) {
        try {
            return Locale.LanguageRange.parse(wish.strip());
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }

    /** Whoever reads {@code de-AT} reads {@code de}; whoever reads traditional Chinese has not asked for simplified. */
    private boolean meets(String range) {
        if (range.equals("*")) {
            return true;
        }
        Locale wanted = Locale.forLanguageTag(range);
        if (!wanted.getLanguage().equals(locale.getLanguage())) {
            return false;
        }
        boolean traditional = wanted.getScript().equals("Hant")
                || wanted.getScript().isEmpty() && List.of("TW", "HK", "MO").contains(wanted.getCountry());
        return this != CHINESE || !traditional;
    }
}
