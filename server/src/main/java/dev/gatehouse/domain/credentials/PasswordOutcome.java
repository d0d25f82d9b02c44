package dev.gatehouse.domain.credentials;

/** What came of checking a password. */
public sealed interface PasswordOutcome {
    /**
     * The password is right.
     *
     * @param needsRehash whether the stored hash is of another algorithm or cost than new ones, and should be replaced
     */
    record Match(boolean needsRehash) implements PasswordOutcome {}

    /** The password is wrong, or there is none to compare with: the two are not told apart, in time either. */
    record Mismatch() implements PasswordOutcome {}
}
