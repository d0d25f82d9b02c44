import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.guard.AuthContext;
import dev.gatehouse.guard.Guard;
import dev.gatehouse.guard.GuardException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * A guarded API in plain Java: the JDK's own HTTP server and the guard library.
 *
 * <pre>java --class-path gatehouse-guard.jar:nimbus-jose-jwt.jar:jspecify.jar GuardedApi.java http://localhost:8000 9000
 * curl -i localhost:9000/hello -H "Authorization: Bearer $access"</pre>
 */
public final class GuardedApi {
    private final Guard guard;

    private GuardedApi(Guard guard) {
        this.guard = guard;
    }

    public static void main(String[] arguments) throws IOException {
        String issuer = arguments[0];
        Guard guard = Guard.builder()
                .issuer(issuer)
                .audience(issuer)
                .followRevocations() // a sign-out counts here within a second
                .build();
        GuardedApi api = new GuardedApi(guard);
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", Integer.parseInt(arguments[1])), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hello", exchange -> api.answer(exchange, null));
        server.createContext("/reports", exchange -> api.answer(exchange, "read:reports"));
        server.start();
        System.out.println("listening on port " + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange, String permission) throws IOException {
        try (exchange) {
            hello(exchange, permission);
        }
    }

    private void hello(HttpExchange exchange, String permission) throws IOException {
        try {
            AuthContext caller = guard.authenticate(exchange.getRequestHeaders().getFirst("Authorization"));
            if (permission != null) {
                caller.require(permission);
            }
            send(exchange, 200, "Hello, " + caller.subject() + ". You may: " + caller.permissions() + "\n");
        } catch (GuardException refusal) {
            refuse(exchange, refusal);
        }
    }

    private static void refuse(HttpExchange exchange, GuardException refusal) throws IOException {
        if (refusal.challenge() != null) {
            exchange.getResponseHeaders().set("WWW-Authenticate", refusal.challenge());
        }
        if (refusal.retryAfter() != null) {
            exchange.getResponseHeaders().set("Retry-After", "" + refusal.retryAfter().toSeconds());
        }
        send(exchange, refusal.status(), refusal.detail() + "\n");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
