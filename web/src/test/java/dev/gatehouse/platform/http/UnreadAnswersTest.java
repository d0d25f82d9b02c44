package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever asks and does not read: neither memory nor anybody else's answer is theirs. */
@Timeout(120)
class UnreadAnswersTest {
    /** More than the system's own buffers take. */
    private static final int LARGE = 16 * 1024 * 1024;

    private static final byte[] BODY = new byte[LARGE];

    static {
        Arrays.fill(BODY, (byte) 'x');
    }

    private static TestServer serving(Duration patience) throws IOException {
        return TestServer.serving(
                settings -> new HttpSettings(
                        settings.host(),
                        0,
                        settings.publicUrl(),
                        65_536,
                        16_384,
                        1_000,
                        1_000,
                        patience,
                        Duration.ofSeconds(1),
                        Set.of(),
                        Set.of(),
                        false),
                routes -> {
                    routes.open(Method.GET, "/large", request -> Response.bytes(200, "text/plain", BODY));
                    for (int size : new int[] {LargeAnswers.PIECE, LargeAnswers.PIECE + 1, 3 * LargeAnswers.PIECE}) {
                        byte[] body = Arrays.copyOf(BODY, size);
                        routes.open(Method.GET, "/of" + size, request -> Response.bytes(200, "text/plain", body));
                    }
                });
    }

    private static Socket asking(TestServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress("127.0.0.1", server.server.port()));
        socket.getOutputStream().write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** How many bytes come until the connection ends; more than a head and the body cannot. */
    private static long taken(Socket socket, int most) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[65_536];
        long taken = 0;
        try {
            for (int read = in.read(buffer); read >= 0 && taken + read < most; read = in.read(buffer)) {
                taken += read;
            }
        } catch (IOException reset) {
            return taken;
        }
        return taken;
    }

    @Test
    void whatIsLargeArrivesWhole() throws Exception {
        try (TestServer server = serving(Duration.ofSeconds(30))) {
            assertThat(server.get("/large").body()).hasSize(LARGE);
            for (int size : new int[] {LargeAnswers.PIECE, LargeAnswers.PIECE + 1, 3 * LargeAnswers.PIECE}) {
                assertThat(server.get("/of" + size).body()).hasSize(size);
                assertThat(server.get("/of" + size).headers().firstValue("content-length"))
                        .contains(Integer.toString(size));
            }
        }
    }

    @Test
    void whoReadsNothingIsLetGo() throws Exception {
        try (TestServer server = serving(Duration.ofMillis(400));
                Socket socket = asking(server)) {
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            while (server.server.connections() > 0) {
                Thread.onSpinWait();
            }
            assertThat(taken(socket, LARGE)).isLessThan(LARGE - 1_000_000L);
        }
    }

    @Test
    void whoReadsSlowlyIsWaitedFor() throws Exception {
        try (TestServer server = serving(Duration.ofSeconds(2));
                Socket socket = asking(server)) {
            InputStream in = socket.getInputStream();
            int taken = 0;
            // Byte by byte, for longer than a single piece may take.
            for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end && taken < LARGE / 2; taken++) {
                if (in.read() < 0) {
                    throw new IOException("closed after " + taken);
                }
            }
            assertThat(in.readNBytes(LARGE - taken)).hasSize(LARGE - taken);
        }
    }

    /** The one that has been on its way for longest goes; the newest never does. */
    @Test
    void manyThatReadNothingHoldNoMoreThanTheirShare() throws Exception {
        int fit = (int) (Runtime.getRuntime().maxMemory() / 8 / LARGE);
        List<Socket> sockets = new ArrayList<>();
        try (TestServer server = serving(Duration.ofSeconds(30))) {
            for (int i = 0; i < fit + 3; i++) {
                Socket socket = asking(server);
                sockets.add(socket);
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            for (Socket broken : sockets.subList(0, 3)) {
                assertThat(taken(broken, LARGE)).isLessThan(LARGE - 1_000_000L);
            }
            assertThat(server.get("/large").body())
                    .as("whoever reads is served")
                    .hasSize(LARGE);
            Socket newest = sockets.getLast();
            newest.setSoTimeout(20_000);
            assertThat(newest.getInputStream().readNBytes(LARGE)).hasSize(LARGE);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
