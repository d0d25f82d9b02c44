package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers rely on: headers, cookies, origins, entity tags. */
class BrowserTest {
    private static final String APP = "https://app.example.org";
    private static TestServer server;
    private static TestServer plain;

    @BeforeAll
    static void start() throws Exception {
        Prepared keys = Prepared.of("application/json", "{}".getBytes(StandardCharsets.UTF_8), "public, max-age=300");
        server = TestServer.serving(BrowserTest::withApp, routes -> {
            routes.open(Method.GET, "/page", request -> Response.html(200, "<p>\u00fc</p>"));
            routes.open(Method.GET, "/own", request -> Response.html(200, "x")
                    .withHeader("Content-Security-Policy", "default-src 'self'"));
            routes.open(Method.GET, "/keys", keys::answer);
            routes.open(Method.GET, "/away", request -> Response.redirect("/page"));
            routes.open(Method.GET, "/id", request -> Response.text(200, request.id()));
            routes.open(Method.GET, "/agent", request -> Response.text(200, request.userAgent()));
            routes.open(Method.GET, "/cookie", request -> Response.text(200, String.valueOf(request.cookie("s"))));
            routes.open(Method.POST, "/change", request -> {
                SameOrigin.require(request);
                return Response.noContent()
                        .withCookie(Cookie.of("__Host-a", "1", true).withMaxAge(Duration.ofMinutes(1)))
                        .withCookie(Cookie.of("b", "2", false)
                                .withPath("/auth/refresh")
                                .strict())
                        .withCookie(Cookie.of("c", "3", true).gone());
            });
        });
        plain = TestServer.serving(
                settings -> HttpSettings.of(URI.create("http://localhost:8000")).listeningOn("127.0.0.1", 0),
                routes -> routes.open(Method.GET, "/page", request -> Response.html(200, "x")));
    }

    private static HttpSettings withApp(HttpSettings settings) {
        return new HttpSettings(
                settings.host(),
                settings.port(),
                settings.publicUrl(),
                settings.bodyLimit(),
                settings.headerLimit(),
                settings.inFlight(),
                settings.waiting(),
                settings.patience(),
                settings.drain(),
                Set.of(),
                Set.of(APP),
                false);
    }

    @AfterAll
    static void stop() {
        server.close();
        plain.close();
    }

    @Test
    void everyAnswerCarriesTheSafeHeaders() throws Exception {
        for (String path : new String[] {"/page", "/nothing", "/keys", "/change", "/a//b"}) {
            HttpResponse<String> response = server.get(path);
            assertThat(header(response, "x-content-type-options")).isEqualTo("nosniff");
            assertThat(header(response, "referrer-policy")).isEqualTo("no-referrer");
            assertThat(header(response, "strict-transport-security")).isEqualTo("max-age=31536000");
            assertThat(header(response, "cache-control"))
                    .isEqualTo(path.equals("/keys") ? "public, max-age=300" : "no-store");
            assertThat(header(response, "x-request-id")).hasSize(36);
            assertThat(response.headers().firstValue("server")).isEmpty();
        }
        assertThat(plain.get("/page").headers().firstValue("strict-transport-security"))
                .isEmpty();
        assertThat(server.raw("nonsense\r\n\r\n")).contains("400 Bad Request", "nosniff", "invalid_request");
    }

    @Test
    void pagesMayDoNothingUnlessTheySay() throws Exception {
        assertThat(header(server.get("/page"), "content-security-policy"))
                .startsWith("default-src 'none'")
                .contains("frame-ancestors 'none'");
        assertThat(server.get("/own").headers().allValues("content-security-policy"))
                .containsExactly("default-src 'self'");
        assertThat(server.get("/page").body()).isEqualTo("<p>\u00fc</p>");
    }

    @Test
    void preparedBytesAreSentOnce() throws Exception {
        HttpResponse<String> first = server.get("/keys");
        String tag = header(first, "etag");
        assertThat(tag).matches("\"[\\w-]{43}\"");
        for (String given : new String[] {tag, "\"x\", " + tag, "W/" + tag, "*"}) {
            HttpResponse<String> again = server.send(server.to("/keys").header("if-none-match", given));
            assertThat(again.statusCode()).as(given).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "etag")).isEqualTo(tag);
        }
        assertThat(server.send(server.to("/keys").header("if-none-match", "\"x\""))
                        .body())
                .isEqualTo("{}");
    }

    @Test
    void redirectsAreSeeOther() throws Exception {
        HttpResponse<String> response = server.get("/away");
        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(header(response, "location")).isEqualTo("/page");
        assertThatThrownBy(() -> Response.redirect("/x\r\nSet-Cookie: a=b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdefgh, true",
        "0193-abc_DEF.~x, true",
        "short, false",
        "has space in it, false",
        "<script>alert, false",
        "abcdefgh%0a, false"
    })
    void harmlessRequestIdsAreKept(String id, boolean kept) throws Exception {
        HttpResponse<String> response = server.send(server.to("/id").header("x-request-id", id));
        assertThat(response.body().equals(id)).isEqualTo(kept);
        assertThat(header(response, "x-request-id")).isEqualTo(response.body());
        assertThat(server.send(server.to("/id").header("x-request-id", "a".repeat(65)))
                        .body())
                .hasSize(36);
    }

    @Test
    void theUserAgentIsFitToBeStored() throws Exception {
        String long300 = "a".repeat(300);
        assertThat(server.send(server.to("/agent").header("user-agent", long300))
                        .body())
                .hasSize(256);
        String odd =
                server.raw("GET /agent HTTP/1.1\r\nHost: x\r\nUser-Agent: a\u00e9\tb\r\nConnection: close\r\n\r\n");
        assertThat(odd).endsWith("a??b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s=1 | 1",
                "a=b; s=1; c=d | 1",
                "s=a=b | a=b",
                "s=\"q\" | q",
                "S=1 | null",
                "xs=1 | null",
                "s | null",
                ";;;=;s=1 | 1",
                "s= | ''"
            })
    void cookiesAreReadAsTheyCome(String header, String value) throws Exception {
        assertThat(server.send(server.to("/cookie").header("cookie", header)).body())
                .isEqualTo(value);
    }

    @Test
    void aCookieThatComesTwiceIsRefused() throws Exception {
        assertThat(server.send(server.to("/cookie").header("cookie", "s=1; s=2"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send(server.to("/cookie").header("cookie", "s=1").header("cookie", "s=1"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(server.send(server.to("/cookie").header("cookie", "a=1; a=2; s=3"))
                        .body())
                .isEqualTo("3");
    }

    @Test
    void cookiesAreSetAsTold() throws Exception {
        HttpResponse<String> response = change("origin", "https://id.example.org");
        assertThat(response.headers().allValues("set-cookie"))
                .containsExactly(
                        "__Host-a=1; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax",
                        "b=2; Path=/auth/refresh; HttpOnly; SameSite=Strict",
                        "c=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void cookiesThatBrowsersWouldRefuseCannotBeMade() {
        assertThatThrownBy(() -> Cookie.of("__Host-a", "1", false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cookie.of("__Secure-a", "1", false)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cookie.of("__Host-a", "1", true).withPath("/x"))
                .isInstanceOf(IllegalArgumentException.class);
        for (String bad : new String[] {"", "a b", "a=b", "a;b", "\u00e9"}) {
            assertThatThrownBy(() -> Cookie.of(bad, "1", true)).isInstanceOf(IllegalArgumentException.class);
        }
        for (String bad : new String[] {"a b", "a;b", "a\r\nb", "\"a\"", "\u00e9", "a,b", "a\\b"}) {
            assertThatThrownBy(() -> Cookie.of("a", bad, true)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.org",
                "https://id.example.org/",
                "https://id.example.org:443",
                "https://ID.example.org",
                "https://id.example.org.evil.example",
                "https://evil.example",
                "https://app.example.org",
                "null",
                "",
                "https://id.example.org, https://id.example.org"
            })
    void changesFromAnyOtherOriginAreRefused(String origin) throws Exception {
        HttpResponse<String> response = change("origin", origin);
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(TestServer.json(response).path("error").stringValue()).isEqualTo("cross_origin");
    }

    @Test
    void withoutAnOriginTheBrowserMustSayWhereItCameFrom() throws Exception {
        assertThat(change("sec-fetch-site", "same-origin").statusCode()).isEqualTo(204);
        for (String other : new String[] {"same-site", "cross-site", "none", "same-origin, x"}) {
            assertThat(change("sec-fetch-site", other).statusCode()).isEqualTo(403);
        }
        assertThat(change("x-nothing", "x").statusCode()).isEqualTo(403);
        HttpResponse<String> both = server.send(server.to("/change")
                .header("origin", "https://evil.example")
                .header("sec-fetch-site", "same-origin")
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(both.statusCode()).isEqualTo(403);
    }

    @Test
    void listedOriginsMayCallWithCredentials() throws Exception {
        HttpResponse<String> response = server.send(server.to("/nothing").header("origin", APP));
        assertThat(header(response, "access-control-allow-origin")).isEqualTo(APP);
        assertThat(header(response, "access-control-allow-credentials")).isEqualTo("true");
        assertThat(header(response, "vary")).isEqualTo("origin");
        HttpResponse<String> preflight = preflight(APP);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "access-control-allow-methods")).isEqualTo("POST, OPTIONS");
        assertThat(header(preflight, "access-control-allow-headers")).contains("authorization", "content-type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://app.example.org.evil.example",
                "http://app.example.org",
                "null",
                "*"
            })
    void otherOriginsAreToldNothing(String origin) throws Exception {
        for (HttpResponse<String> response : new HttpResponse[] {
            preflight(origin), server.send(server.to("/page").header("origin", origin))
        }) {
            assertThat(response.headers().map().keySet())
                    .noneMatch(name -> name.startsWith("access-control-"))
                    .contains("vary");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "https://app.example.org/",
                "https://APP.example.org",
                "app.example.org",
                "ftp://a.b"
            })
    void onlyExactOriginsCanBeListed(String origin) {
        HttpSettings settings = HttpSettings.of(TestServer.PUBLIC);
        assertThatThrownBy(() -> new HttpSettings(
                        "127.0.0.1",
                        0,
                        settings.publicUrl(),
                        1,
                        1024,
                        1,
                        1,
                        settings.patience(),
                        settings.drain(),
                        Set.of(),
                        Set.of(origin),
                        false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static HttpResponse<String> change(String name, String value) throws Exception {
        return server.send(server.to("/change").header(name, value).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> preflight(String origin) throws Exception {
        return server.send(server.to("/change")
                .header("origin", origin)
                .header("access-control-request-method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
