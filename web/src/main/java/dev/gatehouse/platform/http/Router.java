package dev.gatehouse.platform.http;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The routes as a tree of segments. An exact segment wins over a name; the best pattern's methods are the only ones. */
final class Router {
    /** An address that exists: what it takes, and what stood at the names of its pattern. */
    record Match(Place place, List<String> values) {}

    /** The methods of one address. */
    record Place(Map<Method, Route> routes, String allow) {}

    private static final class Node {
        final Map<String, Node> exact = new HashMap<>();
        final Map<Method, Route> routes = new EnumMap<>(Method.class);

        @Nullable
        Node named;

        @Nullable
        Place place;
    }

    private final Node root = new Node();

    /** @throws IllegalStateException where two routes have the same method and shape */
    Router(List<Route> routes) {
        for (Route route : routes) {
            Node node = root;
            for (PathPattern.Segment segment : route.compiled().segments()) {
                node = child(node, segment);
            }
            Route other = node.routes.putIfAbsent(route.method(), route);
            if (other != null) {
                throw new IllegalStateException("two routes for the same address: " + other + " and " + route);
            }
            node.place = new Place(node.routes, allow(node.routes));
        }
    }

    private static Node child(Node node, PathPattern.Segment segment) {
        String exact = segment.exact();
        if (exact != null) {
            return node.exact.computeIfAbsent(exact, text -> new Node());
        }
        Node named = node.named;
        if (named == null) {
            named = new Node();
            node.named = named;
        }
        return named;
    }

    /** RFC 9110, section 10.2.1. */
    private static String allow(Map<Method, Route> routes) {
        String methods = routes.keySet().stream()
                .map(method -> method == Method.GET ? "GET, HEAD" : method.name())
                .collect(Collectors.joining(", "));
        return methods + ", OPTIONS";
    }

    /** What the path leads to; null where that is nothing. */
    @Nullable
    Match find(RawPath path) {
        List<String> values = new ArrayList<>(2);
        Place place = find(root, path.segments(), 0, values);
        return place == null ? null : new Match(place, values);
    }

    private static @Nullable Place find(Node node, List<String> segments, int at, List<String> values) {
        if (at == segments.size()) {
            return node.place;
        }
        String segment = segments.get(at);
        Node exact = node.exact.get(segment);
        if (exact != null) {
            Place found = find(exact, segments, at + 1, values);
            if (found != null) {
                return found;
            }
        }
        if (node.named == null || segment.isEmpty()) {
            return null;
        }
        values.add(segment);
        Place found = find(node.named, segments, at + 1, values);
        if (found == null) {
            values.removeLast();
        }
        return found;
    }
}
