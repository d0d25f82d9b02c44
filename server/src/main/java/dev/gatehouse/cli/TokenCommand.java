package dev.gatehouse.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Access tokens. */
@Command(name = "token", description = "Looks into access tokens.")
public final class TokenCommand {
    /** Says what a token says, and whether it would be accepted. */
    @Command(
            name = "inspect",
            description =
                    "Prints what an access token says, and whether this server would accept it at this moment, and"
                            + " if not, why.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:accepted", "1:not accepted, or it failed", "2:the command or the settings do not fit"},
            footer = {
                "",
                "Examples:",
                "  gatehouse token inspect \"$access\"",
                "  gatehouse token inspect - < token.txt    (so that it does not stand in the process list)"
            })
    public static final class Inspect implements Callable<Integer> {
        private static final int LONGEST = 64 * 1024;

        private final Shell shell;

        @Parameters(
                paramLabel = "TOKEN",
                arity = "0..1",
                defaultValue = "-",
                description = "The token; - or nothing reads it from standard input.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String token;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public Inspect(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            String text = given();
            PrintWriter out = spec.commandLine().getOut();
            try (Workplace work = settings.visit(shell)) {
                TokenPage page = TokenPage.of(text);
                page.print(out, work.clock().instant());
                TokenVerdict verdict = TokenVerdict.on(text, page, work);
                out.println(verdict.sentence());
                out.flush();
                return verdict.accepted() ? ExitCode.DONE : ExitCode.FAILED;
            }
        }

        private String given() {
            try {
                String text = token.equals("-")
                        ? new String(shell.input().readNBytes(LONGEST), StandardCharsets.UTF_8)
                        : token;
                String stripped = text.strip();
                String bare = stripped.regionMatches(true, 0, "Bearer ", 0, 7)
                        ? stripped.substring(7).strip()
                        : stripped;
                if (bare.isEmpty()) {
                    throw CommandFailed.misfit("There is no token, neither as an argument nor on standard input.");
                }
                return bare;
            } catch (IOException unreadable) {
                throw CommandFailed.because("Standard input cannot be read.");
            }
        }
    }
}
