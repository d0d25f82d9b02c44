package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.ExitCode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line's own answers and exit codes. */
class MainTest {
    @TempDir
    private Path directory;

    private CommandInProcess.Ran run(String... arguments) {
        return CommandInProcess.run(Map.of(), directory, InstantSource.system(), "", arguments);
    }

    @Test
    void saysItsVersionAndItsCommands() {
        assertThat(run("--version").out()).startsWith("gatehouse ");
        CommandInProcess.Ran help = run("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains("serve", "admin", "token", "Exit codes:")
                .doesNotContain("train");
        assertThat(run().out()).isEqualTo(help.out());
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command : List.of(
                "dev",
                "serve",
                "admin create",
                "user create",
                "user show",
                "user disable",
                "user enable",
                "user delete",
                "keys list",
                "keys rotate",
                "token inspect",
                "settings")) {
            String[] arguments = (command + " --help").split(" ");
            CommandInProcess.Ran help = run(arguments);
            assertThat(help.exitCode()).as(command).isZero();
            assertThat(help.out())
                    .as(command)
                    .startsWith("Usage: gatehouse " + command)
                    .contains("Exit codes:", "Example");
        }
    }

    @Test
    void answersWhatItDoesNotKnowInALineWithAHint() {
        CommandInProcess.Ran ran = run("zzyzx");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
        assertThat(ran.err().lines())
                .containsExactly("Unmatched argument at index 0: 'zzyzx'", "`gatehouse --help` says how it is used.");
        assertThat(run("user", "shwo").err()).contains("Did you mean: user show?");
        assertThat(run("user").exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
    }

    @Test
    void listsSettingsWithTheirOrigin() {
        CommandInProcess.Ran ran = run("settings", "--set", "log.level=debug");
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.out()).containsPattern("log.level +debug +flag").containsPattern("log.format +json +default");
    }

    @Test
    void namesEverySettingThatDoesNotFit() {
        CommandInProcess.Ran ran =
                run("settings", "--set", "log.level=loud", "--set", "log.fromat=json", "--set", "proxy.trusted=proxy");
        assertThat(ran.exitCode()).isEqualTo(ExitCode.DOES_NOT_FIT);
        assertThat(ran.err())
                .contains("log.level: given \"loud\"", "did you mean log.format?", "proxy.trusted: 'proxy' is neither");
    }
}
