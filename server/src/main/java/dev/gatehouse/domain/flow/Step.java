package dev.gatehouse.domain.flow;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a sign-in has to pass, in order: the first step that is still open is the page that somebody sees. Where none is,
 * the sign-in is done.
 */
public enum Step {
    /** Something waits to be added to an account: its owner proves that it is theirs, and agrees. */
    LINK("/sign-in/link", flow -> flow.waiting() != null),
    /** Nobody has proved who they are. */
    IDENTIFY("/sign-in", flow -> flow.proof() == null);

    private final String path;
    private final Predicate<Flow> open;

    Step(String path, Predicate<Flow> open) {
        this.path = path;
        this.open = open;
    }

    /** Where its page is. */
    public String path() {
        return path;
    }

    /** The step that a sign-in has come to; empty where it has passed all. */
    public static Optional<Step> of(Flow flow) {
        return Stream.of(values()).filter(step -> step.open.test(flow)).findFirst();
    }
}
