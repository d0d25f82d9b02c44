package dev.gatehouse.cli;

import dev.gatehouse.domain.administration.Actor;
import dev.gatehouse.domain.administration.ProviderAdministration;
import dev.gatehouse.domain.providers.Preset;
import dev.gatehouse.domain.providers.Presets;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.ProviderKey;
import dev.gatehouse.domain.providers.Providers.Listed;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Other places where people have an account. What is changed here holds at the very next request to a running server. */
@Command(name = "provider", description = "Adds, shows, changes and removes other places to sign in with.")
public final class ProviderCommand {
    /** What all commands on one provider have. */
    abstract static class OnOneProvider implements Callable<Integer> {
        final Shell shell;

        @Parameters(index = "0", paramLabel = "NAME", description = "The provider's name, as in /auth/NAME.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String name;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        OnOneProvider(Shell shell) {
            this.shell = shell;
        }

        @Override
        public final Integer call() {
            try (Workplace work = settings.visit(shell)) {
                run(work, name, spec.commandLine().getOut());
            }
            return ExitCode.DONE;
        }

        abstract void run(Workplace work, String name, PrintWriter out);

        final PrintWriter err() {
            return spec.commandLine().getErr();
        }

        /** @throws CommandFailed where there is none */
        static Listed listed(Workplace work, String name) {
            return work.providers().all().stream()
                    .filter(listed -> listed.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> CommandFailed.because("There is no provider called " + name + "."));
        }

        /** Where the provider has to send people back to; people who set it up there need it. */
        static String callback(Workplace work, String name) {
            return work.issuer() + "/auth/" + name + "/callback";
        }
    }

    /** What commands take that say something of a provider. */
    abstract static class WithKeys extends OnOneProvider {
        @Parameters(
                index = "1..*",
                paramLabel = "KEY=VALUE",
                description = "What there is to say of it, such as client_id=123. The keys are those of the settings"
                        + " of providers; docs/providers.md tells of all.")
        private List<String> pairs = new ArrayList<>();

        WithKeys(Shell shell) {
            super(shell);
        }

        /** @throws CommandFailed where one is no such key, is given twice, or is a secret */
        final Map<ProviderKey, String> keys() {
            Map<ProviderKey, String> given = new LinkedHashMap<>();
            List<String> sentences = new ArrayList<>();
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String label = equals < 0 ? pair : pair.substring(0, equals);
                ProviderKey key = ProviderKey.of(label).orElse(null);
                if (equals < 0) {
                    sentences.add(label + ": not of the form KEY=VALUE");
                } else if (key == null) {
                    sentences.add(label + ": there is no such key; docs/providers.md tells of all");
                } else if (key.secret()) {
                    sentences.add(label + ": a secret is never an argument, because every user of the machine can read"
                            + " those; use --secret-file or --secret-stdin");
                } else if (given.put(key, pair.substring(equals + 1)) != null) {
                    sentences.add(label + ": given twice");
                }
            }
            if (!sentences.isEmpty()) {
                throw CommandFailed.misfit(sentences);
            }
            return given;
        }
    }

    /** Adds a provider. */
    @Command(
            name = "add",
            description = {
                "Adds a provider and prints the callback address to enter there.",
                "The client secret, or Apple's key, is read from --secret-file or --secret-stdin, asked for at a terminal"
                        + " without echo, and read from standard input elsewhere."
            },
            footer = {
                "",
                "Examples:",
                "  gatehouse provider add google client_id=123.apps.googleusercontent.com",
                "  gatehouse provider add apple client_id=com.example.web apple_team_id=ABCDE12345 \\",
                "      apple_key_id=KEY1234567 --secret-file AuthKey.p8",
                "  gatehouse provider add corp preset=oidc issuer=https://id.example.com \\",
                "      client_id=gatehouse --secret-file secret.txt"
            })
    static final class Add extends WithKeys {
        @Mixin
        private SecretInput secret = new SecretInput();

        Add(Shell shell) {
            super(shell);
        }

        @Override
        void run(Workplace work, String name, PrintWriter out) {
            Map<ProviderKey, String> given = keys();
            String preset = given.getOrDefault(ProviderKey.PRESET, name);
            boolean wanted = Presets.find(preset).isPresent()
                    && !given.getOrDefault(ProviderKey.TOKEN_AUTH, "").equals("none");
            if (wanted || secret.given()) {
                given.put(secretKey(preset), secret.read(shell));
            }
            work.providerAdministration().add(Actor.COMMAND_LINE, name, given);
            out.println(callback(work, name));
            err().println("Enter this address at the provider as the one that people come back to. `gatehouse provider"
                    + " check " + name + "` asks the provider whether all fits.");
        }
    }

    static ProviderKey secretKey(String preset) {
        return Presets.find(preset).filter(Preset::wantsAppleKey).isPresent()
                ? ProviderKey.APPLE_PRIVATE_KEY
                : ProviderKey.CLIENT_SECRET;
    }

    /** Lists the providers. */
    @Command(
            name = "list",
            description = "Lists the providers, those of the settings too.",
            footer = {"", "Example:", "  gatehouse provider list"})
    static final class Listing implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private SettingsOptions settings = new SettingsOptions();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        Listing(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (Workplace work = settings.visit(shell)) {
                Table table = new Table().row("NAME", "PRESET", "STATE", "FROM", "CLIENT ID");
                for (Listed listed : work.providers().all()) {
                    Provider provider = listed.provider();
                    table.row(
                            listed.name(),
                            provider == null ? "-" : provider.preset(),
                            provider == null ? "broken" : provider.enabled() ? "enabled" : "disabled",
                            listed.stored() ? "database" : "settings",
                            provider == null ? "-" : provider.clientId());
                }
                table.print(spec.commandLine().getOut());
            }
            return ExitCode.DONE;
        }
    }

    /** Shows a provider. */
    @Command(
            name = "show",
            description = "Shows a provider with all that its preset says of it; no secret.",
            footer = {"", "Example:", "  gatehouse provider show google"})
    static final class Show extends OnOneProvider {
        Show(Shell shell) {
            super(shell);
        }

        @Override
        void run(Workplace work, String name, PrintWriter out) {
            Listed listed = listed(work, name);
            Provider provider = listed.provider();
            if (provider == null) {
                throw CommandFailed.because(listed.problems());
            }
            ProviderPage.print(provider, listed.stored(), callback(work, name), out);
        }
    }

    /** Changes a provider. */
    @Command(
            name = "set",
            description = "Changes a provider. KEY= takes back what was given before.",
            footer = {
                "",
                "Examples:",
                "  gatehouse provider set google signup=off mail_domains=example.com",
                "  gatehouse provider set google --secret-file secret.txt"
            })
    static final class Change extends WithKeys {
        @Mixin
        private SecretInput secret = new SecretInput();

        Change(Shell shell) {
            super(shell);
        }

        @Override
        void run(Workplace work, String name, PrintWriter out) {
            Map<ProviderKey, String> changes = keys();
            if (changes.isEmpty() && !secret.given()) {
                throw CommandFailed.misfit("Say what to change: KEY=VALUE, --secret-file or --secret-stdin.");
            }
            if (secret.given()) {
                Provider before = work.providers().find(name).orElse(null);
                String preset = changes.getOrDefault(ProviderKey.PRESET, before == null ? name : before.preset());
                changes.put(secretKey(preset), secret.read(shell));
            }
            Provider changed = work.providerAdministration().change(Actor.COMMAND_LINE, name, changes);
            out.println(name + " is changed" + (changed.enabled() ? "." : "; it is disabled."));
        }
    }

    /** Enables a provider. */
    @Command(
            name = "enable",
            description = "Lets people sign in with a provider again.",
            footer = {"", "Example:", "  gatehouse provider enable google"})
    static final class Enable extends OnOneProvider {
        Enable(Shell shell) {
            super(shell);
        }

        @Override
        void run(Workplace work, String name, PrintWriter out) {
            work.providerAdministration().enable(Actor.COMMAND_LINE, name);
            out.println("People may sign in with " + name + ".");
        }
    }

    /** Disables a provider. */
    @Command(
            name = "disable",
            description =
                    "Lets nobody sign in with a provider any more and signs out those who did. Their identities stay"
                            + " for when it is enabled again.",
            footer = {"", "Example:", "  gatehouse provider disable google"})
    static final class Disable extends OnOneProvider {
        Disable(Shell shell) {
            super(shell);
        }

        @Override
        void run(Workplace work, String name, PrintWriter out) {
            int ended = work.providerAdministration().disable(Actor.COMMAND_LINE, name);
            out.println(name + " is disabled; " + Words.count(ended, "session") + " ended.");
        }
    }

    /** Removes a provider. */
    @Command(
            name = "remove",
            description =
                    "Forgets a provider and everybody's identity there, after a confirmation, and signs out those who"
                            + " came in by it. Also for one that the settings do not name any more.",
            footer = {"", "Examples:", "  gatehouse provider remove google", "  gatehouse provider remove google --yes"
            })
    static final class Remove extends OnOneProvider {
        @Option(names = "--yes", description = "Do not ask.")
        private boolean sure;

        Remove(Shell shell) {
            super(shell);
        }

        @Override
        void run(Workplace work, String name, PrintWriter out) {
            long stranded = work.providerAdministration().onlyWayIn(name);
            String warning = stranded == 0
                    ? "Nobody loses the last way in."
                    : Words.count(stranded, "account") + " would have no way in left.";
            if (!sure && !Consent.given(shell, err(), "Remove " + name + " with all identities? " + warning)) {
                throw CommandFailed.because("Nothing was removed.");
            }
            ProviderAdministration.Gone gone = work.providerAdministration().remove(Actor.COMMAND_LINE, name);
            out.println(name + " is removed with " + Words.count(gone.identities(), "identity", "identities") + "; "
                    + Words.count(gone.sessions(), "session") + " ended.");
        }
    }

    /** Asks a provider whether what is said of it fits. */
    @Command(
            name = "check",
            description = "Asks a provider for what it says of itself and its keys, and says what does not fit.",
            footer = {"", "Example:", "  gatehouse provider check google"})
    static final class Check extends OnOneProvider {
        Check(Shell shell) {
            super(shell);
        }

        @Override
        void run(Workplace work, String name, PrintWriter out) {
            Listed listed = listed(work, name);
            Provider provider = listed.provider();
            List<String> problems =
                    provider == null ? listed.problems() : work.providerCheck().apply(provider);
            if (!problems.isEmpty()) {
                throw CommandFailed.because(problems);
            }
            out.println("Nothing wrong was found with " + name + ". It has to know the callback address "
                    + callback(work, name) + ".");
        }
    }

    /** Lists the presets. */
    @Command(
            name = "presets",
            description = "Lists the kinds of providers that are known, and what each has to be given.",
            footer = {"", "Example:", "  gatehouse provider presets"})
    static final class PresetList implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Override
        public Integer call() {
            Table table = new Table().row("PRESET", "PROTOCOL", "GIVE");
            for (Preset preset : Presets.ALL) {
                String keys = preset.wanted().stream()
                        .sorted()
                        .map(ProviderKey::label)
                        .collect(Collectors.joining(" "));
                table.row(
                        preset.name(),
                        preset.protocol() == Provider.Protocol.OAUTH2 ? "OAuth 2" : "OpenID Connect",
                        preset.wantsAppleKey() ? keys : keys + " client_secret");
            }
            table.print(spec.commandLine().getOut());
            return ExitCode.DONE;
        }
    }
}
