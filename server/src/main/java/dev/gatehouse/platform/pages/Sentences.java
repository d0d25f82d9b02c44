package dev.gatehouse.platform.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the key of a public English sentence: what judges a user name or a password speaks English, knows nothing of
 * pages, and its sentence is the name of what is wrong, as in gettext. English texts whose key begins with
 * {@value #PREFIX} are such sentences, word for word.
 */
final class Sentences {
    static final String PREFIX = "problem.";

    private static final Pattern SLOT = Pattern.compile("\\{\\d}");
    private static final int LONGEST = 300;

    /** @param values what stood in its place */
    record Found(String key, List<String> values) {}

    private record Template(Pattern pattern, String key) {}

    private final Map<String, String> plain = new java.util.HashMap<>();
    private final List<Template> withValues = new ArrayList<>();

    /** @param english the English texts as they ship */
    Sentences(Map<String, String> english) {
        english.forEach((key, text) -> {
            if (!key.startsWith(PREFIX)) {
                return;
            }
            if (SLOT.matcher(text).find()) {
                withValues.add(new Template(pattern(text), key));
            } else {
                plain.put(text, key);
            }
        });
    }

    Optional<Found> find(String sentence) {
        String key = plain.get(sentence);
        if (key != null) {
            return Optional.of(new Found(key, List.of()));
        }
        if (sentence.length() > LONGEST) {
            return Optional.empty();
        }
        for (Template template : withValues) {
            Matcher matcher = template.pattern().matcher(sentence);
            if (matcher.matches()) {
                return Optional.of(new Found(template.key(), values(matcher)));
            }
        }
        return Optional.empty();
    }

    private static List<String> values(MatchResult match) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= match.groupCount(); i++) {
            values.add(match.group(i));
        }
        return values;
    }

    private static Pattern pattern(String text) {
        StringBuilder regex = new StringBuilder();
        Matcher slots = SLOT.matcher(text);
        int from = 0;
        while (slots.find()) {
            regex.append(Pattern.quote(text.substring(from, slots.start()))).append("(\\d{1,12})");
            from = slots.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(text.substring(from))).toString());
    }
}
