package dev.gatehouse.guard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.gatehouse.guard.Guard;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Over HTTP against a real Jetty. */
final class GuardFilterTest {
    private static final byte[] SECRET = "an example secret of 32 bytes or more".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Server SERVER = new Server();
    private static final ServerConnector CONNECTOR = new ServerConnector(SERVER);

    private static final class Hello extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("hello " + GuardFilter.caller(request).subject());
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("half a page");
            GuardFilter.caller(request).require("write:reports");
            response.getWriter().print(" and the rest");
        }
    }

    @BeforeAll
    static void start() throws Exception {
        Guard guard = Guard.builder()
                .issuer("https://issuer.example")
                .audience("https://api.example")
                .sharedSecret(SECRET)
                .clock(() -> NOW)
                .build();
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(new Hello()), "/*");
        context.addFilter(new FilterHolder(GuardFilter.signedIn(guard)), "/me/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(
                new FilterHolder(GuardFilter.requiring(guard, "read:reports")),
                "/reports/*",
                EnumSet.of(DispatcherType.REQUEST));
        CONNECTOR.setHost("127.0.0.1");
        SERVER.addConnector(CONNECTOR);
        SERVER.setHandler(context);
        SERVER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    @Test
    void letsAGoodTokenPass() throws Exception {
        assertThat(send("GET", "/me", token()).body()).isEqualTo("hello account-1");
        assertThat(send("GET", "/reports/7", token("read:*")).statusCode()).isEqualTo(200);
        assertThat(send("POST", "/reports", token("admin:all")).body()).isEqualTo("half a page and the rest");
    }

    @Test
    void challengesWhereTheTokenIsMissingOrBad() throws Exception {
        HttpResponse<String> missing = send("GET", "/me", null);
        assertThat(missing.statusCode()).isEqualTo(401);
        assertThat(missing.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(missing.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(missing.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"Not authenticated\",\"error\":\"not_authenticated\"}");
        HttpResponse<String> bad = send("GET", "/me", "x");
        assertThat(bad.statusCode()).isEqualTo(401);
        assertThat(bad.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).contains("error=\"invalid_token\""));
        assertThat(bad.body()).contains("Could not validate credentials");
    }

    @Test
    void refusesTwoAuthorizationHeaders() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/me"))
                .header("Authorization", "Bearer " + token())
                .header("Authorization", "Bearer " + token())
                .build();
        assertThat(send(request).statusCode()).isEqualTo(401);
    }

    @Test
    void forbidsByMappingAndByProgram() throws Exception {
        HttpResponse<String> mapped = send("GET", "/reports", token("read:users"));
        assertThat(mapped.statusCode()).isEqualTo(403);
        assertThat(mapped.body())
                .contains("\"error\":\"insufficient_permissions\"")
                .contains("This needs the permission read:reports");
        assertThat(mapped.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).contains("error=\"insufficient_scope\""));
        HttpResponse<String> programmed = send("POST", "/reports", token("read:reports"));
        assertThat(programmed.statusCode()).isEqualTo(403);
        assertThat(programmed.body()).startsWith("{").contains("write:reports");
    }

    private static HttpResponse<String> send(String method, String path, @Nullable String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + CONNECTOR.getLocalPort() + path);
    }

    private static String token(String... permissions) throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer("https://issuer.example")
                .audience("https://api.example")
                .subject("account-1")
                .jwtID("token-1")
                .claim("client_id", "first-party")
                .claim("permissions", List.of(permissions))
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(60)))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType("at+jwt"))
                .build();
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(new MACSigner(SECRET));
        return jwt.serialize();
    }
}
