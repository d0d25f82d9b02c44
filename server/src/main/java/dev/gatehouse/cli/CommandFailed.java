package dev.gatehouse.cli;

import java.util.List;

/** A command ends without having done what it was asked for. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> sentences;
    private final int exitCode;

    private CommandFailed(List<String> sentences, int exitCode) {
        super(String.join("\n", sentences), null, false, false);
        this.sentences = List.copyOf(sentences);
        this.exitCode = exitCode;
    }

    /** It could not be done, for this reason. */
    public static CommandFailed because(String sentence) {
        return new CommandFailed(List.of(sentence), ExitCode.FAILED);
    }

    /** It could not be done, for these reasons. */
    public static CommandFailed because(List<String> sentences) {
        return new CommandFailed(sentences, ExitCode.FAILED);
    }

    /** What was given does not fit, so nothing was tried. */
    public static CommandFailed misfit(List<String> sentences) {
        return new CommandFailed(sentences, ExitCode.DOES_NOT_FIT);
    }

    /** What was given does not fit, so nothing was tried. */
    public static CommandFailed misfit(String sentence) {
        return misfit(List.of(sentence));
    }

    /** A line each for the operator. */
    List<String> sentences() {
        return sentences;
    }

    int exitCode() {
        return exitCode;
    }
}
