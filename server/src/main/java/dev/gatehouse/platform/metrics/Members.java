package dev.gatehouse.platform.metrics;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The members of a family by their labels' values; so many at most, lest something from outside fill the memory. What
 * comes on top shares one member, whose labels all say {@code other}.
 */
final class Members<M> {
    private static final int MOST = 500;
    private static final String OTHER = "other";

    private final ConcurrentHashMap<List<String>, M> members = new ConcurrentHashMap<>();
    private final Function<String[], M> make;

    /** @param make answers the library's own member for these values, the same one for the same values */
    Members(Function<String[], M> make) {
        this.make = make;
    }

    M of(String... values) {
        List<String> key = List.of(values);
        M known = members.get(key);
        if (known != null) {
            return known;
        }
        List<String> kept = members.size() < MOST ? key : Collections.nCopies(values.length, OTHER);
        return Objects.requireNonNull(
                members.computeIfAbsent(kept, labels -> make.apply(labels.toArray(String[]::new))));
    }
}
