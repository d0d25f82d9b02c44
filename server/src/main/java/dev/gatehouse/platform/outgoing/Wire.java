package dev.gatehouse.platform.outgoing;

import dev.gatehouse.platform.outgoing.OutgoingFailure.Reason;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP/1.1 with addresses that were checked. Each request has a connection of its own: then nobody meets one that
 * the other side has just closed, and no answer can be mistaken for another's.
 */
final class Wire implements AutoCloseable {
    private static final int LARGEST_HEADERS = 16 * 1024;
    private static final int LONGEST_LINE = 1024;
    private static final int ADDRESSES_TRIED = 3;

    private final Vertx vertx;
    private final HttpClientAgent client;

    Wire(OutgoingSettings settings) {
        vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        try {
            client = vertx.createHttpClient(options(settings));
        } catch (GeneralSecurityException | IOException | RuntimeException failure) {
            vertx.close();
            throw new IllegalStateException("requests to other hosts cannot be made", failure);
        }
    }

    private static HttpClientOptions options(OutgoingSettings settings) throws GeneralSecurityException, IOException {
        int connect = Math.toIntExact(settings.connectTimeout().toMillis());
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAlive(false)
                .setDecompressionSupported(false)
                .setVerifyHost(true)
                .setMaxHeaderSize(LARGEST_HEADERS)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxRedirects(0)
                .setConnectTimeout(connect)
                .setTrustOptions(Authorities.trusting(settings.authorities()));
        options.setSslHandshakeTimeout(connect).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        return options;
    }

    /** Asks the first of these addresses that lets itself be connected to. */
    OutgoingAnswer exchange(
            Destination to,
            List<InetAddress> addresses,
            OutgoingRequest request,
            Map<String, String> headers,
            Deadline deadline)
            throws OutgoingFailure {
        HttpClientConnection line = connect(to, addresses, deadline);
        try {
            RequestOptions head = new RequestOptions()
                    .setMethod(HttpMethod.valueOf(request.method()))
                    .setHost(to.host())
                    .setPort(to.port())
                    .setURI(to.target());
            HttpClientRequest asking = deadline.await(whenDone(line.request(head)));
            AnswerReader reader = new AnswerReader(to.host(), request, asking);
            headers.forEach(asking::putHeader);
            asking.exceptionHandler(reader::fail);
            asking.response().onComplete(reader::begin, reader::fail);
            if (request.method().equals("POST")) {
                asking.end(Buffer.buffer(request.body()));
            } else {
                asking.end();
            }
            return deadline.await(reader.answer());
        } catch (ExecutionException failure) {
            throw broken(to.host(), failure.getCause());
        } catch (IllegalStateException gone) {
            // The connection broke, or everything was closed, between one call and the next.
            throw broken(to.host(), gone);
        } finally {
            line.close();
        }
    }

    private HttpClientConnection connect(Destination to, List<InetAddress> addresses, Deadline deadline)
            throws OutgoingFailure {
        OutgoingFailure last = new OutgoingFailure(Reason.UNREACHABLE, to.host() + ": has no address", null);
        for (InetAddress address : addresses.subList(0, Math.min(addresses.size(), ADDRESSES_TRIED))) {
            Future<HttpClientConnection> connecting = begin(to, address);
            try {
                return deadline.await(whenDone(connecting));
            } catch (ExecutionException failure) {
                last = broken(to.host(), failure.getCause());
            } catch (OutgoingFailure over) {
                connecting.onSuccess(HttpClientConnection::close);
                throw over;
            }
        }
        throw last;
    }

    /**
     * Connects to the address itself. The client's own {@code request} would not do: it takes the address for a name, looks
     * it up and keeps what it found.
     */
    private Future<HttpClientConnection> begin(Destination to, InetAddress address) {
        try {
            return client.connect(new HttpConnectOptions()
                    .setServer(SocketAddress.inetSocketAddress(to.port(), address.getHostAddress()))
                    .setHost(to.host())
                    .setPort(to.port())
                    .setSsl(to.secure()));
        } catch (IllegalStateException closed) {
            return Future.failedFuture(closed);
        }
    }

    private static <T> CompletableFuture<T> whenDone(Future<T> future) {
        CompletableFuture<T> done = new CompletableFuture<>();
        future.onComplete(done::complete, done::completeExceptionally);
        return done;
    }

    private static OutgoingFailure broken(String host, @Nullable Throwable cause) {
        if (cause instanceof OutgoingFailure failure) {
            return failure;
        }
        if (cause instanceof TooLongFrameException) {
            return new OutgoingFailure(Reason.TOO_LARGE, host + ": its headers are larger than is taken", cause);
        }
        String what = cause instanceof SSLException ? "no TLS with it" : "no connection, or one that broke";
        return new OutgoingFailure(Reason.UNREACHABLE, host + ": " + what + ": " + cause, cause);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
