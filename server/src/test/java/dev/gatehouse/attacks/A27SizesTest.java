package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Row A27: what is too much is answered before it is worked on, at every route and for whoever sends it. */
class A27SizesTest {
    private static final int LIMIT = 64 * 1024;

    @OnEveryServer
    void aBodyOverTheLimitIsRefusedByEveryRoute(TestServer server) {
        Tokens admin = server.admin();
        for (Route route : Walk.all(server)) {
            for (Api api : List.of(server.api(), admin.api())) {
                Reply over =
                        api.send(route.method().name(), Walk.address(route), type(route), filled(route, LIMIT + 1));
                assertThat(over.status()).as(over::toString).isEqualTo(413);
                assertThat(over.text("error"))
                        .isEqualTo(route.errors() == Errors.OAUTH ? "invalid_request" : "body_too_large");
            }
        }
    }

    @OnEveryServer
    void aBodyAtTheLimitIsRead(TestServer server) {
        for (Route route : Walk.writing(server)) {
            Reply at = server.member("guest")
                    .api()
                    .send(route.method().name(), Walk.address(route), type(route), filled(route, LIMIT));
            assertThat(at.status()).as(at::toString).isNotEqualTo(413).isLessThan(500);
        }
    }

    /** Announced or not, in one piece or many, what comes is counted. */
    @OnEveryServer
    void aBodyWithoutALengthIsCountedAsItComes(TestServer server) throws IOException {
        for (Route route : Walk.writing(server)) {
            StringBuilder request = new StringBuilder(route.method() + " " + Walk.address(route)
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + type(route)
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int chunk = 0; chunk < 17; chunk++) {
                request.append("1000\r\n").append("a".repeat(0x1000)).append("\r\n");
            }
            assertThat(Wire.raw(server, request + "0\r\n\r\n"))
                    .as(route.toString())
                    .startsWith("HTTP/1.1 413");
        }
    }

    @OnEveryServer
    void jsonThatIsDeepWideOrLongIsRefusedOrReadButNeverFails(TestServer server) {
        Tokens admin = server.admin();
        String wide = IntStream.range(0, 4_000)
                .mapToObj(number -> "\"f" + number + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
        for (Route route : Walk.writing(server)) {
            if (route.errors() == Errors.OAUTH || route.method() == Method.DELETE) {
                continue;
            }
            for (String body : List.of(
                    "[".repeat(30_000),
                    "{\"a\":".repeat(10_000),
                    "{\"username\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                    wide,
                    "{\"username\":" + "9".repeat(60_000) + "}",
                    "{\"username\":1e999999999}",
                    "{\"username\":\"" + "\\u0061".repeat(10_000) + "\"}",
                    "{\"" + "k".repeat(60_000) + "\":1}",
                    "{\"roles\":" + list(20_000) + ",\"permissions\":" + list(10) + "}",
                    " ".repeat(60_000))) {
                Reply reply = admin.api()
                        .send(
                                route.method().name(),
                                Walk.address(route, admin.id()),
                                "application/json",
                                body.getBytes(StandardCharsets.UTF_8));
                assertThat(reply.status())
                        .as(route + " " + body.substring(0, 20))
                        .isLessThan(500);
            }
            if (route.pattern().equals("/auth/logout")) {
                admin = server.admin();
            }
        }
    }

    @OnEveryServer
    void listsAndTextsHaveTheirMost(TestServer server) {
        Tokens admin = server.admin();
        String id = server.person().id();
        admin.api()
                .patch("/users/" + id, Map.of("roles", Collections.nCopies(101, "user")))
                .expectInvalid("roles");
        admin.api()
                .patch("/users/" + id, Map.of("roles", List.of("r".repeat(65))))
                .expectInvalid("roles");
        admin.api().patch("/users/" + id, Map.of("name", "n".repeat(201))).expectInvalid("name");
        admin.api()
                .post("/roles", Map.of("name", "many", "permissions", Collections.nCopies(201, "a:b")))
                .expectInvalid("permissions");
        admin.api()
                .post("/roles", Map.of("name", "long", "permissions", List.of("p".repeat(129))))
                .expectInvalid("permissions");
        admin.api()
                .post("/roles", Map.of("name", "wordy", "description", "d".repeat(501)))
                .expectInvalid("description");
        server.api()
                .post("/auth/signup", Map.of("username", "u".repeat(65), "password", TestServer.PASSWORD))
                .expectInvalid("username");
        server.api()
                .post("/auth/login", Map.of("username", "u".repeat(321), "password", "x"))
                .expectInvalid("username");
    }

    @OnEveryServer
    void aTokenOfManyKibibytesIsRefusedUnread(TestServer server) {
        Tokens admin = server.admin();
        for (int length : List.of(16_385, 20_000, 60_000)) {
            String token = admin.access() + "A".repeat(length - admin.access().length());
            for (Door door : Door.forAccessTokens(server, admin)) {
                assertThat(door.lets(token)).as(door.name() + " of " + length).isFalse();
            }
            for (Door door : Door.forRefreshTokens(server)) {
                assertThat(door.lets(token)).as(door.name() + " of " + length).isFalse();
            }
            assertThat(server.api().form("/oauth2/revoke", "token", token).status())
                    .isIn(200, 400);
        }
        admin.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void manyOrLargeHeadersAndCookiesAreRefusedOrPassedOver(TestServer server) throws IOException {
        String many = IntStream.range(0, 3_000)
                .mapToObj(number -> "c" + number + "=" + number)
                .collect(Collectors.joining("; "));
        String same = "gatehouse_access=x; ".repeat(300) + "gatehouse_access=x";
        for (Route route : Walk.guarded(server)) {
            String method = route.method().name();
            String address = Walk.address(route);
            assertThat(Wire.status(server, method, address, "Cookie: " + many)).isIn(401, 431);
            assertThat(Wire.status(server, method, address, "Cookie: " + same)).isIn(400, 401, 431);
            assertThat(Wire.status(server, method, address, "X: " + "y".repeat(100_000)))
                    .isEqualTo(431);
            assertThat(Wire.status(server, method, address + "?q=" + "y".repeat(100_000)))
                    .isIn(0, 400, 414, 431);
            assertThat(Wire.status(server, method, address + "/x".repeat(2_000)))
                    .isIn(400, 404, 414);
        }
    }

    /** The hash here takes so long that a password which is not hashed is answered far sooner. */
    @Test
    void aPasswordOverTheLimitCostsNoHash() {
        try (TestDatabase on = TestDatabases.sqlite();
                TestServer server = TestServer.on(on, "passwords.argon2=m=65536,t=8,p=1")) {
            Tokens ada = server.person();
            long hashed = time(() -> server.api()
                    .post("/auth/login", Map.of("username", ada.name(), "password", "p".repeat(4_096)))
                    .expect(401));
            for (String long_ : List.of("p".repeat(4_097), "\u00E9".repeat(4_097), "p".repeat(30_000))) {
                long refused = fastest(() -> {
                    server.api()
                            .post("/auth/login", Map.of("username", ada.name(), "password", long_))
                            .expectInvalid("password");
                    server.api()
                            .post("/auth/signup", Map.of("username", "somebody", "password", long_))
                            .expectInvalid("password");
                    ada.api()
                            .post("/auth/change-password", Map.of("current_password", long_, "new_password", long_))
                            .expectInvalid("current_password", "new_password");
                });
                assertThat(refused).isLessThan(hashed);
            }
            server.api()
                    .form("/token", "username", ada.name(), "password", "p".repeat(4_097))
                    .expect(422);
        }
    }

    /** Of three, so that a machine that is busy with other things does not fail a test. */
    private static long fastest(Runnable work) {
        return LongStream.generate(() -> time(work)).limit(3).min().orElseThrow();
    }

    private static long time(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return System.nanoTime() - begun;
    }

    private static String type(Route route) {
        return route.errors() == Errors.OAUTH ? "application/x-www-form-urlencoded" : "application/json";
    }

    /** A body of exactly this size, well formed but for what it says. */
    private static byte[] filled(Route route, int size) {
        String text = route.errors() == Errors.OAUTH
                ? "filling=" + "a".repeat(size - 8)
                : "{\"filling\":\"" + "a".repeat(size - 14) + "\"}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String list(int size) {
        return IntStream.range(0, size).mapToObj(number -> "1").collect(Collectors.joining(",", "[", "]"));
    }
}
