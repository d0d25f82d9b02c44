package dev.gatehouse.cli;

/** What a command tells the shell. */
public final class ExitCode {
    /** Done; for {@code token inspect}: accepted. */
    public static final int DONE = 0;

    /** It failed, and nothing was changed; for {@code token inspect}: not accepted. */
    public static final int FAILED = 1;

    /** The command line or the settings do not fit, and nothing was tried. */
    public static final int DOES_NOT_FIT = 2;

    private ExitCode() {}
}
