package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.administration.Actor;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lets somebody back into their account who cannot get in. Whoever runs it chooses no password. */
@Command(
        name = "recover",
        description =
                "Mails an account a link to choose a new password with. Where it has no address or the server sends"
                        + " no mail, prints the link, to be handed to the person.",
        footer = {
            "",
            "Examples:",
            "  gatehouse user recover ada",
            "  gatehouse user recover ada@example.com --reset-second-factors"
        })
final class RecoverCommand extends UserCommand.OnOneAccount {
    @Option(
            names = "--reset-second-factors",
            description = "Whoever follows the link is also rid of second factors and passkeys.")
    private boolean resetSecondFactors;

    @Option(names = "--yes", description = "Do not ask before the link is printed.")
    private boolean sure;

    RecoverCommand(Shell shell) {
        super(shell);
    }

    @Override
    void run(Shell shell, Workplace work, Account account, PrintWriter out) {
        String whom = Words.visible(account.label());
        if (!account.active()) {
            throw CommandFailed.because(whom + " is disabled.");
        }
        if (work.recovery().mail(Actor.COMMAND_LINE, account.id(), resetSecondFactors)) {
            out.println("A letter with a link is on its way to " + Words.visible(String.valueOf(account.email()))
                    + "; it leaves while a server runs.");
            return;
        }
        String question = "No letter can be sent to " + whom + ". Print the link? Whoever has it gets into the account:"
                + " hand it only to somebody who you are sure is the person.";
        if (!sure && !Consent.given(shell, err(), question)) {
            throw CommandFailed.because("No link was made.");
        }
        out.println(work.recovery().handOver(Actor.COMMAND_LINE, account.id(), resetSecondFactors));
    }
}
