package dev.gatehouse.feature.apidocs;

import dev.gatehouse.platform.http.Prepared;
import dev.gatehouse.platform.http.Request;
import dev.gatehouse.platform.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/** The few files that Swagger UI needs, from its archive, and the one that starts it. Compressed once they are asked for. */
final class SwaggerFiles {
    /** Of the archive {@code org.webjars:swagger-ui}; a test holds it to the one that is there. */
    static final String VERSION = "5.34.1";

    private static final String ARCHIVE = "/META-INF/resources/webjars/swagger-ui/" + VERSION + "/";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private record Source(String resource, String contentType) {}

    private static final Map<String, Source> SOURCES = Map.of(
            "swagger-ui.css", new Source(ARCHIVE + "swagger-ui.css", "text/css; charset=utf-8"),
            "swagger-ui-bundle.js", new Source(ARCHIVE + "swagger-ui-bundle.js", SCRIPT),
            "start.js", new Source("/dev/gatehouse/feature/apidocs/start.js", SCRIPT),
            "docs.css", new Source("/dev/gatehouse/feature/apidocs/docs.css", "text/css; charset=utf-8"));

    private final Map<String, Prepared> compressed = new ConcurrentHashMap<>();

    /** The file of this name; checked with the server at each use, so that an upgrade shows at once. */
    Optional<Response> answer(String name, Request request) {
        Source source = SOURCES.get(name);
        if (source == null) {
            return Optional.empty();
        }
        String accepted = request.header("accept-encoding");
        if (accepted == null || !accepted.toLowerCase(Locale.ROOT).contains("gzip")) {
            return Optional.of(
                    Response.bytes(200, source.contentType(), read(source)).withHeader("vary", "accept-encoding"));
        }
        return Optional.of(
                compressed.computeIfAbsent(name, missing -> compress(source)).answer(request));
    }

    private static Prepared compress(Source source) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(read(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Prepared.of(Response.bytes(200, source.contentType(), bytes.toByteArray())
                .withHeader("content-encoding", "gzip")
                .withHeader("vary", "accept-encoding")
                .withHeader("cache-control", "no-cache"));
    }

    private static byte[] read(Source source) {
        try (InputStream in = SwaggerFiles.class.getResourceAsStream(source.resource())) {
            return Objects.requireNonNull(in, source.resource()).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
