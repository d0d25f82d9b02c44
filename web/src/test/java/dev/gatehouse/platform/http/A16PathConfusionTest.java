package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row A16: what two servers could read differently reaches no handler. */
class A16PathConfusionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/public/../admin",
                "/public/..",
                "/./admin",
                "/admin/.",
                "/public/..;/admin",
                "/admin;x",
                "/;/admin",
                "/admin;jsessionid=1",
                "//admin",
                "/public//admin",
                "///",
                "/public/%2e%2e/admin",
                "/public/%2E%2E%2Fadmin",
                "/public/.%2e/admin",
                "/public/%252e%252e/admin",
                "/%61dmin",
                "/admin%2f",
                "/public%2Fadmin",
                "/public%5Cadmin",
                "/public\\admin",
                "/public/..\\admin",
                "/admin%00",
                "/admin%00.html",
                "/public/%",
                "/public/%a",
                "/public/%zz",
                "/public/%u0061",
                "/public/%c0%ae%c0%ae/admin",
                "/public/%c0%af",
                "/public/%ed%a0%80",
                "/public/%ff",
                "/public/%0d%0aSet-Cookie:x",
                "/public/%09",
                "/public/%7f",
                "/public/%c2%85",
                "/public/%3bx",
                "/public/\u00e9",
                "/public/\"x\"",
                "/public/<x>",
                "/public/{x}",
                "/public/|",
                "/public/^",
                "/public/`",
                "http://x/admin",
                "HTTP://user@x/admin",
                "https://evil.example/admin",
                "user@x/admin",
                "admin",
                "@/admin",
                "*",
                "/admin#fragment",
                "?x=/admin",
                "/admin?a#b",
                "/admin?\u00e9"
            })
    void confusingTargetsAreRefused(String target) throws Exception {
        AtomicInteger reached = new AtomicInteger();
        try (TestServer server = TestServer.serving(routes -> {
            routes.open(Method.GET, "/", count(reached));
            routes.open(Method.GET, "/admin", count(reached));
            routes.open(Method.GET, "/public/{file}", count(reached));
            routes.open(Method.GET, "/public/{folder}/{file}", count(reached));
        })) {
            assertThat(server.statusOf(target)).isIn(400, 404);
            assertThat(reached).hasValue(0);
            assertThat(server.statusOf("/public/a:b@c,d")).isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Host: a\r\nHost: b\r\n",
                "Host: user@x\r\n",
                "Host: x/admin\r\n",
                "Host: x\\y\r\n",
                "Host: a, b\r\n",
                "Host: x y\r\n"
            })
    void confusingHostsAreRefused(String hosts) throws Exception {
        AtomicInteger reached = new AtomicInteger();
        try (TestServer server = TestServer.serving(routes -> routes.open(Method.GET, "/", count(reached)))) {
            String answer = server.raw("GET / HTTP/1.1\r\n" + hosts + "Connection: close\r\n\r\n");
            assertThat(TestServer.status(answer)).isEqualTo(400);
            assertThat(reached).hasValue(0);
        }
    }

    @Test
    void oneMessageIsNeverReadAsTwo() throws Exception {
        AtomicInteger smuggled = new AtomicInteger();
        try (TestServer server = TestServer.serving(routes -> {
            routes.open(Method.POST, "/public", request -> Response.noContent());
            routes.open(Method.GET, "/admin", count(smuggled));
        })) {
            String inner = "GET /admin HTTP/1.1\r\nHost: x\r\n\r\n";
            String answer = server.raw("POST /public HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                    + (inner.length() + 5) + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner);
            assertThat(TestServer.status(answer)).isIn(204, 400);
            String two = server.raw("POST /public HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n"
                    + "Content-Length: " + inner.length() + "\r\n\r\n" + inner);
            assertThat(TestServer.status(two)).isEqualTo(400);
            String odd = server.raw("POST /public HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Transfer-Encoding: xchunked\r\n\r\n" + inner);
            assertThat(TestServer.status(odd)).isIn(400, 501);
            assertThat(smuggled).hasValue(0);
        }
    }

    private static Handler count(AtomicInteger reached) {
        return request -> {
            reached.incrementAndGet();
            return Response.noContent();
        };
    }
}
