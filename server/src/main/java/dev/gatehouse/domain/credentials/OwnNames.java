package dev.gatehouse.domain.credentials;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds passwords that are names with a little decoration. */
final class OwnNames {
    private static final int SHORTEST_NAME = 4;
    private static final int MOST_DECORATION = 8;

    private OwnNames() {}

    /**
     * Whether nothing but a few digits and signs is left of the password once every name of four or more characters,
     * forwards and backwards, is taken out. Case does not count.
     */
    static boolean makeUp(String password, Collection<String> names) {
        List<String> known = names.stream()
                .map(OwnNames::folded)
                .filter(name -> name.length() >= SHORTEST_NAME)
                .flatMap(name ->
                        Stream.of(name, new StringBuilder(name).reverse().toString()))
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        String whole = folded(password);
        String rest = whole;
        for (String name : known) {
            rest = rest.replace(name, "");
        }
        return rest.length() < whole.length()
                && rest.length() < MOST_DECORATION
                && rest.codePoints().noneMatch(Character::isLetter);
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s", "");
    }
}
