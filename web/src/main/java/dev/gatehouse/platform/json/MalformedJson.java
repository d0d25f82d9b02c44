package dev.gatehouse.platform.json;

/** Input that is not well-formed JSON (RFC 8259) or passes the limits of {@link Json}. The message never quotes it. */
public final class MalformedJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    MalformedJson(String detail) {
        super(detail, null, false, false);
        this.detail = detail;
    }

    /** What is wrong, in a sentence for the client. */
    public String detail() {
        return detail;
    }
}
