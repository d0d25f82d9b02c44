package dev.gatehouse.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches one document of the issuer: no redirects, a bound on size and on the whole time, checked content type. The client
 * is made at the first fetch, since it costs a tenth of a second.
 */
final class HttpFetch implements AutoCloseable {
    /** A 200 with its body, or a 304. */
    record Answer(int status, byte[] body, @Nullable String etag) {}

    private final URI uri;
    private final Set<String> types;
    private final long largest;
    private @Nullable HttpClient client;
    private boolean closed;

    /**
     * @param types the allowed media types, in lower case
     * @param largest body in bytes
     * @throws IllegalArgumentException where the address is no https URL, nor a plain http one that is allowed
     */
    HttpFetch(URI uri, boolean plainHttp, Set<String> types, long largest) {
        boolean plain = "http".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || !(plain || "https".equalsIgnoreCase(uri.getScheme()))) {
            throw new IllegalArgumentException(uri + " is not an http or https address");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("The address has neither query nor fragment nor user");
        }
        if (plain && !plainHttp && !isThisHost(uri.getHost())) {
            throw new IllegalArgumentException(
                    uri + " is plain http: use https, or allowPlainHttp() in a private network");
        }
        this.uri = uri;
        this.types = Set.copyOf(types);
        this.largest = largest;
    }

    /**
     * One GET.
     *
     * @param query appended after a question mark; empty for none
     * @throws IOException where the answer is late, too large, of another type, or neither 200 nor 304
     */
    Answer get(String query, Map<String, String> headers, Duration within) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(query.isEmpty() ? uri : URI.create(uri + "?" + query))
                .timeout(within)
                .header("Accept", String.join(", ", types));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> answering =
                client().sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), largest));
        try {
            return checked(answering.get(within.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + within.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException("no answer: " + e.getCause(), e);
        } finally {
            // Also ends a body that trickles for ever, which the request's own timeout does not see.
            answering.cancel(true);
        }
    }

    private Answer checked(HttpResponse<byte[]> response) throws IOException {
        String etag = response.headers().firstValue("ETag").orElse(null);
        if (response.statusCode() == 304) {
            return new Answer(304, new byte[0], etag);
        }
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        int end = type.indexOf(';');
        if (!types.contains((end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT))) {
            throw new IOException("unexpected content type");
        }
        return new Answer(200, response.body(), etag);
    }

    private synchronized HttpClient client() throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        if (client == null) {
            client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(3))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(task ->
                            Thread.ofVirtual().name("gatehouse-guard-http").start(task))
                    .build();
        }
        return client;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            client.shutdownNow();
        }
    }

    /** Only names and literals that no resolver can point elsewhere. */
    private static boolean isThisHost(String host) {
        if (host.equalsIgnoreCase("localhost") || host.equalsIgnoreCase("[::1]")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
