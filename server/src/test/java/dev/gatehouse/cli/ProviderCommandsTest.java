package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.domain.providers.Preset;
import dev.gatehouse.domain.providers.Presets;
import dev.gatehouse.domain.providers.Provider;
import dev.gatehouse.domain.providers.Provider.Credential;
import dev.gatehouse.mocks.Flavour;
import dev.gatehouse.mocks.MockProvider;
import dev.gatehouse.mocks.MockProviders;
import dev.gatehouse.platform.config.Secret;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code provider …}, beside a running server, which knows of it at the next request. */
class ProviderCommandsTest {
    @TempDir
    private Path directory;

    private static Ran done(Ran ran) {
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        return ran;
    }

    private static Ran add(TestServer server, String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of("provider", "add", name, "client_id=an-id"));
        arguments.addAll(List.of(more));
        return server.commandWith("hush-hush", arguments.toArray(String[]::new));
    }

    private static List<String> enabled(TestServer server) {
        return server.providers().enabled().stream().map(Provider::name).toList();
    }

    private static List<String> audited(TestServer server, String subject) {
        return server.database()
                .read(sql -> sql.list(
                        "SELECT action, actor FROM audit_events WHERE subject = ?",
                        row -> row.text("action") + " by " + row.text("actor"),
                        subject));
    }

    private static long identities(TestServer server) {
        return server.database()
                .read(sql ->
                        sql.one("SELECT count(*) AS all_of_them FROM identities", row -> row.number("all_of_them")))
                .orElseThrow();
    }

    /** An identity and a session by it, as a sign-in leaves them. */
    private static Tokens cameBy(TestServer server, String provider) {
        Tokens tokens = server.person();
        server.database().write(tx -> {
            tx.update("UPDATE sessions SET provider = ? WHERE account_id = ?", provider, UUID.fromString(tokens.id()));
            tx.update("""
                    INSERT INTO identities
                        (id, account_id, provider, issuer, subject, email_verified, roles, linked_at)
                    VALUES (?, ?, ?, 'https://accounts.google.com', ?, FALSE, '', 0)""", UUID.randomUUID(), UUID.fromString(tokens.id()), provider, tokens.id());
            return null;
        });
        return tokens;
    }

    @OnEveryDatabase
    void anAddedProviderIsThereAtOnceAndAfterARestartAndItsSecretNowhereElse(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Ran added = done(add(server, "google", "display_name=Our Google"));
            assertThat(added.out().strip()).isEqualTo(TestServer.PUBLIC_URL + "/auth/google/callback");
            Heard.by(server, () -> enabled(server).equals(List.of("google")));
            Provider google = server.providers().find("google").orElseThrow();
            assertThat(google.displayName()).isEqualTo("Our Google");
            assertThat(google.clientId()).isEqualTo("an-id");
            assertThat(google.credential()).isEqualTo(new Credential.Post(new Secret("hush-hush")));

            List<String> kept = server.database()
                    .read(sql -> sql.list(
                            "SELECT definition, secret FROM providers",
                            row -> row.text("definition") + row.text("secret")));
            assertThat(kept).singleElement().asString().contains("an-id").doesNotContain("hush");
            assertThat(done(server.command("provider", "show", "google")).out())
                    .contains("https://accounts.google.com", "/auth/google/callback", "database")
                    .doesNotContain("hush");
            assertThat(done(server.command("provider", "list")).out().lines())
                    .anyMatch(line -> line.matches("google +google +enabled +database +an-id"));
            assertThat(audited(server, "google")).containsExactly("provider.added by command-line");

            server.restart();
            assertThat(server.providers().find("google")).contains(google);
        }
    }

    @OnEveryDatabase
    void aChangeHoldsAtOnceAndLeavesTheRestAsItWas(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            done(add(server, "google", "display_name=Ours", "roles=ops=admin"));
            done(server.command("provider", "set", "google", "signup=off", "display_name="));
            Heard.by(
                    server,
                    () -> !server.providers().find("google").orElseThrow().signUp());
            Provider google = server.providers().find("google").orElseThrow();
            assertThat(google.displayName()).isEqualTo("Google");
            assertThat(google.roleRules()).containsOnly(Map.entry("ops", "admin"));
            assertThat(google.credential()).isEqualTo(new Credential.Post(new Secret("hush-hush")));

            done(server.commandWith("another", "provider", "set", "google", "--secret-stdin"));
            Heard.by(server, () -> server.providers()
                    .find("google")
                    .orElseThrow()
                    .credential()
                    .equals(new Credential.Post(new Secret("another"))));
            done(server.command("provider", "set", "google", "preset=gitlab"));
            Heard.by(server, () -> server.providers()
                    .find("google")
                    .orElseThrow()
                    .preset()
                    .equals("gitlab"));

            Ran wrong = server.command("provider", "set", "google", "pkce=perhaps", "client_id=");
            assertThat(wrong.exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
            assertThat(wrong.err().lines())
                    .containsExactlyInAnyOrder(
                            "pkce: given \"perhaps\"; allowed: on | off", "client_id: not given; allowed: a text");
        }
    }

    @OnEveryDatabase
    void whoCameByAProviderIsOutWhereItIsDisabledAndForgottenWhereItIsRemoved(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            done(add(server, "google"));
            Tokens ada = cameBy(server, "google");
            Tokens other = server.person();
            assertThat(done(server.command("provider", "disable", "google")).out())
                    .isEqualToIgnoringNewLines("google is disabled; 1 session ended.");
            Heard.by(server, () -> enabled(server).isEmpty());
            Heard.by(server, () -> ada.api().get("/users/me").status() == 401);
            other.api().get("/users/me").expect(200);
            assertThat(server.providers().find("google")).isPresent();
            done(server.command("provider", "enable", "google"));
            Heard.by(server, () -> enabled(server).equals(List.of("google")));

            server.database()
                    .write(tx -> tx.update("DELETE FROM passwords WHERE account_id = ?", UUID.fromString(ada.id())));
            Ran kept = server.commandWith("no\n", "provider", "remove", "google");
            assertThat(kept.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(kept.err()).contains("1 account would have no way in left.", "Nothing was removed.");
            assertThat(done(server.commandWith("yes\n", "provider", "remove", "google"))
                            .out())
                    .isEqualToIgnoringNewLines("google is removed with 1 identity; 0 sessions ended.");
            Heard.by(server, () -> server.providers().find("google").isEmpty());
            assertThat(identities(server)).isZero();
            assertThat(audited(server, "google"))
                    .containsExactlyInAnyOrder(
                            "provider.added by command-line",
                            "provider.changed by command-line",
                            "provider.changed by command-line",
                            "provider.removed by command-line");
            Ran again = server.command("provider", "remove", "google", "--yes");
            assertThat(again.err().strip()).isEqualTo("There is no provider called google.");
        }
    }

    @OnEveryDatabase
    void whatSettingsNameIsChangedThereAlone(TestDatabase on) {
        try (TestServer server =
                TestServer.on(on, "providers.google.client_id=from-settings", "providers.google.client_secret=s")) {
            assertThat(done(server.command("provider", "list")).out())
                    .containsPattern("google +google +enabled +settings");
            for (String[] change : new String[][] {
                {"set", "google", "signup=off"},
                {"enable", "google"},
                {"disable", "google"},
                {"remove", "google", "--yes"}
            }) {
                List<String> arguments = new ArrayList<>(List.of("provider"));
                arguments.addAll(List.of(change));
                Ran refused = server.command(arguments.toArray(String[]::new));
                assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
                assertThat(refused.err()).startsWith("The provider google stands in the settings: change");
            }
            assertThat(add(server, "google").err()).startsWith("There is a provider called google already.");

            // Disabled in the settings, it takes its sessions along at the start.
            Tokens ada = cameBy(server, "google");
            server.restart("providers.google.enabled=off");
            server.api().bearer(ada.access()).get("/users/me").expect(401);
            assertThat(done(server.command("provider", "disable", "google")).out())
                    .contains("0 sessions ended");
        }
    }

    @OnEveryDatabase
    void whereBothHaveANameTheSettingsHold(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            done(add(server, "google"));
            server.restart("providers.google.client_id=from-settings", "providers.google.client_secret=s");
            assertThat(server.providers().find("google").orElseThrow().clientId())
                    .isEqualTo("from-settings");
            assertThat(server.providers().enabled()).hasSize(1);
        }
    }

    @OnEveryDatabase
    void aRowThatMakesNoProviderIsBrokenAndHarmsNoOther(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            done(add(server, "google"));
            done(add(server, "discord"));
            server.database().write(tx -> tx.update("UPDATE providers SET secret = 'AAAA' WHERE name = 'google'"));
            server.restart();
            assertThat(enabled(server)).containsExactly("discord");
            assertThat(done(server.command("provider", "list")).out()).containsPattern("google +- +broken +database");
            assertThat(server.command("provider", "show", "google").err()).contains("give it again");
            done(server.commandWith("anew", "provider", "set", "google", "--secret-stdin"));
            Heard.by(server, () -> enabled(server).equals(List.of("google", "discord")));
        }
    }

    @Test
    void whatDoesNotFitAddsNothing() throws IOException {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.on(on)) {
            Ran wrong = server.commandWith(
                    "s",
                    "provider",
                    "add",
                    "corp",
                    "client_secret=hunter2",
                    "colour=red",
                    "signup",
                    "scopes=a",
                    "scopes=b");
            assertThat(wrong.exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
            assertThat(wrong.err().lines())
                    .containsExactly(
                            "client_secret: a secret is never an argument, because every user of the machine can read"
                                    + " those; use --secret-file or --secret-stdin",
                            "colour: there is no such key; docs/providers.md tells of all",
                            "signup: not of the form KEY=VALUE",
                            "scopes: given twice");
            assertThat(wrong.err()).doesNotContain("hunter2");
            assertThat(add(server, "corp").err()).startsWith("preset: not given; allowed: google | ");
            assertThat(add(server, "login", "preset=google").err())
                    .startsWith("login: no provider can be called login");
            assertThat(server.commandWith("", "provider", "add", "google", "client_id=i")
                            .err())
                    .startsWith("There is no secret in standard input.");
            Path empty = Files.writeString(directory.resolve("empty"), "\n");
            assertThat(server.command("provider", "add", "google", "client_id=i", "--secret-file", empty.toString())
                            .exitCode())
                    .isEqualTo(ExitCode.FAILED);
            assertThat(server.command("provider", "set", "google", "signup=off").err())
                    .startsWith("There is no provider called google.");
            assertThat(server.command("provider", "check", "google").err())
                    .startsWith("There is no provider called google.");
            assertThat(enabled(server)).isEmpty();
        }
    }

    @Test
    void presetsAreListedWithWhatTheyWant() {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.on(on)) {
            String out = done(server.command("provider", "presets")).out();
            for (Preset preset : Presets.ALL) {
                assertThat(out).containsPattern("(?m)^" + preset.name() + " +O");
            }
            assertThat(out).containsPattern("apple .*apple_private_key").containsPattern("oidc .*issuer");
        }
    }

    /** Every preset, given what a mock of its provider hands out, makes a provider that the mock agrees with. */
    @Test
    void aCheckAsksTheProvider() throws IOException {
        try (TestDatabase on = TestDatabases.sqlite();
                MockProviders mocks = MockProviders.start();
                TestServer server = TestServer.on(
                        on, "outgoing.allow_private=" + mocks.base().getRawAuthority())) {
            for (Flavour flavour : Flavour.values()) {
                MockProvider mock = mocks.add(flavour);
                List<String> arguments = new ArrayList<>(List.of("provider", "add", mock.name()));
                String secret = "";
                for (Map.Entry<String, String> setting : mock.settings().entrySet()) {
                    switch (setting.getKey()) {
                        case "client_secret", "apple_private_key" -> secret = setting.getValue();
                        // LinkedIn's keys are of no use here: it is asked for the profile.
                        case "jwks_uri" -> {
                            if (flavour != Flavour.LINKEDIN) {
                                arguments.add(setting.getKey() + "=" + setting.getValue());
                            }
                        }
                        default -> arguments.add(setting.getKey() + "=" + setting.getValue());
                    }
                }
                done(server.commandWith(secret, arguments.toArray(String[]::new)));
                assertThat(done(server.command("provider", "check", mock.name()))
                                .out())
                        .startsWith("Nothing wrong was found with " + mock.name());
            }
            done(server.command("provider", "set", "google", "issuer=" + mocks.base() + "/nobody"));
            Ran wrong = server.command("provider", "check", "google");
            assertThat(wrong.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(wrong.err()).isNotBlank();
        }
    }
}
