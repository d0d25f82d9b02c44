package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.audit.AuditChain;
import dev.gatehouse.domain.audit.AuditEvent;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the newest events, and those that come. */
@Command(
        name = "tail",
        description = "Prints the newest events of the audit trail, the newest last. An event appears once it has its"
                + " link, about a fifth of a second after it happened.",
        footer = {
            "",
            "Examples:",
            "  gatehouse audit tail",
            "  gatehouse audit tail -f --action 'signin.*'",
            "  gatehouse audit tail --account ada --json -n 100"
        })
public final class AuditTail implements Callable<Integer> {
    private static final int PAGE = 500;
    private static final int MOST_LINES = 100_000;
    private static final long PAUSE_MILLIS = 500;
    private static final String ANYTHING = "*";

    private final Shell shell;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until Ctrl-C.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "How many to begin with, 0 to 100000; usually 20.")
    private int lines = 20;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "Only what an account did or what was done to it.")
    private @Nullable String account;

    @Option(
            names = "--action",
            paramLabel = "ACTION",
            description = "Only these acts; * at the end stands for any rest.")
    private @Nullable String action;

    @Option(names = "--json", description = "A JSON object for each, as `audit export` writes it.")
    private boolean json;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public AuditTail(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (lines < 0 || lines > MOST_LINES) {
            throw CommandFailed.misfit("--lines: given " + lines + "; allowed: 0 to " + MOST_LINES);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Workplace work = settings.visit(shell)) {
            String who = account == null ? null : who(work, account);
            long last = work.auditChain().newestLink();
            newest(work, who, last).forEach(entry -> print(entry, out));
            out.flush();
            while (follow && pause() && !out.checkError()) {
                last = next(work, who, last, out);
            }
        }
        return ExitCode.DONE;
    }

    /** The account may be gone, and still be asked about by its id. */
    private static String who(Workplace work, String typed) {
        return work.database()
                .read(sql -> work.find(sql, typed))
                .map(Account::id)
                .map(Object::toString)
                .orElse(typed);
    }

    /** The last so many that are asked for, found backwards in pages. */
    private List<AuditChain.Entry> newest(Workplace work, @Nullable String who, long last) {
        List<AuditChain.Entry> found = new ArrayList<>();
        long end = last;
        while (end > 0 && found.size() < lines) {
            long begin = Math.max(0, end - PAGE);
            int size = (int) (end - begin);
            List<AuditChain.Entry> page =
                    work.database().read(sql -> work.auditChain().after(sql, begin, size)).entries().stream()
                            .filter(entry -> entry.seq() <= begin + PAGE && wanted(entry, who))
                            .toList();
            found.addAll(0, page);
            end = begin;
        }
        return found.subList(Math.max(0, found.size() - lines), found.size());
    }

    private long next(Workplace work, @Nullable String who, long last, PrintWriter out) {
        AuditChain.Page page = work.database().read(sql -> work.auditChain().after(sql, last, PAGE));
        page.entries().stream().filter(entry -> wanted(entry, who)).forEach(entry -> print(entry, out));
        return page.last();
    }

    private boolean wanted(AuditChain.Entry entry, @Nullable String who) {
        AuditEvent event = entry.event().event();
        boolean theirs = who == null || who.equals(event.actor()) || who.equals(event.subject());
        return theirs && (action == null || matches(action, event.action()));
    }

    private static boolean matches(String pattern, String action) {
        return pattern.endsWith(ANYTHING)
                ? action.startsWith(pattern.substring(0, pattern.length() - 1))
                : action.equals(pattern);
    }

    private void print(AuditChain.Entry entry, PrintWriter out) {
        AuditLine line = AuditLine.of(entry);
        out.println(json ? line.json() : line.plain());
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
            return true;
        } catch (InterruptedException stop) {
            return false;
        }
    }
}
