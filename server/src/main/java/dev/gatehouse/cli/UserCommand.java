package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.Account;
import dev.gatehouse.domain.accounts.AccountChange;
import dev.gatehouse.domain.administration.Actor;
import dev.gatehouse.domain.signin.Registrations;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Accounts. What is changed here holds at the very next request to a running server. */
@Command(name = "user", description = "Makes, shows, disables, enables, recovers, signs out and deletes accounts.")
public final class UserCommand {
    /** What all commands on one account have. */
    abstract static class OnOneAccount implements Callable<Integer> {
        private final Shell shell;

        @Parameters(paramLabel = "ACCOUNT", description = "An account's id, user name or e-mail address.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String account;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        OnOneAccount(Shell shell) {
            this.shell = shell;
        }

        @Override
        public final Integer call() {
            try (Workplace work = settings.visit(shell)) {
                run(shell, work, work.account(account), spec.commandLine().getOut());
            }
            return ExitCode.DONE;
        }

        abstract void run(Shell shell, Workplace work, Account account, PrintWriter out);

        final PrintWriter err() {
            return spec.commandLine().getErr();
        }
    }

    /** Makes an account. */
    @Command(
            name = "create",
            description = "Makes an account and prints its id.",
            footer = {
                "",
                "Examples:",
                "  gatehouse user create --username ada",
                "  gatehouse user create --email ada@example.com --role manager --password-stdin < secret.txt"
            })
    public static final class Create implements Callable<Integer> {
        private final Shell shell;

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                defaultValue = Registrations.FIRST_ROLE,
                description = "The account's role (default: ${DEFAULT-VALUE}).")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String role;

        @Mixin
        private AccountOptions account = new AccountOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        public Create(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            spec.commandLine()
                    .getOut()
                    .println(account.create(shell, role).account().id());
            return ExitCode.DONE;
        }
    }

    /** Shows an account. */
    @Command(
            name = "show",
            description = "Shows an account.",
            footer = {"", "Examples:", "  gatehouse user show ada", "  gatehouse user show ada@example.com --json"})
    public static final class Show extends OnOneAccount {
        @Option(names = "--json", description = "As one line of JSON.")
        private boolean json;

        public Show(Shell shell) {
            super(shell);
        }

        @Override
        void run(Shell shell, Workplace work, Account account, PrintWriter out) {
            AccountPage page = work.database()
                    .read(sql -> AccountPage.of(
                            account,
                            work.roles().ofAccount(sql, account.id()),
                            work.sessions().live(sql, account.id()).size()));
            if (json) {
                page.printJson(out);
            } else {
                page.print(out, work.clock().instant());
            }
        }
    }

    /** Disables an account. */
    @Command(
            name = "disable",
            description = "Disables an account and signs it out everywhere: the next request with one of its tokens is"
                    + " refused.",
            footer = {"", "Example:", "  gatehouse user disable ada"})
    public static final class Disable extends OnOneAccount {
        public Disable(Shell shell) {
            super(shell);
        }

        @Override
        void run(Shell shell, Workplace work, Account account, PrintWriter out) {
            AccountChange change = AccountChange.status(Account.Status.DISABLED);
            work.administration().change(Actor.COMMAND_LINE, account.id(), change, null, true);
            out.println(Words.visible(account.label()) + " is disabled and signed out everywhere.");
        }
    }

    /** Enables an account. */
    @Command(
            name = "enable",
            description = "Lets a disabled account sign in again.",
            footer = {"", "Example:", "  gatehouse user enable ada"})
    public static final class Enable extends OnOneAccount {
        public Enable(Shell shell) {
            super(shell);
        }

        @Override
        void run(Shell shell, Workplace work, Account account, PrintWriter out) {
            AccountChange change = AccountChange.status(Account.Status.ACTIVE);
            work.administration().change(Actor.COMMAND_LINE, account.id(), change, null, false);
            out.println(Words.visible(account.label()) + " may sign in.");
        }
    }

    /** Deletes an account. */
    @Command(
            name = "delete",
            description = "Deletes an account and all that belongs to it, after a confirmation.",
            footer = {"", "Examples:", "  gatehouse user delete ada", "  gatehouse user delete ada@example.com --yes"})
    public static final class Delete extends OnOneAccount {
        @Option(names = "--yes", description = "Do not ask.")
        private boolean sure;

        public Delete(Shell shell) {
            super(shell);
        }

        @Override
        void run(Shell shell, Workplace work, Account account, PrintWriter out) {
            String whom = Words.visible(account.label()) + " (" + account.id() + ")";
            if (!sure && !Consent.given(shell, err(), "Delete " + whom + " with all sessions?")) {
                throw CommandFailed.because("Nothing was deleted.");
            }
            work.administration().delete(Actor.COMMAND_LINE, account.id());
            out.println(whom + " is deleted.");
        }
    }
}
