package dev.gatehouse.cli;

import dev.gatehouse.domain.roles.Roles;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Administrators. */
@Command(name = "admin", description = "Makes administrators.")
public final class AdminCommand {
    /** Makes an administrator. */
    @Command(
            name = "create",
            description = "Makes an administrator and prints the account's id. No account exists by default; this makes"
                    + " the first one, also before the server has ever run.",
            footer = {
                "",
                "Examples:",
                "  gatehouse admin create --username ada",
                "  gatehouse admin create --email ada@example.com --password-file secret.txt"
            })
    public static final class Create implements Callable<Integer> {
        private final Shell shell;

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
                    .println(account.create(shell, Roles.ADMIN).account().id());
            return ExitCode.DONE;
        }
    }
}
