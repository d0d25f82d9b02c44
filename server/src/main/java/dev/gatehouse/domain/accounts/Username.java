package dev.gatehouse.domain.accounts;

import java.text.Normalizer;

/**
 * A user name.
 *
 * @param display as its owner wrote it, in NFKC; 1 to 64 characters
 * @param key equal for names that differ in case, width or composition, or look alike across writing systems
 */
public record Username(String display, String key) {
    private static final int LONGEST = 64;
    private static final int MOST_MARKS_IN_A_ROW = 3;

    /** @throws InvalidName where this cannot be a user name */
    public static Username parse(String typed) {
        if (typed.isEmpty()) {
            throw new InvalidName("Choose a user name.");
        }
        if (typed.length() > 4 * LONGEST) {
            throw tooLong();
        }
        String display = Normalizer.normalize(typed, Normalizer.Form.NFKC);
        if (display.codePointCount(0, display.length()) > LONGEST) {
            throw tooLong();
        }
        checkCharacters(display);
        if (Confusables.isSuspicious(display)) {
            throw new InvalidName("This user name mixes alphabets, or has letters that are easily taken for others.");
        }
        return new Username(display, Confusables.fold(display));
    }

    private static void checkCharacters(String name) {
        boolean readable = false;
        int marks = MOST_MARKS_IN_A_ROW; // none at the start: a mark stands on a letter
        for (int c : name.codePoints().toArray()) {
            if (isMark(c)) {
                marks++;
            } else if (Character.isLetterOrDigit(c)) {
                readable = true;
                marks = 0;
            } else {
                marks = MOST_MARKS_IN_A_ROW;
                if (c >= 0x80 || "._-+".indexOf(c) < 0) {
                    throw new InvalidName("A user name is made of letters, digits and . _ - +");
                }
            }
            if (isMark(c) && marks > MOST_MARKS_IN_A_ROW) {
                throw new InvalidName("This user name has accents where there is no letter for them.");
            }
        }
        if (!readable) {
            throw new InvalidName("A user name has at least one letter or digit.");
        }
    }

    static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static InvalidName tooLong() {
        return new InvalidName("A user name has at most 64 characters.");
    }
}
