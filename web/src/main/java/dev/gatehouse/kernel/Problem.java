package dev.gatehouse.kernel;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal on its way to the client (RFC 9457). One place renders it. What only the operator may read travels in the
 * {@linkplain #getMessage() message} and the cause: they are logged, never rendered.
 */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One input that does not fit, and why, in a sentence for a person. */
    public record FieldError(String field, String message) {}

    private final ErrorCode code;
    private final String detail;
    private final transient List<FieldError> fields;
    private final transient @Nullable Duration retryAfter;
    private final transient Map<String, String> headers;
    private final transient Map<String, Object> members;

    private Problem(
            ErrorCode code,
            String detail,
            List<FieldError> fields,
            @Nullable Duration retryAfter,
            Map<String, String> headers,
            Map<String, Object> members,
            @Nullable String note,
            @Nullable Throwable cause) {
        super(note == null ? code.code() : note, cause, false, cause != null);
        this.code = code;
        this.detail = detail;
        this.fields = List.copyOf(fields);
        this.retryAfter = retryAfter;
        this.headers = Map.copyOf(headers);
        this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A refusal with the code's own sentence. */
    public static Problem of(ErrorCode code) {
        return new Problem(code, code.sentence(), List.of(), null, Map.of(), Map.of(), null, null);
    }

    /** A refusal with a more exact public sentence. */
    public static Problem of(ErrorCode code, String detail) {
        return new Problem(code, detail, List.of(), null, Map.of(), Map.of(), null, null);
    }

    /** Input that does not fit: 422 with each field named. */
    public static Problem invalid(List<FieldError> fields) {
        ErrorCode code = ErrorCode.VALIDATION_FAILED;
        return new Problem(code, code.sentence(), fields, null, Map.of(), Map.of(), null, null);
    }

    /** Input that does not fit, where it is one field. */
    public static Problem invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** A refusal that ends: 429 or 503 with {@code Retry-After}, rounded up to whole seconds. */
    public static Problem retryLater(ErrorCode code, Duration after) {
        return new Problem(code, code.sentence(), List.of(), after, Map.of(), Map.of(), null, null);
    }

    /** The same refusal with headers of its own, such as {@code RateLimit}. */
    public Problem with(Map<String, String> headers) {
        return new Problem(code, detail, fields, retryAfter, headers, members, getMessage(), getCause());
    }

    /** The same refusal with a member more in its body (RFC 9457, section 3.2): what a client needs to go on. */
    public Problem saying(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(code, detail, fields, retryAfter, headers, more, getMessage(), getCause());
    }

    /** The same refusal with a note for the operator's log. */
    public Problem because(String note) {
        return new Problem(code, detail, fields, retryAfter, headers, members, note, getCause());
    }

    /** The same refusal with its cause and a note for the operator's log. */
    public Problem because(String note, Throwable cause) {
        return new Problem(code, detail, fields, retryAfter, headers, members, note, cause);
    }

    public ErrorCode code() {
        return code;
    }

    /** The public sentence. */
    public String detail() {
        return detail;
    }

    /** The inputs that do not fit; empty for all but {@link ErrorCode#VALIDATION_FAILED}. */
    public List<FieldError> fields() {
        return fields;
    }

    /** When a new attempt makes sense, where that is known. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Headers that belong to this refusal, beside those that its code brings. */
    public Map<String, String> headers() {
        return headers;
    }

    /** Members that belong to this refusal's body, beside those that all have. */
    public Map<String, Object> members() {
        return members;
    }
}
