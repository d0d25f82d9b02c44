package dev.gatehouse.platform.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A route's path, cut into segments: exact text, or a name in braces that takes any one segment. */
record PathPattern(String text, List<Segment> segments, List<String> names) {
    /** One segment: {@code exact} text, or null where it takes anything. */
    record Segment(@Nullable String exact) {}

    static PathPattern of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with a slash: " + text);
        }
        List<Segment> segments = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String part : text.equals("/") ? new String[0] : text.substring(1).split("/", -1)) {
            if (part.startsWith("{") && part.endsWith("}") && part.length() > 2) {
                names.add(part.substring(1, part.length() - 1));
                segments.add(new Segment(null));
            } else if (isPlain(part)) {
                segments.add(new Segment(part));
            } else {
                throw new IllegalArgumentException("not a segment of a path: '" + part + "' in " + text);
            }
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalArgumentException("a name occurs twice in " + text);
        }
        return new PathPattern(text, List.copyOf(segments), List.copyOf(names));
    }

    private static boolean isPlain(String part) {
        return !part.isEmpty()
                && !part.equals(".")
                && !part.equals("..")
                && part.chars().allMatch(c -> RawPath.isUnreserved((char) c));
    }
}
