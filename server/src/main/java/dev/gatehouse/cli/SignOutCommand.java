package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.administration.Actor;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends sessions: one account's, or everybody's. */
@Command(
        name = "sign-out",
        description =
                "Ends all sessions of an account, or of everybody: the next request with one of their tokens is refused.",
        footer = {"", "Examples:", "  gatehouse user sign-out ada", "  gatehouse user sign-out --all"})
final class SignOutCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = "An account's id, user name or e-mail address.")
    private @Nullable String account;

    @Option(names = "--all", description = "Everybody.")
    private boolean all;

    @Option(names = "--yes", description = "Do not ask before everybody is signed out.")
    private boolean sure;

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    SignOutCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (all == (account != null)) {
            throw CommandFailed.misfit("Name one account, or --all.");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Workplace work = settings.visit(shell)) {
            if (account == null) {
                everybody(work, out);
            } else {
                Account whom = work.account(account);
                int ended = work.recovery().signOut(Actor.COMMAND_LINE, whom.id());
                out.println(Words.visible(whom.label()) + " is signed out: " + ended + " sessions ended.");
            }
        }
        return ExitCode.DONE;
    }

    private void everybody(Workplace work, PrintWriter out) {
        if (!sure && !Consent.given(shell, spec.commandLine().getErr(), "Sign everybody out?")) {
            throw CommandFailed.because("Nobody was signed out.");
        }
        int ended = work.recovery().signOutEverybody(Actor.COMMAND_LINE);
        out.println("Everybody is signed out: " + ended + " sessions ended.");
    }
}
