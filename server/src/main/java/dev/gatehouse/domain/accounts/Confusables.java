package dev.gatehouse.domain.accounts;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.UnicodeSet;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Finds the key of a name: equal for names that a reader takes for one. ASCII stands for itself but for its case and never
 * loads ICU, whose tables are read at the first other name.
 */
final class Confusables {
    /** Case folding and prototypes settle after two rounds; a test tries every character. */
    private static final int ROUNDS = 5;

    private Confusables() {}

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /**
     * NFKC with full case folding, in which each character that is not ASCII but looks like ASCII letters or digits is
     * replaced by them (UTS 39, section 4). Idempotent.
     */
    static String fold(String text) {
        if (isAscii(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String folded = round(text);
        for (int i = 1; i < ROUNDS; i++) {
            String again = round(folded);
            if (again.equals(folded)) {
                break;
            }
            folded = again;
        }
        return folded;
    }

    /**
     * Whether a name mixes writing systems in a way that no language does, or has characters that are not for names
     * (UTS 39, section 5.2, "highly restrictive").
     */
    static boolean isSuspicious(String text) {
        return !isAscii(text) && Tables.CHECKER.failsChecks(text);
    }

    private static String round(String text) {
        String cased = UCharacter.foldCase(Normalizer.normalize(text, Normalizer.Form.NFKC), true);
        StringBuilder replaced = new StringBuilder();
        Normalizer.normalize(cased, Normalizer.Form.NFKD)
                .codePoints()
                .forEach(c -> replaced.append(asciiLookalike(Character.toString(c))));
        return Normalizer.normalize(replaced, Normalizer.Form.NFKC);
    }

    private static String asciiLookalike(String character) {
        if (isAscii(character)) {
            return character;
        }
        String prototype = Tables.CHECKER.getSkeleton(character);
        if (!prototype.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c))) {
            return character;
        }
        return prototype.equals("rn") ? "m" : prototype.toLowerCase(Locale.ROOT); // UTS 39 writes every m as rn
    }

    private static final class Tables {
        static final SpoofChecker CHECKER = new SpoofChecker.Builder()
                .setChecks(SpoofChecker.RESTRICTION_LEVEL | SpoofChecker.INVISIBLE | SpoofChecker.MIXED_NUMBERS)
                .setRestrictionLevel(SpoofChecker.RestrictionLevel.HIGHLY_RESTRICTIVE)
                .setAllowedChars(new UnicodeSet(SpoofChecker.RECOMMENDED)
                        .addAll(SpoofChecker.INCLUSION)
                        .addAll(new UnicodeSet("[[:Script=Han:]&[:L:]]")) // rare ones stand in people's names
                        .add('+')
                        .freeze())
                .build();
    }
}
