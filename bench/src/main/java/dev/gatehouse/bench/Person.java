package dev.gatehouse.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one account has been told: written by the one client that acts for it, read after the crash. What was asked and
 * not answered may have happened or not.
 */
final class Person {
    private final String username;
    private String password;
    private @Nullable String unansweredPassword;
    private final List<String> formerPasswords = new ArrayList<>();
    private final List<String> spentTokens = new ArrayList<>();
    private @Nullable String newestToken;

    Person(String username, String password) {
        this.username = username;
        this.password = password;
    }

    String username() {
        return username;
    }

    String password() {
        return password;
    }

    void asksForPassword(String wanted) {
        unansweredPassword = wanted;
    }

    void hasPassword(String now) {
        formerPasswords.add(password);
        password = now;
        unansweredPassword = null;
    }

    /** The password that was asked for when the server died; null where every change was answered. */
    @Nullable
    String unansweredPassword() {
        return unansweredPassword;
    }

    /** What the password was before; must not be accepted any more. */
    List<String> formerPasswords() {
        return formerPasswords;
    }

    /** A sign-in began a new chain; those before it are left alone. */
    void signedIn(String refreshToken) {
        spentTokens.clear();
        newestToken = refreshToken;
    }

    void rotated(String refreshToken) {
        if (newestToken != null) {
            spentTokens.add(newestToken);
        }
        newestToken = refreshToken;
    }

    /** The last refresh token that an answer carried; null where there was none. */
    @Nullable
    String newestToken() {
        return newestToken;
    }

    /** Those before it in its chain, the oldest first. */
    List<String> spentTokens() {
        return spentTokens;
    }
}
