package dev.gatehouse.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every file of the repository. */
class RepositoryTest {
    private static final Path ROOT = Path.of("..");
    private static final Set<String> NOT_OURS = Set.of(".git", "target", "data", ".idea", ".vscode");
    private static final String THIS_FILE = "RepositoryTest.java";

    private record Rule(Pattern forbidden, String why) {}

    private static final List<Rule> RULES = List.of(
            new Rule(
                    Pattern.compile("(?<![\\w.:/-])/((root|work)|(home|Users)/\\w+)/\\w|[A-Z]:\\\\Users"),
                    "a path of one machine means nothing on another"),
            new Rule(
                    Pattern.compile(
                            "repo1?\\.maven\\.(org|apache\\.org)|oss\\.sonatype|registry\\.npmjs|pypi\\.org/simple"),
                    "where packages come from is the builder's choice"),
            new Rule(Pattern.compile("\\b(TODO|FIXME|XXX)\\b"), "finish it, or write an issue"));

    /** What git tracks, or every file where this is not a clone. */
    private static List<Path> files() throws IOException {
        if (Files.exists(ROOT.resolve(".git"))) {
            try {
                Process git = new ProcessBuilder("git", "ls-files", "-z")
                        .directory(ROOT.toFile())
                        .start();
                byte[] names = git.getInputStream().readAllBytes();
                if (names.length > 0) {
                    return Stream.of(new String(names, StandardCharsets.UTF_8).split("\0"))
                            .map(ROOT::resolve)
                            .filter(Files::isRegularFile)
                            .toList();
                }
            } catch (IOException gitIsAbsent) {
                return walk();
            }
        }
        return walk();
    }

    private static List<Path> walk() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        for (Path part : file) {
                            if (NOT_OURS.contains(part.toString())) {
                                return false;
                            }
                        }
                        return true;
                    })
                    .toList();
        }
    }

    @Test
    void noFileHoldsWhatBelongsToOneMachineOrIsUnfinished() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            boolean binary = text.indexOf('\0') >= 0;
            if (binary || file.endsWith(THIS_FILE)) {
                continue;
            }
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                for (Rule rule : RULES) {
                    if (rule.forbidden().matcher(line).find()) {
                        found.add(file + ":" + number + ": " + line.strip() + " (" + rule.why() + ")");
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        assertThat(files().stream()
                        .filter(file -> file.toString().contains("src/main/java")
                                && file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .distinct()
                        .filter(room -> !Files.exists(room.resolve("package-info.java"))))
                .isEmpty();
    }
}
