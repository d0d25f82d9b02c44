package dev.gatehouse.feature.apidocs;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.platform.json.Json;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the OpenAPI 3.1 document together. The pieces under {@code resources/openapi} say in words what a call does and
 * which bodies it takes and gives. What the router knows is taken from it and written nowhere else: whether a route is
 * there, who may call it, and the refusals that follow from that.
 *
 * <p>An operation names its own error codes in {@code x-errors}. Where it names its {@code security}, that stands.
 */
final class ApiDescription {
    private static final String ERRORS = "x-errors";
    private static final String COOKIE = "cookie";
    private static final String PASSWORD = "password";
    private static final List<String> WAYS_IN = List.of("bearer", COOKIE, PASSWORD);
    private static final List<String> NAMED = List.of("schemas", "parameters", "headers", "responses");

    private final ObjectNode document;
    private final Map<String, Route> routes = new HashMap<>();
    private final Set<String> usedTags = new TreeSet<>();

    /**
     * @param base the piece without paths: what is said about the whole
     * @param address what clients reach this server by
     * @param accessCookie the name of the cookie with the access token
     */
    ApiDescription(byte[] base, String address, String accessCookie, List<Route> all) {
        document = (ObjectNode) Json.read(base);
        all.forEach(route -> routes.put(key(route.method().lowerCase(), route.pattern()), route));
        document.putArray("servers").addObject().put("url", address);
        ObjectNode schemes = (ObjectNode) document.path("components").path("securitySchemes");
        ((ObjectNode) schemes.path(COOKIE)).put("name", accessCookie);
        if (takesPasswords()) {
            ((ObjectNode) schemes.path(PASSWORD).path("flows").path(PASSWORD)).put("tokenUrl", address + "/token");
        } else {
            schemes.remove(PASSWORD);
        }
    }

    /** Adds what a piece describes, as far as the router has it. */
    ApiDescription with(byte[] piece) {
        JsonNode read = Json.read(piece);
        boolean used = false;
        for (Map.Entry<String, JsonNode> path : read.path("paths").properties()) {
            used |= addPath(path.getKey(), (ObjectNode) path.getValue());
        }
        if (used) {
            read.path("tags").forEach(tag -> document.withArrayProperty("tags").add(tag));
            for (String kind : NAMED) {
                ObjectNode all = ((ObjectNode) document.path("components")).withObjectProperty(kind);
                read.path("components").path(kind).properties().forEach(one -> addOnce(all, one));
            }
        }
        return this;
    }

    byte[] bytes() {
        ArrayNode tags = document.withArrayProperty("tags");
        tags.removeIf(tag -> !usedTags.contains(tag.path("name").asString()));
        return Json.bytes(document);
    }

    private boolean addPath(String path, ObjectNode item) {
        boolean used = false;
        for (Method method : Method.values()) {
            String name = method.lowerCase();
            Route route = routes.get(key(name, path));
            if (item.has(name) && route == null) {
                item.remove(name);
            } else if (item.get(name) instanceof ObjectNode operation && route != null) {
                complete(operation, route, item);
                used = true;
            }
        }
        if (used) {
            document.withObjectProperty("paths").set(path, item);
        }
        return used;
    }

    private void complete(ObjectNode operation, Route route, ObjectNode item) {
        operation.path("tags").forEach(tag -> usedTags.add(tag.asString()));
        Set<ErrorCode> codes = named(operation.remove(ERRORS));
        codes.addAll(guard(operation, route));
        codes.addAll(input(operation, item));
        ObjectNode responses = operation.withObjectProperty("responses");
        Refusals.of(codes, route.errors()).forEach((status, refusal) -> {
            // A piece may say that the same refusal also comes as a page.
            ObjectNode content = refusal.withObjectProperty("content");
            responses
                    .path(status)
                    .path("content")
                    .properties()
                    .forEach(page -> content.set(page.getKey(), page.getValue()));
            responses.set(status, refusal);
        });
        responses.putObject("default").put("$ref", "#/components/responses/" + unexpected(route));
    }

    private static String unexpected(Route route) {
        return switch (route.errors()) {
            case PROBLEM -> "Unexpected";
            case OAUTH -> "OAuthUnexpected";
        };
    }

    /** Says who may call; answers the refusals of everybody else. */
    private Set<ErrorCode> guard(ObjectNode operation, Route route) {
        boolean open = route.access() instanceof Access.Open;
        if (!operation.has("security")) {
            ArrayNode security = operation.putArray("security");
            WAYS_IN.stream().filter(way -> !open).forEach(way -> security.addObject()
                    .putArray(way));
        }
        if (!takesPasswords()) {
            ((ArrayNode) operation.path("security")).removeIf(way -> way.has(PASSWORD));
        }
        if (open) {
            return Set.of();
        }
        Set<ErrorCode> codes = EnumSet.of(ErrorCode.NOT_AUTHENTICATED, ErrorCode.INVALID_TOKEN);
        if (route.method() != Method.GET && accepts(operation, COOKIE)) {
            codes.add(ErrorCode.CROSS_ORIGIN);
        }
        if (route.access() instanceof Access.Requires(String permission)) {
            codes.add(ErrorCode.INSUFFICIENT_PERMISSIONS);
            operation.put("x-permission", permission);
            String said = operation.path("description").asString("");
            operation.put("description", (said + "\n\nNeeds the permission `" + permission + "`.").strip());
        }
        return codes;
    }

    /** The refusals of whatever does not fit. */
    private static Set<ErrorCode> input(ObjectNode operation, ObjectNode item) {
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        JsonNode content = operation.path("requestBody").path("content");
        for (String type : content.propertyNames()) {
            codes.addAll(Set.of(
                    ErrorCode.BODY_TOO_LARGE,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    ErrorCode.VALIDATION_FAILED,
                    type.endsWith("json") ? ErrorCode.MALFORMED_JSON : ErrorCode.INVALID_REQUEST));
        }
        for (JsonNode parameters : List.of(operation.path("parameters"), item.path("parameters"))) {
            for (JsonNode parameter : parameters) {
                if (parameter.path("in").asString("").equals("query")) {
                    codes.addAll(Set.of(ErrorCode.INVALID_REQUEST, ErrorCode.VALIDATION_FAILED));
                }
            }
        }
        return codes;
    }

    private static Set<ErrorCode> named(@Nullable JsonNode errors) {
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        if (errors != null) {
            errors.forEach(name -> codes.add(ErrorCode.valueOf(name.asString().toUpperCase(Locale.ROOT))));
        }
        return codes;
    }

    private boolean takesPasswords() {
        return routes.containsKey(key("post", "/token"));
    }

    private static boolean accepts(ObjectNode operation, String scheme) {
        return operation.path("security").valueStream().anyMatch(way -> way.has(scheme));
    }

    private static void addOnce(ObjectNode all, Map.Entry<String, JsonNode> named) {
        if (all.has(named.getKey())) {
            throw new IllegalStateException("described twice: " + named.getKey());
        }
        all.set(named.getKey(), named.getValue());
    }

    private static String key(String method, String pattern) {
        return method + " " + pattern;
    }
}
