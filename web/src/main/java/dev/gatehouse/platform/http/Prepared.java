package dev.gatehouse.platform.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bytes made once and served often, with a strong {@code ETag} (RFC 9110, section 8.8.3). */
public final class Prepared {
    private final String etag;
    private final Response full;
    private final Response unchanged;

    private Prepared(String etag, Response full) {
        this.etag = etag;
        this.full = full;
        this.unchanged = full.notModified();
    }

    /** @param cacheControl such as {@code public, max-age=300} */
    public static Prepared of(String contentType, byte[] body, String cacheControl) {
        return of(Response.bytes(200, contentType, body).withHeader("cache-control", cacheControl));
    }

    /** An answer made elsewhere, with its headers. */
    public static Prepared of(Response response) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(response.body());
            String etag = '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + '"';
            return of(response, etag);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** An answer with a tag of its own, for what is the same though its bytes are not. */
    public static Prepared of(Response response, String etag) {
        return new Prepared(etag, response.withHeader("etag", etag));
    }

    /** The quoted tag. */
    public String etag() {
        return etag;
    }

    /** 304 where the client has these bytes already, else all of it. */
    public Response answer(Request request) {
        return matches(request.header("if-none-match")) ? unchanged : full;
    }

    /** Weak comparison, as RFC 9110, section 13.1.2 has it for this header. */
    private boolean matches(@Nullable String ifNoneMatch) {
        if (ifNoneMatch == null) {
            return false;
        }
        if (ifNoneMatch.equals(etag)) {
            return true;
        }
        for (String tag : ifNoneMatch.split(",", -1)) {
            String stripped = tag.strip();
            if (stripped.equals("*") || stripped.equals(etag) || stripped.equals("W/" + etag)) {
                return true;
            }
        }
        return false;
    }
}
