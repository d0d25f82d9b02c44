package dev.gatehouse.platform.http;

import dev.gatehouse.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An answer: immutable, so that one can be made once and given often. */
public final class Response {
    /** What pages may do where they do not say otherwise: nothing. */
    public static final String STRICT_CSP =
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final byte[] NOTHING = {};
    private static final String[] NO_HEADERS = {};

    private final int status;
    private final byte[] body;
    /** Names and values in turn, names in lower case. */
    private final String[] headers;

    private Response(int status, byte[] body, String[] headers) {
        this.status = status;
        this.body = body;
        this.headers = headers;
    }

    /** A record or map as JSON. */
    public static Response json(int status, Object value) {
        return bytes(status, "application/json", Json.bytes(value));
    }

    /** A record or map as JSON, 200. */
    public static Response json(Object value) {
        return json(200, value);
    }

    /** 204. */
    public static Response noContent() {
        return empty(204);
    }

    /** A page, with {@link #STRICT_CSP} unless {@code content-security-policy} is set. */
    public static Response html(int status, String page) {
        return html(status, page.getBytes(StandardCharsets.UTF_8));
    }

    /** A page in UTF-8, with {@link #STRICT_CSP} unless {@code content-security-policy} is set. */
    public static Response html(int status, byte[] page) {
        return bytes(status, "text/html; charset=utf-8", page).withHeader("content-security-policy", STRICT_CSP);
    }

    /** Plain text. */
    public static Response text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** These bytes, which the caller must not change any more. */
    public static Response bytes(int status, String contentType, byte[] body) {
        return new Response(status, body, NO_HEADERS).withHeader("content-type", contentType);
    }

    /** 303 to that address. */
    public static Response redirect(String location) {
        return empty(303).withHeader("location", location);
    }

    static Response empty(int status) {
        return new Response(status, NOTHING, NO_HEADERS);
    }

    /**
     * The same answer with this header; replaces one of the same name.
     *
     * @throws IllegalArgumentException where name or value could not stand in a header
     */
    public Response withHeader(String name, String value) {
        String lower = lowerCase(name);
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals(lower)) {
                String[] replaced = headers.clone();
                replaced[i + 1] = checked(lower, value);
                return new Response(status, body, replaced);
            }
        }
        return adding(lower, value);
    }

    /** The same answer with a cookie more. */
    public Response withCookie(Cookie cookie) {
        return adding("set-cookie", cookie.header());
    }

    /** The same headers without a body, for a 304. */
    Response notModified() {
        return new Response(304, NOTHING, headers);
    }

    public int status() {
        return status;
    }

    /** The header's value, case ignored; null where it is not set. */
    public @Nullable String header(String name) {
        String lower = lowerCase(name);
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equals(lower)) {
                return headers[i + 1];
            }
        }
        return null;
    }

    /** The body; the caller must not change it. */
    public byte[] body() {
        return body;
    }

    String[] headers() {
        return headers;
    }

    private Response adding(String lower, String value) {
        String[] more = Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = lower;
        more[headers.length + 1] = checked(lower, value);
        return new Response(status, body, more);
    }

    private static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }

    /** A line break here would let a value write headers of its own. */
    private static String checked(String name, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c >= 0x7f) {
                throw new IllegalArgumentException("the value of header " + name + " needs encoding");
            }
        }
        return value;
    }
}
