package dev.gatehouse.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row A14: a bad forwarded header skips no check, and an error in a check denies. */
class A14ForwardedHeadersTest {
    private static final String PROXY = "10.0.0.9";
    private static final Forwarding FORWARDING =
            new Forwarding(new TrustedProxies(List.of("10.0.0.0/8", "2001:db8:aaaa::/48", "::ffff:172.16.0.0/108")));

    private static Forwarding.Origin origin(String peer, String... headers) {
        MultiMap map = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            map.add(headers[i], headers[i + 1]);
        }
        ClientAddress address = Objects.requireNonNull(ClientAddress.parse(peer));
        return FORWARDING.origin(address, false, map);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.7 | 198.51.100.7",
                "198.51.100.7:4711 | 198.51.100.7",
                "1.1.1.1, 198.51.100.7 | 198.51.100.7",
                "1.1.1.1, 198.51.100.7, 10.1.1.1 | 198.51.100.7",
                "garbage, 198.51.100.7 , 10.1.1.1 | 198.51.100.7",
                "10.2.2.2, 10.1.1.1 | 10.2.2.2",
                "2001:DB8::7 | 2001:db8::7",
                "[2001:db8::7]:443 | 2001:db8::7",
                "::ffff:198.51.100.7 | 198.51.100.7",
                "198.51.100.7, 2001:db8:aaaa::5 | 198.51.100.7",
                "198.51.100.7, 172.31.0.1 | 198.51.100.7",
                "198.51.100.7, 172.32.0.1 | 172.32.0.1"
            })
    void theRightmostHopThatIsNotTrustedIsTheClient(String header, String client) {
        assertThat(origin(PROXY, "X-Forwarded-For", header).address().text()).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "x",
                "1.1.1.1,",
                "1.1.1.1, ",
                "1.1.1.1, unknown",
                "1.1.1.1, 1.2.3.4.5",
                "1.1.1.1 2.2.2.2",
                "1.1.1.1, [::1",
                "1.1.1.1, [::1]x",
                "1.1.1.1, 2.2.2.2:",
                "1.1.1.1, 2.2.2.2:port",
                "1.1.1.1, 2.2.2.2:123456",
                "1.1.1.1, 01.2.2.2",
                "1.1.1.1, x, 10.1.1.1",
                "\"1.1.1.1\"",
                "1.1.1.1;10.0.0.1",
                "for=1.1.1.1"
            })
    void aHeaderThatDoesNotParseLeavesTheProxyItself(String header) {
        assertThat(origin(PROXY, "X-Forwarded-For", header).address().text()).isEqualTo(PROXY);
    }

    @Test
    void manyHopsLeaveTheProxyItself() {
        assertThat(origin(PROXY, "X-Forwarded-For", "1.1.1.1" + ", 10.0.0.1".repeat(40))
                        .address()
                        .text())
                .isEqualTo(PROXY);
    }

    @Test
    void aPeerThatIsNotTrustedIsNotBelieved() {
        Forwarding.Origin origin = origin(
                "198.51.100.66",
                "X-Forwarded-For",
                "1.1.1.1",
                "Forwarded",
                "for=1.1.1.1;proto=https",
                "X-Forwarded-Proto",
                "https");
        assertThat(origin.address().text()).isEqualTo("198.51.100.66");
        assertThat(origin.secure()).isFalse();
    }

    @Test
    void repeatedHeadersAreOneList() {
        assertThat(origin(PROXY, "X-Forwarded-For", "1.1.1.1", "X-Forwarded-For", "198.51.100.7")
                        .address()
                        .text())
                .isEqualTo("198.51.100.7");
    }

    @Test
    void theSchemeComesFromTheTrustedProxyOnly() {
        assertThat(origin(PROXY, "X-Forwarded-Proto", "https").secure()).isTrue();
        assertThat(origin(PROXY, "X-Forwarded-Proto", "https, http").secure()).isFalse();
        assertThat(origin(PROXY, "X-Forwarded-Proto", "https", "X-Forwarded-Proto", "http")
                        .secure())
                .isFalse();
        assertThat(origin(PROXY, "X-Forwarded-Proto", "httpsx").secure()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=198.51.100.7;proto=https | 198.51.100.7 | true",
                "For=\"[2001:db8::7]:4711\" ; proto=http ; by=10.0.0.9 | 2001:db8::7 | false",
                "for=1.1.1.1;proto=https, for=198.51.100.7 | 198.51.100.7 | false",
                "for=198.51.100.7;proto=https, for=10.1.1.1 | 198.51.100.7 | true",
                "for=unknown | 10.0.0.9 | false",
                "for=_hidden;proto=https | 10.0.0.9 | false",
                "proto=https | 10.0.0.9 | false",
                "for=1.1.1.1;for=2.2.2.2 | 10.0.0.9 | false",
                "for=\"1.1.1.1 | 10.0.0.9 | false",
                "for=\"1.1.1.1\"x | 10.0.0.9 | false",
                "for 1.1.1.1 | 10.0.0.9 | false",
                "for=1.1.1.1, | 10.0.0.9 | false"
            })
    void theStandardHeaderIsReadToo(String header, String client, boolean secure) {
        Forwarding.Origin origin = origin(PROXY, "Forwarded", header);
        assertThat(origin.address().text()).isEqualTo(client);
        assertThat(origin.secure()).isEqualTo(secure);
    }

    @Test
    void twoKindsOfHeaderThatDisagreeLeaveTheProxyItself() {
        assertThat(origin(PROXY, "X-Forwarded-For", "1.1.1.1", "Forwarded", "for=2.2.2.2")
                        .address()
                        .text())
                .isEqualTo(PROXY);
        assertThat(origin(PROXY, "X-Forwarded-For", "1.1.1.1", "Forwarded", "for=1.1.1.1")
                        .address()
                        .text())
                .isEqualTo("1.1.1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0.0/ 8",
                "::/129",
                "::ffff:10.0.0.0/8",
                "host"
            })
    void aNetworkThatIsNoneStopsTheStart(String network) {
        assertThatThrownBy(() -> new TrustedProxies(List.of(network))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hostileHeadersReachTheHandlerAsThePeer() throws Exception {
        try (TestServer server = serving(UnaryOperator.identity())) {
            assertThat(address(server, "1.1.1.1")).isEqualTo("127.0.0.1");
        }
        try (TestServer server = serving(settings -> trusting(settings, Set.of("127.0.0.0/8")))) {
            assertThat(address(server, "1.1.1.1")).isEqualTo("1.1.1.1");
            assertThat(address(server, "1.1.1.1, nonsense")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void anErrorInTheCheckDenies() throws Exception {
        AtomicInteger reached = new AtomicInteger();
        for (Throwable fault : List.of(
                new IllegalStateException(),
                new NullPointerException(),
                new StackOverflowError(),
                new AssertionError())) {
            Authenticator faulty = request -> {
                if (fault instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) fault;
            };
            try (TestServer server = TestServer.serving(routes -> {
                routes.knownBy(faulty).guarded(Method.GET, "/a", (request, caller) -> {
                    reached.incrementAndGet();
                    return Response.noContent();
                });
                routes.knownBy(faulty).guarded(Method.GET, "/b", "read:users", (request, caller) -> {
                    reached.incrementAndGet();
                    return Response.noContent();
                });
            })) {
                assertThat(server.get("/a").statusCode()).isEqualTo(500);
                assertThat(server.get("/b").statusCode()).isEqualTo(500);
            }
        }
        assertThat(reached).hasValue(0);
    }

    private static TestServer serving(UnaryOperator<HttpSettings> change) throws IOException {
        return TestServer.serving(
                change,
                routes -> routes.open(
                        Method.GET,
                        "/address",
                        request -> Response.text(200, request.address().text())));
    }

    static HttpSettings trusting(HttpSettings settings, Set<String> proxies) {
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
                proxies,
                settings.corsOrigins(),
                false);
    }

    private static String address(TestServer server, String header) throws Exception {
        HttpResponse<String> response = server.send(server.to("/address").header("X-Forwarded-For", header));
        return response.body();
    }
}
