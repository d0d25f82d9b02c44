package dev.gatehouse.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** A SOCKS proxy (RFC 1928) that leads a browser to what a test names, at a port of this machine, and to nothing else. */
final class SocksProxy implements AutoCloseable {
    private static final int VERSION = 5;
    private static final int CONNECT = 1;
    private static final int NAMED = 3;
    private static final byte[] NO_AUTHENTICATION = {VERSION, 0};
    private static final byte[] CONNECTED = {VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    private static final byte[] NOT_ALLOWED = {VERSION, 2, 0, 1, 0, 0, 0, 0, 0, 0};
    private static final byte[] REFUSED = {VERSION, 5, 0, 1, 0, 0, 0, 0, 0, 0};

    private final Map<String, IntSupplier> reachable;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param reachable ports of this machine by what browsers call them, {@code host:port}; asked at each connection */
    SocksProxy(Map<String, IntSupplier> reachable) {
        this.reachable = Map.copyOf(reachable);
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
        Thread.ofVirtual().name("socks").start(this::accept);
    }

    /** Where a browser finds it. */
    String address() {
        return "socks5://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                Thread.ofVirtual().name("socks").start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            IntSupplier port = wanted(in, out);
            if (port == null) {
                out.write(NOT_ALLOWED);
                return;
            }
            try (Socket server = new Socket()) {
                open.add(server);
                try {
                    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.getAsInt()));
                } catch (IOException nobodyListens) {
                    out.write(REFUSED);
                    return;
                }
                server.setTcpNoDelay(true);
                out.write(CONNECTED);
                Thread up = Thread.ofVirtual().name("socks").start(() -> copy(in, server));
                copy(server.getInputStream(), client);
                up.join();
                open.remove(server);
            }
        } catch (IOException | InterruptedException over) {
            // One of the two is gone, which the other learns by the end of its connection.
        } finally {
            open.remove(client);
        }
    }

    /** Where a client wants to be led; null where that is not allowed. */
    private @Nullable IntSupplier wanted(DataInputStream in, OutputStream out) throws IOException {
        if (in.readUnsignedByte() != VERSION) {
            throw new IOException("no client of SOCKS 5");
        }
        in.skipNBytes(in.readUnsignedByte());
        out.write(NO_AUTHENTICATION);
        byte[] asked = in.readNBytes(4);
        if (asked.length < 4 || asked[1] != CONNECT || asked[3] != NAMED) {
            return null;
        }
        String host = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
        return reachable.get(host + ":" + in.readUnsignedShort());
    }

    private static void copy(InputStream from, Socket to) {
        try {
            from.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException gone) {
            // Nobody reads any more.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
