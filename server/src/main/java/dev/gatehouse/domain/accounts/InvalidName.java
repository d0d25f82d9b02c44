package dev.gatehouse.domain.accounts;

/** A user name or e-mail address that cannot be one. The message is a sentence for the person who typed it. */
public final class InvalidName extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidName(String sentence) {
        super(sentence, null, false, false);
    }
}
