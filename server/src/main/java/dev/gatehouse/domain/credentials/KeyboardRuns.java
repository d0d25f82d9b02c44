package dev.gatehouse.domain.credentials;

import java.util.List;
import java.util.Locale;

/**
 * Finds passwords that a finger draws: one character repeated, the alphabet or digits in order, a walk along the keyboard,
 * or a few of these one after the other ({@code aaaaaaaa}, {@code 87654321}, {@code qwertyui}, {@code abcd1234}).
 */
final class KeyboardRuns {
    /** Runs that are four characters long on average are as good as written on the keyboard. */
    private static final int TYPICAL_RUN = 4;

    /** What lies side by side on common keyboards, in rows and in slanted columns. */
    private static final List<String> ROWS = List.of(
            "1234567890-=",
            "!@#$%^&*()_+",
            "qwertyuiop[]",
            "asdfghjkl;'",
            "zxcvbnm,./",
            "qwertzuiop",
            "yxcvbnm",
            "azertyuiop",
            "qsdfghjklm",
            "wxcvbn",
            "1qaz",
            "2wsx",
            "3edc",
            "4rfv",
            "5tgb",
            "6yhn",
            "7ujm");

    private KeyboardRuns() {}

    /** Whether the whole password is made of such runs. Case does not count. */
    static boolean areAllOf(String password) {
        String text = password.toLowerCase(Locale.ROOT);
        int runs = 0;
        int start = 0;
        while (start < text.length()) {
            start = Math.max(
                    Math.max(codeRun(text, start, 0), Math.max(codeRun(text, start, 1), codeRun(text, start, -1))),
                    Math.max(rowRun(text, start, 1), rowRun(text, start, -1)));
            runs++;
        }
        return runs <= text.length() / TYPICAL_RUN;
    }

    /** The end of the run from {@code start} in which each code is the last one plus {@code step}. */
    private static int codeRun(String text, int start, int step) {
        int end = start + 1;
        while (end < text.length() && text.charAt(end) - text.charAt(end - 1) == step) {
            end++;
        }
        return end;
    }

    /** The end of the longest run from {@code start} along one row of a keyboard. */
    private static int rowRun(String text, int start, int step) {
        int longest = start + 1;
        for (String row : ROWS) {
            int place = row.indexOf(text.charAt(start));
            int end = start;
            while (place >= 0 && place < row.length() && end < text.length() && text.charAt(end) == row.charAt(place)) {
                place += step;
                end++;
            }
            longest = Math.max(longest, end);
        }
        return longest;
    }
}
