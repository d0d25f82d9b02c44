package dev.gatehouse.platform.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server that says what a test wants, and notes what it was told. */
final class ScriptedSmtp implements AutoCloseable {
    /** What a script answers with to say nothing at all. */
    static final String SILENCE = "";

    private final ServerSocket socket;
    private final Map<String, String> script;
    private final @Nullable SSLContext tls;
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /**
     * @param script answers by command, such as {@code RCPT}; {@code END} for the end of a letter, {@code EHLO} for what is
     *     offered beside the name
     * @param tls for STARTTLS, or from the first byte where the script has {@code TLS}
     */
    ScriptedSmtp(Map<String, String> script, @Nullable SSLContext tls) {
        this.script = script;
        this.tls = tls;
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Every line, in order; what came over TLS with {@code tls } before it. */
    List<String> heard() {
        return heard;
    }

    boolean heard(String beginning) {
        return heard.stream().anyMatch(line -> line.replace("tls ", "").startsWith(beginning));
    }

    private void accept() {
        try {
            while (true) {
                Socket one = socket.accept();
                open.add(one);
                Thread.startVirtualThread(() -> talk(one));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void talk(Socket plain) {
        try (plain) {
            boolean first = script.containsKey("TLS");
            Socket now = first ? secure(plain) : plain;
            say(now, script.getOrDefault("GREETING", "220 ready"));
            boolean again = converse(now, first);
            if (again) {
                converse(secure(plain), true);
            }
        } catch (IOException ended) {
            heard.add("ended");
        }
    }

    private Socket secure(Socket plain) throws IOException {
        SSLSocket secure = (SSLSocket)
                Objects.requireNonNull(tls).getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        return secure;
    }

    /** Answers until the connection ends; true where it is to go on in TLS. */
    private boolean converse(Socket now, boolean secure) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(now.getInputStream(), StandardCharsets.UTF_8));
        boolean letter = false;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            heard.add(secure ? "tls " + line : line);
            if (letter) {
                letter = !line.equals(".");
                if (!letter) {
                    say(now, script.getOrDefault("END", "250 taken"));
                }
                continue;
            }
            String command = line.split(" ")[0].toUpperCase(Locale.ROOT);
            if (command.equals("EHLO")) {
                String more = secure ? script.getOrDefault("EHLO_TLS", "") : script.getOrDefault("EHLO", "");
                say(now, more.isEmpty() ? "250 here" : "250-here\r\n250 " + more);
                continue;
            }
            String answer = script.getOrDefault(
                    command,
                    switch (command) {
                        case "DATA" -> "354 go on";
                        case "STARTTLS" -> "220 go on";
                        case "AUTH" -> "235 welcome";
                        default -> "250 fine";
                    });
            say(now, answer);
            letter = command.equals("DATA") && answer.startsWith("354");
            if (command.equals("STARTTLS") && answer.startsWith("220")) {
                return true;
            }
        }
        return false;
    }

    private static void say(Socket to, String line) throws IOException {
        if (!line.equals(SILENCE)) {
            OutputStream out = to.getOutputStream();
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket one : open) {
            one.close();
        }
    }
}
