package dev.gatehouse.bench;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One keep-alive connection that speaks just enough HTTP/1.1 (RFC 9112) for our own answers, so that the driver takes as
 * little as possible of the processors that it shares with the server. For one thread.
 */
final class Wire implements Closeable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final byte[] END_OF_HEADERS = {'\r', '\n', '\r', '\n'};

    private final Socket socket;
    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int filled;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
    }

    /** A request as it goes over the wire, to be made once and sent often. */
    static byte[] request(
            String method, String path, @Nullable String bearer, @Nullable String contentType, String body) {
        StringBuilder head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nhost: localhost\r\n");
        if (bearer != null) {
            head.append("authorization: Bearer ").append(bearer).append("\r\n");
        }
        if (contentType != null) {
            head.append("content-type: ").append(contentType).append("\r\n");
            head.append("content-length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return head.append("\r\n").append(body).toString().getBytes(StandardCharsets.UTF_8);
    }

    static byte[] get(String path, @Nullable String bearer) {
        return request("GET", path, bearer, null, "");
    }

    static byte[] postJson(String path, @Nullable String bearer, String body) {
        return request("POST", path, bearer, "application/json", body);
    }

    /** Sends a request and waits for its answer. */
    Answer send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        filled = 0;
        int end = -1;
        while (end < 0) {
            int before = filled;
            fill();
            end = endOfHeaders(Math.max(0, before - 3));
        }
        int status = Integer.parseInt(new String(buffer, 9, 3, StandardCharsets.ISO_8859_1));
        int length = status == 204 || status == 304 ? 0 : contentLength(end);
        int whole = end + END_OF_HEADERS.length + length;
        while (filled < whole) {
            fill();
        }
        return new Answer(status, Arrays.copyOfRange(buffer, end + END_OF_HEADERS.length, whole));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void fill() throws IOException {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += read;
    }

    private int endOfHeaders(int from) {
        for (int at = from; at <= filled - END_OF_HEADERS.length; at++) {
            if (Arrays.equals(buffer, at, at + END_OF_HEADERS.length, END_OF_HEADERS, 0, END_OF_HEADERS.length)) {
                return at;
            }
        }
        return -1;
    }

    private int contentLength(int end) throws IOException {
        String headers = new String(buffer, 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int at = headers.indexOf("\r\ncontent-length:");
        if (at < 0) {
            throw new IOException("an answer without a length:\n" + headers);
        }
        int start = headers.indexOf(':', at) + 1;
        int stop = headers.indexOf('\r', start);
        return Integer.parseInt(headers.substring(start, stop < 0 ? end : stop).strip());
    }
}
