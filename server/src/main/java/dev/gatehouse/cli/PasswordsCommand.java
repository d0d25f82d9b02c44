package dev.gatehouse.cli;

import dev.gatehouse.domain.breaches.BreachFilter;
import dev.gatehouse.domain.breaches.BreachSettings;
import dev.gatehouse.domain.breaches.FilterBuilder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Passwords that are known from breaches. */
@Command(name = "passwords", description = "Makes and asks a filter of breached passwords.")
public final class PasswordsCommand {
    /** Makes a filter. */
    @Command(
            name = "build-filter",
            description = {
                "Makes a filter of the public list of SHA-1 hashes of breached passwords, for the setting"
                        + " passwords.breached_filter.",
                "The list is one file with lines HASH:COUNT, or a directory with a file for each five first digits. It"
                        + " is read twice, in order; the filter takes the place of an older one when it is whole."
            },
            footer = {
                "",
                "Examples:",
                "  gatehouse passwords build-filter --from pwned-passwords.txt --out breached.filter",
                "  gatehouse passwords build-filter --from ranges --out breached.filter --min-count 10"
            })
    public static final class BuildFilter implements Callable<Integer> {
        private final Shell shell;

        @Option(names = "--from", paramLabel = "FILE_OR_DIR", required = true, description = "The list.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path from;

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "The filter.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path out;

        @Option(
                names = "--min-count",
                paramLabel = "NUMBER",
                defaultValue = "1",
                description = "Take only what was seen so often (default: ${DEFAULT-VALUE}, which is all).")
        private int leastCount;

        @Option(
                names = "--false-positives",
                paramLabel = "RATE",
                defaultValue = "0.001",
                description = "How often the filter may refuse a password that is not in the list, 0.000001 to 0.1"
                        + " (default: ${DEFAULT-VALUE}).")
        private double falsePositives;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public BuildFilter(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            if (leastCount < 1 || !(falsePositives >= 0.000_001 && falsePositives <= 0.1)) {
                throw CommandFailed.misfit("--min-count is 1 or more, --false-positives 0.000001 to 0.1.");
            }
            PrintWriter err = spec.commandLine().getErr();
            FilterBuilder builder = new FilterBuilder(sentence -> {
                err.println(sentence);
                err.flush();
            });
            Path directory = shell.directory();
            BreachFilter built =
                    builder.build(directory.resolve(from), directory.resolve(out), leastCount, falsePositives);
            spec.commandLine().getOut().println(described(built));
            return ExitCode.DONE;
        }
    }

    /** Asks a filter. */
    @Command(
            name = "check",
            description = {
                "Says whether a password is in the filter of breached passwords.",
                "It is asked for at a terminal, or read from standard input; it goes nowhere."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:it is not in the filter",
                "1:it is, or the filter cannot be read",
                "2:the command or the settings do not fit"
            },
            footer = {"", "Examples:", "  gatehouse passwords check", "  gatehouse passwords check --filter new.filter"
            })
    public static final class Check implements Callable<Integer> {
        private final Shell shell;

        @Option(
                names = "--filter",
                paramLabel = "FILE",
                description = "The filter (default: that of passwords.breached_filter).")
        private @Nullable Path filter;

        @Mixin
        private PasswordInput password = new PasswordInput();

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public Check(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            Path named = filter;
            Path file = named != null
                    ? named
                    : settings.load(shell, Map.of())
                            .room(BreachSettings.SETTINGS)
                            .filter()
                            .orElseThrow(() -> CommandFailed.misfit(
                                    "There is no filter: name one with --filter or passwords.breached_filter."));
            BreachFilter opened = BreachFilter.open(shell.directory().resolve(file));
            opened.requireWhole();
            spec.commandLine().getErr().println(described(opened));
            boolean known = opened.mayContain(password.read(shell));
            spec.commandLine()
                    .getOut()
                    .println(known ? "It is known from a breach." : "It is not among the breached passwords.");
            return known ? ExitCode.FAILED : ExitCode.DONE;
        }
    }

    private static String described(BreachFilter filter) {
        return String.format(
                Locale.ROOT,
                "%,d passwords seen %s; one in %,.0f others is refused too.",
                filter.count(),
                filter.leastCount() == 1 ? "at all" : filter.leastCount() + " times or more",
                1 / filter.falsePositives());
    }
}
