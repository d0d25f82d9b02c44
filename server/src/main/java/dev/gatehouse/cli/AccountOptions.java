package dev.gatehouse.cli;

import dev.gatehouse.domain.accounts.EmailAddress;
import dev.gatehouse.domain.accounts.InvalidName;
import dev.gatehouse.domain.accounts.Username;
import dev.gatehouse.domain.audit.Origin;
import dev.gatehouse.domain.signin.NewAccount;
import dev.gatehouse.domain.signin.Registrations;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a new account is made of, and the making of it: the same rules as for whoever signs up. */
final class AccountOptions {
    private static final int LONGEST_NAME = 200;

    @Option(names = "--username", paramLabel = "NAME", description = "The user name; 1 to 64 characters.")
    private @Nullable String username;

    @Option(names = "--email", paramLabel = "ADDRESS", description = "The e-mail address.")
    private @Nullable String email;

    @Option(names = "--name", paramLabel = "NAME", description = "What to call the person; up to 200 characters.")
    private @Nullable String name;

    @Mixin
    private PasswordInput password = new PasswordInput();

    @Mixin
    private SettingsOptions settings = new SettingsOptions();

    /**
     * Makes an account with this role.
     *
     * @throws CommandFailed where something about it does not fit or its name is taken
     */
    Registrations.Registered create(Shell shell, String role) {
        if (username == null && email == null) {
            throw CommandFailed.misfit("An account needs --username, --email, or both.");
        }
        Username user = parsed("--username", username, Username::parse);
        EmailAddress address = parsed("--email", email, EmailAddress::parse);
        if (name != null && name.length() > LONGEST_NAME) {
            throw CommandFailed.misfit("--name: at most " + LONGEST_NAME + " characters");
        }
        try (Workplace work = settings.visitOrBegin(shell)) {
            if (work.roles().find(role).isEmpty()) {
                throw CommandFailed.because("There is no role \"" + role + "\".");
            }
            String secret = password.read(shell);
            List<String> complaints = work.registrations().complaints(secret, user, address, name);
            if (!complaints.isEmpty()) {
                throw CommandFailed.because(complaints.stream()
                        .map(complaint -> "password: " + complaint)
                        .toList());
            }
            NewAccount wanted = new NewAccount(user, address, name, secret);
            return work.registrations()
                    .create(wanted, role, Origin.COMMAND_LINE)
                    .orElseThrow(() -> CommandFailed.because("An account with this user name or address exists."));
        }
    }

    private static <T> @Nullable T parsed(String option, @Nullable String given, Function<String, T> parse) {
        try {
            return given == null ? null : parse.apply(given);
        } catch (InvalidName problem) {
            throw CommandFailed.misfit(option + ": " + problem.getMessage());
        }
    }
}
