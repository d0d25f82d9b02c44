package dev.gatehouse.platform.sql;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the server of a data directory hears what another process changed in its file: that one sends its announcements
 * to {@code gatehouse.sock} and waits until they have been heard.
 */
final class SqliteSocket implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteSocket.class);

    /** The shortest limit among the systems that we run on (macOS: 104 bytes with the closing NUL). */
    private static final int LONGEST_PATH = 103;

    private static final int LONGEST_WAIT_SECONDS = 2;
    private static final int MOST_AT_ONCE = 1_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    private final List<Path> made = new ArrayList<>();
    private final Announcements announcements;

    private SqliteSocket(Announcements announcements) throws IOException {
        this.announcements = announcements;
    }

    /** Listens. The caller holds the directory's lock, so a socket that is there already is left over from a crash. */
    static SqliteSocket listen(Path directory, Announcements announcements) throws IOException {
        SqliteSocket socket = new SqliteSocket(announcements);
        try {
            socket.bind(directory);
        } catch (IOException | RuntimeException failure) {
            socket.close();
            throw failure;
        }
        Thread.ofVirtual().name("sqlite-socket").start(socket::accept);
        return socket;
    }

    private void bind(Path directory) throws IOException {
        Path path = socketIn(directory);
        Path pointer = pointerIn(directory);
        Files.deleteIfExists(path);
        Files.deleteIfExists(pointer);
        if (tooLong(path)) {
            Path elsewhere = Files.createTempDirectory("gatehouse");
            made.add(elsewhere);
            path = socketIn(elsewhere);
            made.add(Files.createFile(pointer, SqliteFile.ownerOnly("rw-------")));
            Files.writeString(pointer, path.toString());
        }
        channel.bind(UnixDomainSocketAddress.of(path));
        made.add(path);
        SqliteFile.keepPrivate(path);
    }

    /** Tells the server of this directory, where there is one; returns when it has heard, or after two seconds. */
    static void send(Path directory, List<Announcement> announcements) {
        if (announcements.isEmpty()) {
            return;
        }
        FutureTask<Boolean> sending = new FutureTask<>(exchange(directory, announcements));
        Thread.ofVirtual().name("sqlite-socket-send").start(sending);
        try {
            sending.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException nobodyThere) {
            LOG.debug("No server is running on {}", directory, nobodyThere);
        } catch (TimeoutException _) {
            sending.cancel(true);
            LOG.warn("The server running on {} did not take notice of the change; restart it", directory);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            for (Path path : made.reversed()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            LOG.warn("The socket did not close", failure);
        }
    }

    private static Callable<Boolean> exchange(Path directory, List<Announcement> announcements) {
        return () -> {
            Path pointer = pointerIn(directory);
            Path socket = Files.exists(pointer) ? Path.of(Files.readString(pointer)) : socketIn(directory);
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
                out.writeInt(announcements.size());
                for (Announcement announcement : announcements) {
                    out.writeUTF(announcement.channel());
                    out.writeUTF(announcement.payload());
                }
                out.flush();
                return Channels.newInputStream(channel).read() == 1;
            }
        };
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                SocketChannel caller = channel.accept();
                Thread.ofVirtual().name("sqlite-socket-hear").start(() -> hear(caller));
            } catch (IOException failure) {
                if (channel.isOpen()) {
                    LOG.error("A command beside this server was not heard", failure);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    private void hear(SocketChannel caller) {
        try (caller) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(caller));
            int count = in.readInt();
            if (count < 0 || count > MOST_AT_ONCE) {
                announcements.resync();
            } else {
                for (int i = 0; i < count; i++) {
                    announcements.deliver(new Announcement(in.readUTF(), in.readUTF()));
                }
            }
            Channels.newOutputStream(caller).write(1);
        } catch (IOException | IllegalArgumentException failure) {
            LOG.warn("An announcement of another process was not understood", failure);
        }
    }

    private static Path socketIn(Path directory) {
        return directory.resolve("gatehouse.sock");
    }

    private static Path pointerIn(Path directory) {
        return directory.resolve("gatehouse.sock.path");
    }

    private static boolean tooLong(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH;
    }
}
