package dev.gatehouse.cli;

import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a JWT says, whether it is true or not: nothing of it has been verified.
 *
 * @param header null where it cannot be read
 * @param claims null where they cannot be read
 */
record TokenPage(@Nullable JsonNode header, @Nullable JsonNode claims) {
    private static final Set<String> TIMES = Set.of("iat", "exp", "nbf", "auth_time");

    static TokenPage of(String token) {
        String[] parts = token.split("\\.", -1);
        return parts.length == 3 ? new TokenPage(read(parts[0]), read(parts[1])) : new TokenPage(null, null);
    }

    /** A claim that is a text; null where there is none. */
    @Nullable
    String text(String claim) {
        JsonNode value = claims == null ? null : claims.get(claim);
        return value != null && value.isString() ? value.stringValue() : null;
    }

    void print(PrintWriter out, Instant now) {
        print(out, "Header", header, now);
        print(out, "Claims", claims, now);
    }

    private static void print(PrintWriter out, String title, @Nullable JsonNode members, Instant now) {
        if (members == null) {
            return;
        }
        out.println(title);
        Table table = new Table();
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            table.row("  " + member.getKey(), value(member.getKey(), member.getValue(), now));
        }
        table.print(out);
        out.println();
    }

    private static String value(String name, JsonNode value, Instant now) {
        if (TIMES.contains(name) && value.isIntegralNumber()) {
            try {
                return Words.moment(Instant.ofEpochSecond(value.asLong()), now);
            } catch (DateTimeException | ArithmeticException beyondTime) {
                return value.toString();
            }
        }
        return value.isString() ? value.stringValue() : value.toString();
    }

    private static @Nullable JsonNode read(String part) {
        try {
            JsonNode node = Json.read(Base64.getUrlDecoder().decode(part));
            return node.isObject() ? node : null;
        } catch (MalformedJson | IllegalArgumentException unreadable) {
            return null;
        }
    }
}
