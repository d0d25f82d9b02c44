package dev.gatehouse.domain.credentials;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;

/** What a new password must be. */
public enum PasswordPolicy {
    /** NIST SP 800-63B: length counts, composition does not; nothing common, nothing made of the person's own names. */
    NIST {
        @Override
        void judge(String password, PasswordOwner owner, Collection<String> words, List<String> complaints) {
            if (length(password) < 8) {
                complaints.add("Use at least 8 characters.");
            } else if (CommonPasswords.contains(password) || KeyboardRuns.areAllOf(password)) {
                complaints.add("This password is one of the first that anybody would guess. Choose another.");
            } else if (OwnNames.makeUp(password, owner.names())) {
                complaints.add("Do not make the password of your own name, user name or e-mail address.");
            } else if (OwnNames.makeUp(password, words)) {
                complaints.add(
                        "Do not make the password of this service's name, or of words that everybody here knows.");
            }
        }
    },

    /** At least 12 characters with four kinds among them; nothing else is asked, so that the rule stays predictable. */
    COMPOSITION {
        @Override
        void judge(String password, PasswordOwner owner, Collection<String> words, List<String> complaints) {
            if (length(password) < 12) {
                complaints.add("Use at least 12 characters.");
            }
            require(password, Character::isUpperCase, "Add an upper-case letter.", complaints);
            require(password, Character::isLowerCase, "Add a lower-case letter.", complaints);
            require(password, Character::isDigit, "Add a digit.", complaints);
            require(password, c -> !Character.isLetterOrDigit(c), "Add a special character.", complaints);
        }
    };

    /** Longer passwords are refused before anything is hashed. */
    static final int LONGEST = 4_096;

    /**
     * Everything that is wrong with a new password, each in a sentence for the person; empty where nothing is.
     *
     * @param words that everybody knows who knows this server: its name, and what the operator added
     */
    public List<String> complaints(String password, PasswordOwner owner, Collection<String> words) {
        if (isTooLong(password)) {
            return List.of(TOO_LONG);
        }
        List<String> complaints = new ArrayList<>();
        judge(normalized(password), owner, words, complaints);
        return List.copyOf(complaints);
    }

    /** Of a password that has become known elsewhere, whatever the policy. */
    static final String BREACHED = "This password is known from a breach of another service. Choose another.";

    static final String TOO_LONG = "Use at most 4,096 characters.";

    abstract void judge(String password, PasswordOwner owner, Collection<String> words, List<String> complaints);

    /** Whether a password is over 4,096 characters (code points). */
    static boolean isTooLong(String password) {
        return password.length() > 2 * LONGEST || length(password) > LONGEST;
    }

    /** RFC 8265, section 4.2: NFC, so that one password typed on two systems is one, and no two different ones meet. */
    static String normalized(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFC);
    }

    private static int length(String password) {
        return password.codePointCount(0, password.length());
    }

    private static void require(String password, IntPredicate kind, String complaint, List<String> complaints) {
        if (password.codePoints().noneMatch(kind)) {
            complaints.add(complaint);
        }
    }
}
