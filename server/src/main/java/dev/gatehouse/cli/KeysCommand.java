package dev.gatehouse.cli;

import dev.gatehouse.domain.administration.Actor;
import dev.gatehouse.domain.audit.AuditEvent;
import dev.gatehouse.domain.keys.SigningKey;
import dev.gatehouse.domain.keys.SigningKeys;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Signing keys. */
@Command(name = "keys", description = "Lists and rotates the keys that tokens are signed with.")
public final class KeysCommand {
    /** Lists the keys. */
    @Command(
            name = "list",
            description = {
                "Lists the signing keys.",
                "States: waits (published, signs next), signs, retired (published for the tokens that it has signed),"
                        + " over (gone at the next rotation)."
            },
            footer = {"", "Example:", "  gatehouse keys list"})
    public static final class Listing implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public Listing(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (Workplace work = settings.visit(shell)) {
                print(work.keys(), work.clock().instant(), spec.commandLine().getOut());
            }
            return ExitCode.DONE;
        }

        private static void print(SigningKeys keys, Instant now, PrintWriter out) {
            if (keys.sharesSecret()) {
                out.println("Tokens are signed with the shared secret (tokens.secret); keys below sign nothing.");
            }
            Table table = new Table().row("KID", "ALG", "STATE", "CREATED", "ACTIVE FROM", "PUBLISHED UNTIL");
            for (SigningKey key : keys.list()) {
                table.row(
                        key.kid(),
                        key.algorithm().label(),
                        keys.state(key).name().toLowerCase(Locale.ROOT),
                        Words.moment(key.createdAt(), now),
                        Words.moment(key.activeAt(), now),
                        keys.publishedUntil(key)
                                .map(end -> Words.moment(end, now))
                                .orElse("-"));
            }
            table.print(out);
        }
    }

    /** Rotates the key. */
    @Command(
            name = "rotate",
            description = "Makes a new signing key and prints its id. It is published at once and signs after"
                    + " keys.publish_ahead, so that everybody who caches the key set knows it by then.",
            footer = {"", "Examples:", "  gatehouse keys rotate", "  gatehouse keys rotate --now"})
    public static final class Rotate implements Callable<Integer> {
        private final Shell shell;

        @Option(
                names = "--now",
                description = "Sign with it at once: for when the old key is not to be trusted any more.")
        private boolean now;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public Rotate(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (Workplace work = settings.visit(shell)) {
                if (work.keys().sharesSecret()) {
                    throw CommandFailed.because("Tokens are signed with a shared secret; to replace it, change"
                            + " tokens.secret here and at every resource server.");
                }
                SigningKey made = work.keys().rotate(now, (transaction, kid) -> work.audit()
                        .record(
                                transaction,
                                AuditEvent.success("key.rotated")
                                        .by(Actor.COMMAND_LINE.name())
                                        .on(kid)
                                        .with("at_once", Boolean.toString(now)),
                                Actor.COMMAND_LINE.from()));
                spec.commandLine().getOut().println(made.kid());
                spec.commandLine()
                        .getErr()
                        .println("It signs from "
                                + Words.moment(made.activeAt(), work.clock().instant()) + ".");
            }
            return ExitCode.DONE;
        }
    }
}
