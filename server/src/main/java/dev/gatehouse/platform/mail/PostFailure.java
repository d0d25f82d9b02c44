package dev.gatehouse.platform.mail;

/** A letter that nobody took. The message names neither the reader nor what the letter says. */
public final class PostFailure extends RuntimeException {
    private final boolean lasting;

    /** @param lasting whether no later attempt would do better, such as where there is no such mailbox */
    public PostFailure(boolean lasting, String note) {
        // Without the cause: what a library or a mail server says may name the reader.
        super(note);
        this.lasting = lasting;
    }

    /** Whether no later attempt would do better. */
    public boolean lasting() {
        return lasting;
    }
}
