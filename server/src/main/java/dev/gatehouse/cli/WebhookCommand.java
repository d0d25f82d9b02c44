package dev.gatehouse.cli;

import dev.gatehouse.platform.outgoing.OutgoingFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Webhooks. */
@Command(name = "webhooks", description = "Tries webhooks.")
public final class WebhookCommand {
    /** Posts a message to one of them. */
    @Command(
            name = "test",
            description =
                    "Posts a message of the type webhook.test to a webhook of the settings, signed as all are, and"
                            + " says what it answered.",
            footer = {"", "Example:", "  gatehouse webhooks test siem"})
    public static final class Test implements Callable<Integer> {
        private static final int KIND = 100;

        private final Shell shell;

        @Parameters(paramLabel = "NAME", description = "The name in webhooks.NAME.url.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String name;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public Test(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (Workplace work = settings.visit(shell)) {
                int status = work.webhooks()
                        .test(name)
                        .orElseThrow(() -> CommandFailed.because("The settings name no webhook \"" + name + "\"; "
                                + (work.webhooks().names().isEmpty()
                                        ? "there is none."
                                        : "there is: "
                                                + String.join(
                                                        ", ", work.webhooks().names()) + ".")));
                if (status / KIND != 2) {
                    throw CommandFailed.because("It answered " + status + "; 200 to 299 would count as received.");
                }
                spec.commandLine().getOut().println("It answered " + status + ".");
                return ExitCode.DONE;
            } catch (OutgoingFailure failure) {
                throw CommandFailed.because("It gave no answer: " + failure.getMessage() + ".");
            }
        }
    }
}
