package dev.gatehouse.cli;

import dev.gatehouse.domain.audit.Head;
import dev.gatehouse.domain.audit.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The audit trail. */
@Command(name = "audit", description = "Verifies, exports and follows the audit trail.")
public final class AuditCommand {
    /** Computes the chain again. */
    @Command(
            name = "verify",
            description = {
                "Computes the audit trail's chain again and compares it with the signed heads, and says where the first"
                        + " thing is that does not hold.",
                "A head that was kept elsewhere (a line of the log, a webhook, `audit head`) shows also where somebody"
                        + " computed the whole chain anew, or cut off its end."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:the chain holds",
                "1:it does not, or it could not be verified",
                "2:the command or the settings do not fit"
            },
            footer = {"", "Examples:", "  gatehouse audit verify", "  gatehouse audit verify --from-head heads.txt"})
    public static final class Verify implements Callable<Integer> {
        private static final Pattern BETWEEN = Pattern.compile("[\\s\"',;=]+");

        private final Shell shell;

        @Option(
                names = "--from-head",
                paramLabel = "FILE",
                description = "A file with signed heads that were kept elsewhere, as they are or within lines of the"
                        + " log; - is standard input.")
        private @Nullable String heads;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public Verify(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            List<Head> outside = heads == null ? List.of() : outside(heads);
            try (Workplace work = settings.visit(shell)) {
                Verdict verdict = work.auditChain().verify(outside);
                print(verdict, spec.commandLine().getOut());
                return verdict.holds() ? ExitCode.DONE : ExitCode.FAILED;
            }
        }

        private List<Head> outside(String name) {
            String text = text(name);
            List<Head> found = BETWEEN.splitAsStream(text)
                    .flatMap(word -> Head.parse(word).stream())
                    .toList();
            if (found.isEmpty()) {
                throw CommandFailed.misfit("--from-head: there is no signed head in " + name + ".");
            }
            return found;
        }

        private String text(String name) {
            try {
                byte[] bytes = name.equals("-")
                        ? shell.input().readAllBytes()
                        : Files.readAllBytes(shell.directory().resolve(Path.of(name)));
                return new String(bytes, StandardCharsets.UTF_8);
            } catch (IOException | IllegalArgumentException unreadable) {
                throw CommandFailed.misfit("--from-head: " + name + " cannot be read.");
            }
        }

        private static void print(Verdict verdict, PrintWriter out) {
            Verdict.Fault fault = verdict.fault();
            long links = verdict.to() - verdict.from() + 1;
            if (fault == null) {
                out.println("The chain holds: " + Words.count(links, "link")
                        + (links == 0 ? "" : " (" + verdict.from() + " to " + verdict.to() + ")") + ", "
                        + Words.count(verdict.heads(), "signed head") + ".");
            } else {
                String where = fault.seq() == 0 ? "" : " at link " + fault.seq();
                out.println(Words.visible("The chain does not hold" + where + ": " + fault.sentence() + " ("
                        + fault.kind().name().toLowerCase(Locale.ROOT) + ")."));
                out.println("Up to there " + Words.count(links, "link holds", "links hold") + ".");
            }
            if (verdict.waiting() > 0) {
                out.println(Words.count(verdict.waiting(), "event has", "events have")
                        + " no link yet; a running server makes it within a moment, the next start otherwise.");
            }
            verdict.notes().forEach(out::println);
            out.flush();
        }
    }

    /** Prints the newest signed head. */
    @Command(
            name = "head",
            description =
                    "Prints the newest signed head of the audit trail's chain: keep it where nobody reaches who can"
                            + " write to the database, and `audit verify --from-head` compares with it.",
            footer = {"", "Example:", "  gatehouse audit head >> /mnt/elsewhere/heads.txt"})
    public static final class NewestHead implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public NewestHead(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (Workplace work = settings.visit(shell)) {
                Head head = work.auditChain()
                        .newestHead()
                        .orElseThrow(() -> CommandFailed.because(
                                "There is no signed head yet: a server makes one after audit.heads.every, and when it"
                                        + " stops."));
                spec.commandLine().getOut().println(head.jws());
                spec.commandLine()
                        .getErr()
                        .println("Over link " + head.seq() + ", signed "
                                + Words.moment(head.at(), work.clock().instant()) + ".");
            }
            return ExitCode.DONE;
        }
    }
}
