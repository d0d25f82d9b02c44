package dev.gatehouse.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuideTest {
    private static final Pattern SHELL = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    /** As the guide tells the server. */
    private static final String FRONT_END = "http://localhost:3000";

    /** What gives a letter its time in the guide, and what waits for it here. */
    private static final String SLEEP = "sleep 2    # letters leave after the answer";

    private static final String AWAIT =
            "until command curl -s $api/inbox.json | grep -q recover/new; do sleep 0.1; done";

    private static final Pattern STATUS = Pattern.compile("^curl .* {4}# (\\d{3})$", Pattern.MULTILINE);

    @Test
    void everyCommandOfTheGuideAnswersAsItSays(@TempDir Path directory) throws Exception {
        Programs.require("openssl", "openssl", "version");
        Programs.require("python3", "python3", "--version");
        Programs.require("curl 7.82 or later", "sh", "-c", "curl --help all | grep -e --json");
        String commands = commands();
        List<String> told =
                STATUS.matcher(commands).results().map(found -> found.group(1)).toList();
        assertThat(told).hasSizeGreaterThan(45).hasSameSizeAs(curls(commands));
        assertThat(commands).contains(SLEEP);
        try (TestDatabase on = TestDatabases.sqlite();
                DevServer server = new DevServer(
                        on, Map.of("signin.return_to", FRONT_END + "/signed-in", "cors.origins", FRONT_END))) {
            Path script = directory.resolve("guide.sh");
            Files.writeString(
                    script,
                    "set -eu\ncd " + directory + "\n"
                            + "curl() { command curl -w '%{stderr}%{http_code}\\n' \"$@\" 2>> statuses; }\n"
                            + commands.replace("api=http://localhost:8000", "api=" + server.address())
                                    .replace(SLEEP, AWAIT));
            String printed = Programs.run(Map.of(), "sh", script.toString());
            assertThat(Files.readAllLines(directory.resolve("statuses")))
                    .as(printed)
                    .isEqualTo(told);
        }
    }

    /** Those to the server; the command line's own are left to its tests. */
    private static String commands() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "guide.md"));
        StringBuilder commands = new StringBuilder();
        SHELL.matcher(guide)
                .results()
                .map(MatchResult::group)
                .flatMap(String::lines)
                .forEach(line -> {
                    if (!line.startsWith("```") && !line.contains("./gatehouse")) {
                        commands.append(line).append('\n');
                    }
                });
        return commands.toString();
    }

    private static List<String> curls(String commands) {
        try (Stream<String> lines = commands.lines()) {
            return lines.filter(line -> line.contains("curl ")).toList();
        }
    }
}
