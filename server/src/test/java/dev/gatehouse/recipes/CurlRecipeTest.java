package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CurlRecipeTest {
    private static final Path SCRIPT = Programs.RECIPES.resolve("curl/five-minutes.sh");

    @Test
    void fiveMinutesOfCurlGoAsToldInTheReadme() throws Exception {
        Programs.require("curl 7.82 or later", "sh", "-c", "curl --help all | grep -e --json");
        try (TestDatabase on = TestDatabases.sqlite();
                DevServer server = new DevServer(on)) {
            String printed = Programs.run(Map.of(), "sh", SCRIPT.toString(), server.address());
            assertThat(printed)
                    .containsSubsequence(
                            "# Sign up",
                            "\"message\":\"Account created\"",
                            "\"message\":\"Login successful\"",
                            "# Call",
                            "\"title\":\"Try Gatehouse\"",
                            "[{\"id\":",
                            "\"error\":\"insufficient_permissions\"",
                            "# Who",
                            "\"authenticated\":true",
                            "# New tokens",
                            "\"message\":\"Token refreshed\"",
                            "# Sign out",
                            "\"error\":\"invalid_token\"");
        }
    }

    /** Apart from the name, which is new at every run, and where the tokens are kept. */
    @Test
    void theReadmeShowsTheSameCalls() throws IOException {
        List<String> told = calls(Path.of("..", "README.md"));
        assertThat(told).hasSizeGreaterThan(8).isEqualTo(calls(SCRIPT));
    }

    private static List<String> calls(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> line.startsWith("curl -s "))
                .map(line ->
                        line.replace("'$name'", "ada").replaceAll(" +", " ").replaceAll(" \\| tee .*", ""))
                .toList();
    }
}
