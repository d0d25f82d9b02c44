package dev.gatehouse.platform.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends large answers piece by piece, the next as the client has taken the one before. Together they hold a bounded number of
 * bytes: beyond it the one that has been on its way for longest is broken off, so that whoever asks and does not read takes
 * neither the memory nor anybody else's answer.
 */
final class LargeAnswers {
    /** Bytes; what is no longer is sent at once. */
    static final int PIECE = 64 * 1024;

    private final long bound;
    private final Set<Sending> underWay = new LinkedHashSet<>();
    private long held;

    /** @param bound bytes of large answers that are not wholly taken, at all connections together */
    LargeAnswers(long bound) {
        this.bound = bound;
    }

    /**
     * Sends an answer whose head is set, on its event loop; done once the client has taken all of it.
     *
     * @param line learns of every piece that is taken
     */
    Future<Void> send(HttpServerRequest request, byte[] body, Connections.Line line) {
        request.response().headers().set(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        Sending sending = new Sending(request, body, line);
        begin(sending);
        sending.goOn();
        return sending.done.future();
    }

    private void begin(Sending sending) {
        synchronized (this) {
            underWay.add(sending);
            held += sending.body.length;
        }
        for (Sending oldest = beyond(sending); oldest != null; oldest = beyond(sending)) {
            oldest.request.connection().close();
        }
    }

    /** The one to break off, which is none of the others' concern any more; null where all fit. */
    private synchronized @Nullable Sending beyond(Sending newest) {
        if (held <= bound) {
            return null;
        }
        Sending oldest = underWay.iterator().next();
        if (oldest == newest) {
            return null;
        }
        end(oldest);
        return oldest;
    }

    private synchronized void end(Sending sending) {
        if (underWay.remove(sending)) {
            held -= sending.body.length;
        }
    }

    /** One answer on its way. */
    private final class Sending {
        private final HttpServerRequest request;
        private final byte[] body;
        private final Connections.Line line;
        private final Promise<Void> done = Promise.promise();
        private int sent;

        Sending(HttpServerRequest request, byte[] body, Connections.Line line) {
            this.request = request;
            this.body = body;
            this.line = line;
        }

        /** Until the client has to take something first. */
        void goOn() {
            boolean more = true;
            while (more) {
                Future<Void> piece = piece();
                if (!piece.isComplete()) {
                    piece.onComplete(taken -> {
                        if (settled(piece)) {
                            goOn();
                        }
                    });
                    return;
                }
                more = settled(piece);
            }
        }

        private Future<Void> piece() {
            int length = Math.min(PIECE, body.length - sent);
            Buffer piece = Buffer.buffer(length).appendBytes(body, sent, length);
            sent += length;
            return sent == body.length
                    ? request.response().end(piece)
                    : request.response().write(piece);
        }

        /** Whether there is more to send. */
        private boolean settled(Future<Void> piece) {
            line.taken();
            if (piece.succeeded() && sent < body.length) {
                return true;
            }
            end(this);
            if (piece.succeeded()) {
                done.complete();
            } else {
                done.fail(piece.cause());
            }
            return false;
        }
    }
}
