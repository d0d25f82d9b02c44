package dev.gatehouse;

import dev.gatehouse.cli.SettingsOptions;
import dev.gatehouse.cli.Shell;
import dev.gatehouse.platform.config.Values;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs everything for trying and developing, in one process. */
@Command(
        name = "dev",
        description = "Runs everything for trying and developing: the server, a sample API and mock providers.",
        footer = {"", "Examples:", "  gatehouse dev", "  gatehouse dev --port 0 --data /tmp/try"})
final class DevCommand implements Callable<Integer> {
    /** What developers have instead of the usual settings. */
    static final Map<String, String> DEFAULTS = Map.of(
            "log.format", "text",
            "docs.enabled", "true",
            "metrics.open", "true",
            "signin.magic_link", "true",
            "signin.email_code", "true");

    private final Shell shell;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    DevCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Values settings = Running.settings(options, shell, DEFAULTS, MockProvidersAddition::defaults);
        return Running.until(settings, additions(settings), spec.commandLine(), this::welcome);
    }

    /** What stands beside the server. */
    static List<Addition> additions(Values values) {
        return List.of(new SampleAddition(values), new MockProvidersAddition(values), new InboxAddition(values));
    }

    private void welcome(String address) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("""

                Gatehouse is ready at %1$s

                  Sign in on a page   %1$s/sign-in
                  Try the API         %1$s/docs
                  The sample API      %1$s/tasks  /todos  /reports
                  Mock providers      %1$s/mock
                  Letters             %1$s/inbox
                  Sign up             curl -s %1$s/auth/signup --json '{"username":"ada","password":"a long enough one"}'
                  Sign in             curl -s %1$s/auth/login --json '{"username":"ada","password":"a long enough one"}'

                To lead people back to a front end of yours, name its address in signin.return_to (docs/guide.md).
                Ctrl-C stops it. All but the sample's tasks is kept in the data directory.
                """.formatted(address));
        out.flush();
    }
}
