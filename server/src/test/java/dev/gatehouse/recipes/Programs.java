package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Runs programs of the system. */
final class Programs {
    static final Path RECIPES = Path.of("..", "examples", "recipes");

    private static final long PATIENCE = 120;

    private Programs() {}

    /** What one program printed, once it has ended well. */
    static String run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path printed = Files.createTempFile("gatehouse-recipe", ".txt");
        try {
            int status = start(environment, printed, command);
            String output = Files.readString(printed);
            assertThat(status).as("%s printed%n%s", List.of(command), output).isZero();
            return output;
        } finally {
            Files.delete(printed);
        }
    }

    /** Skips the test where this program does not end well, but fails it where everything has to be there. */
    static void require(String what, String... command) throws InterruptedException {
        if (!endsWell(command)) {
            missing(what);
        }
    }

    /** A Python that has requests: the PATH's, or the one that the system's packages belong to. */
    static String python() throws InterruptedException {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            if (endsWell(python, "-c", "import requests")) {
                return python;
            }
        }
        missing("python3 with requests (apt: python3-requests)");
        return "";
    }

    private static void missing(String what) {
        String said = "NOT TESTED: this needs " + what;
        if (System.getenv("GATEHOUSE_CI") != null) {
            Assertions.fail(said);
        }
        System.err.println(said);
        Assumptions.abort(said);
    }

    private static boolean endsWell(String... command) throws InterruptedException {
        try {
            return start(Map.of(), null, command) == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static int start(Map<String, String> environment, @Nullable Path printed, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.redirectOutput(
                printed == null ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.to(printed.toFile()));
        program.environment().put("NO_PROXY", "*");
        program.environment().put("no_proxy", "*");
        program.environment().putAll(environment);
        Process process = program.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(List.of(command) + " does not end");
        }
        return process.exitValue();
    }
}
