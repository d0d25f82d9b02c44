package dev.gatehouse.platform.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes an answer, with the headers that every answer has. Runs on the event loop. */
final class ResponseWriter {
    /** What part of the heap large answers may hold that nobody has taken yet. */
    private static final int SHARE = 8;

    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("referrer-policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence CACHE_CONTROL = HttpHeaders.createOptimized("cache-control");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence TRANSPORT_SECURITY = HttpHeaders.createOptimized("strict-transport-security");
    private static final CharSequence ONE_YEAR = HttpHeaders.createOptimized("max-age=31536000");
    private static final CharSequence VARY = HttpHeaders.createOptimized("vary");
    private static final CharSequence ORIGIN = HttpHeaders.createOptimized("origin");
    private static final String EXPOSED = "etag, location, ratelimit, retry-after, www-authenticate, x-request-id";

    private final Set<String> corsOrigins;
    private final boolean transportSecurity;
    private final LargeAnswers large;

    ResponseWriter(HttpSettings settings) {
        this.corsOrigins = settings.corsOrigins();
        this.transportSecurity = settings.publiclySecure();
        this.large = new LargeAnswers(Runtime.getRuntime().maxMemory() / SHARE);
    }

    /**
     * Done once the client has taken it.
     *
     * @param last whether the connection closes after this answer
     */
    Future<Void> write(
            HttpServerRequest request, Response answer, String requestId, boolean last, Connections.Line line) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return Future.succeededFuture();
        }
        response.setStatusCode(answer.status());
        MultiMap headers = response.headers();
        headers.add(REQUEST_ID, requestId);
        headers.add(CONTENT_TYPE_OPTIONS, NOSNIFF);
        headers.add(REFERRER_POLICY, NO_REFERRER);
        if (transportSecurity) {
            headers.add(TRANSPORT_SECURITY, ONE_YEAR);
        }
        if (answer.header("cache-control") == null) {
            headers.add(CACHE_CONTROL, NO_STORE);
        }
        String[] own = answer.headers();
        for (int i = 0; i < own.length; i += 2) {
            headers.add(own[i], own[i + 1]);
        }
        allowOrigin(request, headers);
        if (last && request.version().alpnName().startsWith("http/1")) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        if (request.method() == HttpMethod.HEAD && answer.body().length > 0) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length));
            return response.end();
        }
        if (answer.body().length > LargeAnswers.PIECE) {
            return large.send(request, answer.body(), line);
        }
        return answer.body().length == 0 ? response.end() : response.end(Buffer.buffer(answer.body()));
    }

    /** The answer to {@code OPTIONS}: what this address takes and, for a listed origin, what its pages may send. */
    Response options(HttpServerRequest request, String allow) {
        Response response = Response.noContent().withHeader("allow", allow);
        boolean preflight = request.headers().contains("access-control-request-method");
        if (!preflight || listed(request) == null) {
            return response;
        }
        return response.withHeader("access-control-allow-methods", allow)
                .withHeader("access-control-allow-headers", "authorization, content-type, if-none-match, x-request-id")
                .withHeader("access-control-max-age", "600");
    }

    private void allowOrigin(HttpServerRequest request, MultiMap headers) {
        if (corsOrigins.isEmpty()) {
            return;
        }
        headers.add(VARY, ORIGIN);
        String origin = listed(request);
        if (origin != null) {
            headers.set("access-control-allow-origin", origin);
            headers.set("access-control-allow-credentials", "true");
            headers.set("access-control-expose-headers", EXPOSED);
        }
    }

    private @Nullable String listed(HttpServerRequest request) {
        String origin = request.headers().get(HttpHeaders.ORIGIN);
        return origin != null && corsOrigins.contains(origin) ? origin : null;
    }
}
