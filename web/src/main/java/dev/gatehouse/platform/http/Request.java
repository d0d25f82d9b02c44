package dev.gatehouse.platform.http;

import dev.gatehouse.kernel.ErrorCode;
import dev.gatehouse.kernel.Problem;
import dev.gatehouse.platform.json.Json;
import dev.gatehouse.platform.json.MalformedJson;
import io.vertx.core.MultiMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One request, its body read whole. Belongs to the thread of its handler. */
public final class Request {
    private static final int MAX_USER_AGENT = 256;

    /** What is known before the body: where it leads, who calls, under which id. */
    record Head(
            String id,
            Route route,
            String target,
            List<String> pathValues,
            MultiMap headers,
            ClientAddress address,
            HttpSettings settings) {}

    private final Head head;
    private final byte[] body;
    private @Nullable Map<String, JsonNode> query;
    private @Nullable Fields fields;

    Request(Head head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** The method of the route: {@link Method#GET} for a {@code HEAD} too. */
    public Method method() {
        return head.route().method();
    }

    /** The path as it came, still encoded. */
    public String path() {
        int mark = head.target().indexOf('?');
        return mark < 0 ? head.target() : head.target().substring(0, mark);
    }

    /** The route that was found. */
    public Route route() {
        return head.route();
    }

    /** What stands, decoded, at that name of the route's pattern. */
    public String pathValue(String name) {
        int index = head.route().compiled().names().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("no {" + name + "} in " + head.route());
        }
        return head.pathValues().get(index);
    }

    /**
     * A parameter of the query; null where it is absent.
     *
     * @throws Problem 400 where the query is malformed or names a parameter twice, 422 where it has control characters
     */
    public @Nullable String query(String name) {
        JsonNode value = queryValues().get(name);
        if (value == null) {
            return null;
        }
        String text = value.stringValue();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid(name, "This has characters that cannot be taken.");
        }
        return text;
    }

    /** The query, to be read and checked like a body. */
    public Fields query() {
        return handOut(new Fields(queryValues(), true));
    }

    /** A header's value, case ignored; repeated ones joined by commas (RFC 9110, section 5.3); null where absent. */
    public @Nullable String header(String name) {
        String first = head.headers().get(name);
        if (first == null) {
            return null;
        }
        List<String> all = head.headers().getAll(name);
        return all.size() == 1 ? first : String.join(", ", all);
    }

    /**
     * A cookie's value; null where it is absent.
     *
     * @throws Problem 400 where the name comes twice: another host of this domain may have set one of the two
     */
    public @Nullable String cookie(String name) {
        String found = null;
        for (String line : head.headers().getAll("cookie")) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals < 0 || !pair.substring(0, equals).strip().equals(name)) {
                    continue;
                }
                if (found != null) {
                    throw Problem.of(ErrorCode.INVALID_REQUEST, "A cookie is sent twice.");
                }
                String value = pair.substring(equals + 1).strip();
                boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
                found = quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return found;
    }

    /** Who calls; behind a trusted proxy, who calls that. */
    public ClientAddress address() {
        return head.address();
    }

    /** Whether clients reach this server by TLS, whatever a proxy says of this connection: all cookies are named by it. */
    public boolean publiclySecure() {
        return head.settings().publiclySecure();
    }

    /** The id that stands in the logs and in {@code X-Request-Id}. */
    public String id() {
        return head.id();
    }

    /** What the client calls itself, cut to {@value #MAX_USER_AGENT} characters, fit to be stored; may be empty. */
    public String userAgent() {
        String header = header("user-agent");
        if (header == null) {
            return "";
        }
        String cut = header.length() > MAX_USER_AGENT ? header.substring(0, MAX_USER_AGENT) : header;
        boolean plain = cut.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        return plain ? cut : cut.replaceAll("[^ -~]", "?");
    }

    /** The body as it came; the caller must not change it. */
    public byte[] body() {
        return body;
    }

    /**
     * The body, a JSON object.
     *
     * @throws Problem 415 for another content type, 400 where it is malformed, 422 where it is no object
     */
    public Fields json() {
        if (body.length == 0 && header("content-type") == null) {
            throw Problem.of(ErrorCode.MALFORMED_JSON, "The body is empty where a JSON object is expected.");
        }
        ContentTypes.requireJson(header("content-type"));
        JsonNode node = readJson();
        if (!node.isObject()) {
            throw Problem.of(ErrorCode.VALIDATION_FAILED, "The body must be a JSON object.");
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        node.forEachEntry(values::put);
        return handOut(new Fields(values, false));
    }

    /** As {@link #json()}; without any body, no fields at all. */
    public Fields optionalJson() {
        return body.length == 0 ? handOut(new Fields(Map.of(), false)) : json();
    }

    /**
     * The body, a form.
     *
     * @throws Problem 415 for another content type, 400 where it is malformed or names a parameter twice
     */
    public Fields form() {
        ContentTypes.requireForm(header("content-type"));
        return handOut(new Fields(FormCode.parse(body), true));
    }

    /** A text that came beside what a handler has read of the body or query; null where there is none, or it is no text. */
    public @Nullable String sent(String name) {
        return fields == null ? null : fields.sent(name);
    }

    /** Whether a handler took fields, found some that do not fit, and went on. */
    boolean leftUnchecked() {
        return fields != null && fields.unchecked();
    }

    String publicOrigin() {
        return head.settings().publicOrigin();
    }

    private Fields handOut(Fields made) {
        fields = made;
        return made;
    }

    private JsonNode readJson() {
        try {
            return Json.read(body);
        } catch (MalformedJson e) {
            throw Problem.of(ErrorCode.MALFORMED_JSON, e.detail());
        }
    }

    private Map<String, JsonNode> queryValues() {
        Map<String, JsonNode> values = query;
        if (values == null) {
            int mark = head.target().indexOf('?');
            values = mark < 0 ? Map.of() : FormCode.parse(head.target().substring(mark + 1));
            query = values;
        }
        return values;
    }
}
