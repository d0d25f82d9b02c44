package dev.gatehouse.platform.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for HTTP/1.1 and HTTP/2 and serves the routes. Once closed it stays so. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int MAX_LINE = 8 * 1024;
    /** Seconds; longer than any request waits. */
    private static final int SILENCE = 180;

    private static final int MAX_STREAMS = 128;
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);

    private final HttpSettings settings;
    private final Vertx vertx;
    private final Lane ordinary;
    private final Lane waiting;
    private final Connections connections;
    private final List<io.vertx.core.http.HttpServer> listeners = new ArrayList<>();

    private HttpServer(HttpSettings settings, Vertx vertx) {
        this.settings = settings;
        this.vertx = vertx;
        this.connections = new Connections(settings.patience());
        this.ordinary = new Lane("request", settings.inFlight());
        this.waiting = new Lane("waiting-request", settings.waiting());
    }

    /**
     * Listens, and returns once it does.
     *
     * @throws IOException where the address cannot be listened on
     */
    public static HttpServer start(HttpSettings settings, Routes routes) throws IOException {
        return start(settings, routes, (route, status, nanos) -> {});
    }

    /**
     * The same, telling of every answer.
     *
     * @throws IOException where the address cannot be listened on
     */
    public static HttpServer start(HttpSettings settings, Routes routes, Traffic traffic) throws IOException {
        Router router = new Router(routes.all());
        int loops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        HttpServer server = new HttpServer(settings, vertx);
        try {
            server.listen(router, loops, traffic);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** The port that it listens on. */
    public int port() {
        return listeners.getFirst().actualPort();
    }

    /** Requests that are being handled. */
    public int inFlight() {
        return ordinary.taken();
    }

    /** Connections that clients have open. */
    public int connections() {
        return connections.open();
    }

    /** Requests that wait for something to happen, on routes that may. */
    public int waiting() {
        return waiting.taken();
    }

    /**
     * Refuses new requests, lets those that began finish within {@link HttpSettings#drain()}, wakes those that wait by
     * an interrupt, and closes every connection.
     */
    @Override
    public void close() {
        ordinary.close();
        waiting.interrupt();
        List<Future<Void>> closing = new ArrayList<>();
        for (io.vertx.core.http.HttpServer listener : listeners) {
            closing.add(listener.shutdown(settings.drain().plus(AFTERWARDS)));
        }
        try {
            if (!ordinary.drained(settings.drain())) {
                LOG.warn("some requests did not finish in time");
                ordinary.interrupt();
                ordinary.drained(AFTERWARDS);
            }
            waiting.drained(AFTERWARDS);
            await(Future.join(closing), AFTERWARDS);
        } catch (InterruptedException e) {
            ordinary.interrupt();
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn("some connections did not close in time");
        }
        vertx.close();
    }

    private void listen(Router router, int loops, Traffic traffic) throws IOException {
        Intake intake = new Intake(settings, router, connections, ordinary, waiting, traffic);
        // A negative port is one free port that all listeners of this process share.
        int port = settings.port() == 0 ? -1 : settings.port();
        for (int i = 0; i < loops; i++) {
            var listener = vertx.createHttpServer(options())
                    .connectionHandler(connections::opened)
                    .invalidRequestHandler(intake::refuseUnreadable)
                    .requestHandler(intake::take);
            try {
                listener.listen(port, settings.host())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
            } catch (CompletionException e) {
                throw new IOException("cannot listen on " + settings.host() + ":" + settings.port(), e.getCause());
            }
            listeners.add(listener);
        }
        vertx.setPeriodic(Math.clamp(settings.patience().toMillis() / 4, 25, 1_000), tick -> connections.sweep());
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(settings.http2())
                // Where both versions are taken, a connection is known only from its first request on.
                .setIdleTimeout(settings.http2() ? SILENCE : 0)
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(settings.headerLimit())
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(MAX_STREAMS)
                        .setMaxHeaderListSize(settings.headerLimit()))
                .setAcceptBacklog(1024)
                .setTcpNoDelay(true);
    }

    private static void await(Future<?> future, Duration within) throws InterruptedException, TimeoutException {
        try {
            future.toCompletionStage().toCompletableFuture().get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            LOG.debug("a listener did not close cleanly", e.getCause());
        }
    }
}
