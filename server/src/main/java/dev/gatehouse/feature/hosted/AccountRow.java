package dev.gatehouse.feature.hosted;

import dev.gatehouse.platform.pages.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row on the account's first page.
 *
 * @param group the card in which it stands
 * @param icon which picture stands beside it, of those in {@code hosted/icon.jte}
 * @param title the key of what it is about
 * @param state how that stands, a line each
 * @param tone what somebody should know of at a glance; PLAIN for nothing
 * @param href where one looks after it
 * @param action the key of what one does there
 */
public record AccountRow(
        Group group, String icon, String title, List<Line> state, Notice.Tone tone, String href, String action) {
    /** The cards of the first page, in order. */
    public enum Group {
        /** Who somebody is: name, address. */
        PROFILE,
        /** What leads into the account. */
        WAYS_IN,
        /** What else protects it, and where it is in use. */
        SECURITY,
        /** What is kept, and how it goes. */
        DATA;

        /** The key of the card's heading. */
        public String title() {
            return "account.group." + name().toLowerCase(Locale.ROOT);
        }

        /** What its heading is known by on the page. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A line of text.
     *
     * @param key of its text; null where the first value is the line, such as a name that somebody chose
     * @param values what stands in the text's places; moments are shown as days
     */
    public record Line(@Nullable String key, List<Object> values) {
        public Line {
            values = List.copyOf(values);
        }

        /** A text with these values. */
        public static Line of(String key, Object... values) {
            return new Line(key, List.of(values));
        }

        /** What somebody chose, as it is. */
        public static Line plain(String text) {
            return new Line(null, List.of(text));
        }

        /** The line in the reader's language. */
        public String in(Texts texts) {
            Object[] shown = values.stream()
                    .map(value -> value instanceof Instant moment ? texts.day(moment) : value)
                    .toArray();
            return key == null ? String.valueOf(shown[0]) : texts.get(key, shown);
        }
    }

    public AccountRow {
        state = List.copyOf(state);
    }

    /** A row that nobody has to worry about. */
    public AccountRow(Group group, String icon, String title, Line state, String href, String action) {
        this(group, icon, title, List.of(state), Notice.Tone.PLAIN, href, action);
    }
}
