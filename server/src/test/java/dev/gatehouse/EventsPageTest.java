package dev.gatehouse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.domain.audit.EventTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation of the audit events is what the code says. Rewrite it with {@code -Dgatehouse.regenerate=true}. */
class EventsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "generated", "events.md");
    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final Pattern LITERAL = Pattern.compile("\"([a-z_]+\\.[a-z_]+)\"");

    @Test
    void thePageListsTheEventsAsTheyAre() throws IOException {
        String expected = page();
        if (Boolean.getBoolean("gatehouse.regenerate")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE).hasContent(expected);
    }

    /** Who records a new action adds a line with a sentence to {@code events.properties}. */
    @Test
    void everyActionThatTheCodeRecordsIsListed() throws IOException {
        Set<String> recorded = new TreeSet<>();
        for (String source : sources()) {
            // A file that makes events names nothing else with a dot in it.
            if (source.contains("AuditEvent")) {
                LITERAL.matcher(source).results().forEach(found -> recorded.add(found.group(1)));
            }
        }
        assertThat(recorded).contains("session.opened", "link.added", "role.created", "audit.pruned", "key.rotated");
        assertThat(recorded).isSubsetOf(EventTypes.all().keySet());
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources;
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Audit events

                Made by a test from `events.properties` in `domain/audit`, which it compares with the code.

                An event says `action`, `outcome` (`success`, `failure`, `denied`), `actor` (an account's id, `command-line`,
                `server`, or nobody known), `subject` (whom or what it was done to), `session_id`, `address`, `user_agent`,
                `request_id` and `detail`, an object of texts. [The audit trail](../audit.md) says how to read, follow, verify and
                keep them. Webhooks have `action` as their `type`.

                | action | what |
                | --- | --- |
                """);
        EventTypes.all().forEach((name, sentence) -> page.append("| `%s` | %s |\n".formatted(name, sentence)));
        return page.toString();
    }
}
