package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command line's own answers and exit codes. */
class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void saysItsVersionAndItsCommands() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("gatehouse ");
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("settings").doesNotContain("train");
        assertThat(run()).isZero();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(run("frobnicate")).isEqualTo(Main.DOES_NOT_FIT);
        assertThat(err.toString()).contains("frobnicate");
    }

    @Test
    void listsSettingsWithTheirOrigin() {
        assertThat(run("settings", "--set", "log.level=debug")).isZero();
        assertThat(out.toString())
                .containsPattern("log.level +debug +flag")
                .containsPattern("log.format +json +default");
    }

    @Test
    void namesEverySettingThatDoesNotFit() {
        assertThat(run("settings", "--set", "log.level=loud", "--set", "log.fromat=json"))
                .isEqualTo(Main.DOES_NOT_FIT);
        assertThat(err.toString()).contains("log.level: given \"loud\"", "did you mean log.format?");
    }
}
