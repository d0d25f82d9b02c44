package dev.gatehouse.platform.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The methods that a route can take. {@code HEAD} is served by {@link #GET}, {@code OPTIONS} by the router. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE;

    /** The method of that exact name; null for any other. */
    static @Nullable Method named(String name) {
        return switch (name) {
            case "GET", "HEAD" -> GET;
            case "POST" -> POST;
            case "PUT" -> PUT;
            case "PATCH" -> PATCH;
            case "DELETE" -> DELETE;
            default -> null;
        };
    }

    /** In lower case, as OpenAPI writes it. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
