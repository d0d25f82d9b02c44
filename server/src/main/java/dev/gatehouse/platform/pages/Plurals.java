package dev.gatehouse.platform.pages;

import java.util.List;

/**
 * Which form of a text goes with a number, by the cardinal rules of Unicode's CLDR for whole numbers. The forms stand in one
 * text, parted by {@code |}, in the order in which CLDR names them.
 */
final class Plurals {
    private static final String PARTED = "\\|";

    private Plurals() {}

    /** How many forms a text that is counted has in this language. */
    static int forms(Language language) {
        return switch (language) {
            case JAPANESE, CHINESE -> 1;
            case ENGLISH, GERMAN, FRENCH, SPANISH, PORTUGUESE -> 2;
            case ARABIC -> 5;
        };
    }

    /** The form that goes with this number; of a text with fewer forms the last. */
    static String form(Language language, String text, long number) {
        List<String> forms = List.of(text.split(PARTED));
        return forms.get(Math.min(index(language, number), forms.size() - 1));
    }

    private static int index(Language language, long number) {
        return switch (language) {
            case JAPANESE, CHINESE -> 0;
            case ENGLISH, GERMAN, SPANISH -> number == 1 ? 0 : 1;
            case FRENCH, PORTUGUESE -> number < 2 ? 0 : 1;
            case ARABIC -> arabic(number);
        };
    }

    /** One, two, few, many, other; nothing that is counted here is none. */
    private static int arabic(long number) {
        if (number == 1 || number == 2) {
            return (int) number - 1;
        }
        long rest = number % 100;
        return rest >= 3 && rest <= 10 ? 2 : rest >= 11 ? 3 : 4;
    }
}
