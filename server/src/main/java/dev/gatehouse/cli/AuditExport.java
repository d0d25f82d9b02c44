package dev.gatehouse.cli;

import dev.gatehouse.domain.audit.AuditChain;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes events with their links, a page at a time, so that any number of them takes the same memory. */
@Command(
        name = "export",
        description = "Writes the audit trail in the order of its chain, each event with the number and the hash of its"
                + " link, so that others can verify it.",
        footer = {
            "",
            "Examples:",
            "  gatehouse audit export --out trail.jsonl",
            "  gatehouse audit export --since 2026-01-01 --until 2026-02-01 --format csv > january.csv"
        })
public final class AuditExport implements Callable<Integer> {
    /** How events are written. */
    enum Format {
        jsonl,
        csv
    }

    private static final int PAGE = 500;
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private final Shell shell;

    @Option(names = "--since", paramLabel = "TIME", description = "From this day or time (UTC) on.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Up to this day or time (UTC), without it.")
    private @Nullable String until;

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl (usual) or csv.")
    private Format format = Format.jsonl;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it; standard output otherwise.")
    private @Nullable String out;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public AuditExport(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Instant from = since == null ? Instant.EPOCH : time("--since", since);
        Instant to = until == null ? Instant.MAX : time("--until", until);
        try (Workplace work = settings.visit(shell)) {
            if (out == null) {
                write(work, from, to, spec.commandLine().getOut());
            } else {
                writeFile(work, from, to, shell.directory().resolve(Path.of(out)));
            }
        }
        return ExitCode.DONE;
    }

    private void writeFile(Workplace work, Instant from, Instant to, Path file) {
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            write(work, from, to, writer);
        } catch (IOException refused) {
            throw CommandFailed.because("--out: " + file + " cannot be written.");
        }
    }

    private void write(Workplace work, Instant from, Instant to, PrintWriter writer) {
        AuditChain chain = work.auditChain();
        if (format == Format.csv) {
            writer.println(AuditLine.CSV_HEADER);
        }
        long last = since == null ? 0 : chain.firstSince(from) - 1;
        while (!writer.checkError()) {
            long seq = last;
            AuditChain.Page page = work.database().read(sql -> chain.after(sql, seq, PAGE));
            if (page.end()) {
                return;
            }
            for (AuditChain.Entry entry : page.entries()) {
                Instant at = entry.event().at();
                if (!at.isBefore(from) && at.isBefore(to)) {
                    AuditLine line = AuditLine.of(entry);
                    writer.println(format == Format.csv ? line.csv() : line.json());
                }
            }
            last = page.last();
        }
        throw CommandFailed.because("What was exported could not be written.");
    }

    private static Instant time(String option, String text) {
        try {
            Instant time = text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                throw new DateTimeParseException("no event has this time", text, 0);
            }
            return time;
        } catch (DateTimeParseException otherwise) {
            throw CommandFailed.misfit(option + ": given " + text
                    + "; allowed: a day such as 2026-03-02, or a time such as 2026-03-02T09:00:00Z");
        }
    }
}
