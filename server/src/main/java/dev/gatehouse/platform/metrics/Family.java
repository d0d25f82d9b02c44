package dev.gatehouse.platform.metrics;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What has one name: a line of help, a type, and a number or more for each combination of its labels' values. */
abstract class Family {
    private final String name;
    private final String type;
    private final String help;
    private final List<String> labels;

    Family(String name, String type, String help, List<String> labels) {
        this.name = name;
        this.type = type;
        this.help = help;
        this.labels = List.copyOf(labels);
    }

    final String name() {
        return name;
    }

    final List<String> labels() {
        return labels;
    }

    final void write(StringBuilder text) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        writeSamples(text);
    }

    abstract void writeSamples(StringBuilder text);

    /**
     * One line.
     *
     * @param suffix what follows the family's name
     * @param more a label that this line has beside the family's, with its value, as it is written; or empty
     */
    final void sample(StringBuilder text, String suffix, List<String> values, String more, double value) {
        text.append(name).append(suffix);
        if (!values.isEmpty() || !more.isEmpty()) {
            text.append('{');
            for (int i = 0; i < values.size(); i++) {
                text.append(i == 0 ? "" : ",").append(labels.get(i)).append("=\"");
                escape(text, values.get(i));
                text.append('"');
            }
            text.append(values.isEmpty() || more.isEmpty() ? "" : ",")
                    .append(more)
                    .append('}');
        }
        text.append(' ');
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
        if (whole) {
            text.append((long) value);
        } else {
            text.append(value);
        }
        text.append('\n');
    }

    private static void escape(StringBuilder text, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    /** The members of a family by their labels' values; so many at most, lest something from outside fill the memory. */
    static final class Members<M> {
        private static final int MOST = 500;
        private static final String OTHER = "other";

        private final ConcurrentHashMap<List<String>, M> members = new ConcurrentHashMap<>();
        private final int labels;
        private final Supplier<M> make;

        Members(int labels, Supplier<M> make) {
            this.labels = labels;
            this.make = make;
        }

        M of(String... values) {
            if (values.length != labels) {
                throw new IllegalArgumentException("a value for each label");
            }
            List<String> key = List.of(values);
            M known = members.get(key);
            if (known != null) {
                return known;
            }
            List<String> kept = members.size() < MOST ? key : Collections.nCopies(labels, OTHER);
            return Objects.requireNonNull(members.computeIfAbsent(kept, values_ -> make.get()));
        }

        Map<List<String>, M> all() {
            return members;
        }
    }
}
