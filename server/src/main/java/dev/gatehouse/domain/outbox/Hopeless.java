package dev.gatehouse.domain.outbox;

/** A piece of work that no further attempt would do: it is given up at once. The message names no person and no secret. */
public final class Hopeless extends RuntimeException {
    public Hopeless(String why) {
        super(why);
    }

    public Hopeless(String why, Throwable cause) {
        super(why, cause);
    }
}
