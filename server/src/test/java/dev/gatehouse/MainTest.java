package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.ExitCode;
import dev.gatehouse.cli.Shell;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line's own answers and exit codes. */
class MainTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        Shell shell = new Shell(
                AllSettings.catalogue(),
                Map.of(),
                directory,
                InputStream.nullInputStream(),
                (settings, mayBegin) -> Visit.open(settings, mayBegin, InstantSource.system()));
        return Main.commandLine(shell)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
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
        assertThat(run("frobnicate")).isEqualTo(ExitCode.DOES_NOT_FIT);
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
                .isEqualTo(ExitCode.DOES_NOT_FIT);
        assertThat(err.toString()).contains("log.level: given \"loud\"", "did you mean log.format?");
    }
}
