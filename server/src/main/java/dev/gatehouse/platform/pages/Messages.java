package dev.gatehouse.platform.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The texts of every language, each read when it is first asked for. */
final class Messages {
    /** Where texts stand: those of all pages, then those that belong to a part of them. */
    private static final List<String> AREAS =
            List.of("", "account/", "attempts/", "email/", "factors/", "mail/", "passkeys/", "recovery/");

    private final Map<Language, Map<String, String>> replaced;
    private final Map<Language, Texts> read = new EnumMap<>(Language.class);
    private final Sentences sentences = new Sentences(shipped(Language.ENGLISH));

    /** @param replaced single texts that the operator says otherwise */
    Messages(Map<Language, Map<String, String>> replaced) {
        this.replaced = replaced;
    }

    synchronized Texts in(Language language) {
        return read.computeIfAbsent(language, this::texts);
    }

    private Texts texts(Language language) {
        Map<String, String> all = new HashMap<>(shipped(language));
        all.putAll(replaced.getOrDefault(language, Map.of()));
        return new Texts(language, Map.copyOf(all), sentences);
    }

    /** The texts of a language as they ship. */
    static Map<String, String> shipped(Language language) {
        Map<String, String> all = new HashMap<>();
        for (String area : AREAS) {
            Map<String, String> some = shipped(area + language.tag() + ".properties");
            some.forEach((key, text) -> {
                if (all.put(key, text) != null) {
                    throw new IllegalStateException("two texts for " + key + " in " + language.tag());
                }
            });
        }
        return all;
    }

    private static Map<String, String> shipped(String file) {
        try (InputStream in = Messages.class.getResourceAsStream("messages/" + file)) {
            return in == null ? Map.of() : read(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException where an escape is malformed */
    static Map<String, String> read(Reader reader) throws IOException {
        Properties properties = new Properties();
        properties.load(reader);
        Map<String, String> texts = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return texts;
    }
}
