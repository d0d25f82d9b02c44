package dev.gatehouse.platform.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every open connection, and since when it owes us something: a whole request, or that it takes the answer. A client that
 * sends its headers or its body drop by drop is as idle as one that sends nothing: only a request that is complete counts;
 * and one that reads no answer is not waited for either.
 */
final class Connections {
    /** One connection. Touched by its event loop; read by the sweep. */
    static final class Line {
        private final ClientAddress peer;
        private long since = System.nanoTime();
        private int handling;
        private int answering;
        private boolean doomed;

        private Line(ClientAddress peer) {
            this.peer = peer;
        }

        /** Whether nothing more is taken from it. */
        boolean doomed() {
            return doomed;
        }

        void doom() {
            doomed = true;
        }

        ClientAddress peer() {
            return peer;
        }

        /** A request is whole. */
        synchronized void asked() {
            handling++;
            since = System.nanoTime();
        }

        /** An answer goes out. */
        synchronized void answering() {
            answering++;
            since = System.nanoTime();
        }

        /** The client took some of an answer. */
        synchronized void taken() {
            since = System.nanoTime();
        }

        /** The client took all of an answer, or never will. */
        synchronized void answered() {
            answering--;
            handling--;
            since = System.nanoTime();
        }

        private synchronized boolean overdue(long patience) {
            return (handling == 0 || answering > 0) && System.nanoTime() - since > patience;
        }
    }

    private static final ClientAddress NOWHERE = new ClientAddress("0.0.0.0", "0.0.0.0");

    private final Map<HttpConnection, Line> lines = new ConcurrentHashMap<>();
    private final long patience;

    Connections(Duration patience) {
        this.patience = patience.toNanos();
    }

    /** The line of this connection. */
    Line of(HttpConnection connection) {
        Line line = lines.get(connection);
        return line == null ? opened(connection) : line;
    }

    /** Begins to watch the connection. */
    Line opened(HttpConnection connection) {
        Line line = new Line(peer(connection));
        Line other = lines.putIfAbsent(connection, line);
        if (other != null) {
            return other;
        }
        connection.closeHandler(closed -> lines.remove(connection));
        return line;
    }

    /** How many there are. */
    int open() {
        return lines.size();
    }

    /** Closes what has had its time. */
    void sweep() {
        lines.forEach((connection, line) -> {
            if (line.overdue(patience)) {
                lines.remove(connection);
                connection.close();
            }
        });
    }

    private static ClientAddress peer(HttpConnection connection) {
        var remote = connection.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        ClientAddress address = host == null ? null : ClientAddress.parse(withoutZone(host));
        return address == null ? NOWHERE : address;
    }

    private static String withoutZone(String host) {
        int zone = host.indexOf('%');
        return zone < 0 ? host : host.substring(0, zone);
    }
}
