package dev.gatehouse.platform.config;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the word that a misspelt one was perhaps meant to be, by edits: insert, remove, replace, swap neighbours. */
final class Nearest {
    private record Candidate(String word, int edits) {}

    private Nearest() {}

    /** The known word with the fewest edits, where they are few for its length. */
    static Optional<String> to(String word, Stream<String> known) {
        int most = Math.max(2, word.length() / 5);
        return known.map(candidate -> new Candidate(candidate, edits(word, candidate)))
                .filter(candidate -> candidate.edits() <= most)
                .min(Comparator.comparingInt(Candidate::edits))
                .map(Candidate::word);
    }

    static int edits(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                edits[i][j] = i == 0 ? j : j == 0 ? i : step(edits, from, to, i, j);
            }
        }
        return edits[from.length()][to.length()];
    }

    private static int step(int[][] edits, String from, String to, int i, int j) {
        int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int fewest = Math.min(edits[i - 1][j - 1] + replace, Math.min(edits[i - 1][j] + 1, edits[i][j - 1] + 1));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(fewest, edits[i - 2][j - 2] + 1) : fewest;
    }
}
