package dev.gatehouse.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/security/asvs.md} speaks of every requirement, and of nothing that is not there. */
class AsvsPageTest {
    /** How many requirements each section of ASVS 5.0 has. */
    private static final List<String> SECTIONS = List.of(
            "V6.1 3", "V6.2 12", "V6.3 8", "V6.4 6", "V6.5 8", "V6.6 4", "V6.7 2", "V6.8 4", "V7.1 3", "V7.2 4",
            "V7.3 2", "V7.4 5", "V7.5 3", "V7.6 2");

    private static final Pattern REQUIREMENT = Pattern.compile("(?m)^\\| (V\\d\\.\\d\\.\\d+) ");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");
    private static final Pattern SETTING =
            Pattern.compile("`((?:mfa|passwords|sessions|signin|signup|tokens)\\.[a-z_.]+)");

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/security/asvs.md"));
    }

    @Test
    void everyRequirementHasItsLineOnce() throws IOException {
        List<String> all = new ArrayList<>();
        for (String section : SECTIONS) {
            String[] parts = section.split(" ", 2);
            for (int i = 1; i <= Integer.parseInt(parts[1]); i++) {
                all.add(parts[0] + "." + i);
            }
        }
        assertThat(REQUIREMENT.matcher(page()).results().map(found -> found.group(1)))
                .containsExactlyElementsOf(all);
    }

    @Test
    void everyTestThatItNamesIsThere() throws IOException {
        Set<String> tests = new TreeSet<>();
        for (Path root : List.of(Path.of("src/test/java"), Path.of("../guard/src/test/java"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.map(file -> file.getFileName().toString().replace(".java", ""))
                        .forEach(tests::add);
            }
        }
        assertThat(named(TEST)).isSubsetOf(tests);
    }

    @Test
    void everySettingThatItNamesIsThere() throws IOException {
        String settings = Files.readString(Path.of("../docs/generated/settings.md"));
        assertThat(named(SETTING)).allSatisfy(name -> assertThat(settings).contains("`" + name));
    }

    private static Set<String> named(Pattern what) throws IOException {
        return what.matcher(page())
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
