package dev.gatehouse.domain.flow;

import dev.gatehouse.domain.assurance.Verdict;
import java.util.Optional;

/** What a sign-in has to pass, in order: the first step that is still open is the page that somebody sees. */
public enum Step {
    /** Nobody has proved who they are. */
    IDENTIFY("/sign-in"),
    /** The account's address has not been verified, and has to be. */
    VERIFY_EMAIL("/sign-in/verify-email"),
    /** What was shown is not enough: a second factor is wanted. */
    SECOND_FACTOR("/sign-in/second-factor"),
    /** A second factor is wanted, and the account has none yet. */
    ENROL("/sign-in/enrol"),
    /** A second factor is wanted, and something else has to be shown before one may be set up. */
    OTHERWISE("/sign-in/otherwise"),
    /** Something waits to be added to an account: its owner proves that it is theirs, and agrees. */
    LINK("/sign-in/link");

    private final String path;

    Step(String path) {
        this.path = path;
    }

    /** Where its page is. */
    public String path() {
        return path;
    }

    /** Where a sign-in stands in which nobody has proved anything. */
    public static Step first(Flow flow) {
        return flow.waiting() == null ? IDENTIFY : LINK;
    }

    /** The step that a sign-in has come to in which somebody has; empty where it has passed all. */
    public static Optional<Step> after(Flow flow, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Unverified unverified -> Optional.of(VERIFY_EMAIL);
            case Verdict.Wanting wanting -> Optional.of(SECOND_FACTOR);
            case Verdict.Enrol enrol -> Optional.of(ENROL);
            case Verdict.Otherwise otherwise -> Optional.of(OTHERWISE);
            case Verdict.Enough enough -> Optional.of(LINK).filter(step -> flow.waiting() != null);
        };
    }
}
