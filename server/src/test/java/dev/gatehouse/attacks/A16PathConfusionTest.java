package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Row A16: no spelling of a guarded address leads past its guard, and none is taken for the plain one. */
class A16PathConfusionTest {
    @OnEveryServer
    void noSpellingOfAGuardedAddressIsAnsweredToAStranger(TestServer server) throws IOException {
        for (Route route : Walk.guarded(server)) {
            String plain = Walk.address(route);
            assertThat(Wire.status(server, route.method().name(), plain)).isEqualTo(401);
            for (String target : spellings(plain)) {
                assertThat(Wire.status(server, route.method().name(), target))
                        .as(route.method() + " " + target)
                        .isIn(400, 401, 404, 405);
            }
        }
    }

    /** A front server that guards by path sees what this server sees: so even an administrator gets no second spelling. */
    @OnEveryServer
    void noSecondSpellingIsTakenForThePlainOne(TestServer server) throws IOException {
        Tokens admin = server.admin();
        String credential = "Authorization: Bearer " + admin.access();
        for (Route route : Walk.guarded(server)) {
            if (route.method() == Method.GET) {
                for (String target : spellings(Walk.address(route, admin.id()))) {
                    assertThat(Wire.status(server, "GET", target, credential))
                            .as(target)
                            .isIn(400, 404);
                }
            }
        }
    }

    @OnEveryServer
    void noOtherMethodLeadsPastTheGuard(TestServer server) throws IOException {
        for (Route route : Walk.guarded(server)) {
            String address = Walk.address(route);
            for (String method : List.of(
                    "HEAD", "TRACE", "CONNECT", "PROPFIND", "get", "Post", "GETT", "PUT", "PATCH", "DELETE", "POST")) {
                assertThat(Wire.status(server, method, address))
                        .as(method + " " + address)
                        .isNotIn(200, 201, 202, 204, 302, 303)
                        .isLessThan(500);
            }
            assertThat(Wire.raw(
                                    server,
                                    "OPTIONS " + address
                                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: https://evil.example\r\n"
                                            + "Access-Control-Request-Method: POST\r\n\r\n")
                            .toLowerCase(Locale.ROOT))
                    .doesNotContain("access-control-allow-origin");
        }
    }

    @OnEveryServer
    void noHeaderChangesTheAddressOrTheMethod(TestServer server) throws IOException {
        for (Route route : Walk.guarded(server)) {
            String address = Walk.address(route);
            for (String name : List.of("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Path", "X-Forwarded-Prefix")) {
                assertThat(Wire.status(server, route.method().name(), address, name + ": /health/live"))
                        .as(name)
                        .isEqualTo(401);
                assertThat(Wire.status(server, "GET", "/no/such/place", name + ": " + address))
                        .as(name)
                        .isEqualTo(404);
            }
            for (String name : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
                assertThat(Wire.status(server, "POST", "/health/live", name + ": " + route.method()))
                        .as(name)
                        .isEqualTo(405);
            }
            assertThat(Wire.status(server, route.method().name(), address + "?_method=GET&access_token=x"))
                    .isEqualTo(401);
        }
    }

    /** RFC 6750, section 2.3: a token in the address would stand in logs and histories. */
    @OnEveryServer
    void aTokenInTheAddressCountsForNothing(TestServer server) throws IOException {
        String access = server.admin().access();
        for (Route route : Walk.guarded(server)) {
            String address = Walk.address(route);
            for (String name : List.of("access_token", "token", "bearer", "authorization")) {
                assertThat(Wire.status(server, route.method().name(), address + "?" + name + "=" + access))
                        .isEqualTo(401);
            }
        }
    }

    private static List<String> spellings(String plain) {
        int last = plain.lastIndexOf('/');
        String folder = plain.substring(0, last);
        String name = plain.substring(last + 1);
        List<String> targets = new ArrayList<>(List.of(
                plain + "/",
                plain + "//",
                plain + "/.",
                plain + "/..",
                plain + "/../" + name,
                plain + ";",
                plain + ";x=y",
                plain + ";.json",
                plain + ".json",
                plain + "%2f",
                plain + "%20",
                plain + "%00",
                plain + "%0a",
                plain + "#x",
                plain + "\\",
                "/" + plain,
                "/." + plain,
                "/;" + plain,
                "/x/.." + plain,
                "/x/..;" + plain,
                "/health/live/../.." + plain,
                "/health/live/..;/..;" + plain,
                "/health/live/%2e%2e/%2e%2e" + plain,
                "/%2e" + plain,
                "/%2f" + plain.substring(1),
                "http://localhost" + plain,
                "http://evil.example" + plain,
                "//evil.example" + plain,
                plain.substring(1),
                folder + "/./" + name,
                folder + "//" + name,
                folder + "/;/" + name,
                folder + "%2f" + name,
                folder + "%5c" + name,
                folder + "\\" + name,
                folder + "/%" + Integer.toHexString(name.charAt(0)) + name.substring(1),
                folder + "/%25" + Integer.toHexString(name.charAt(0)) + name.substring(1),
                folder + "/" + name.substring(0, 1) + "%e2%80%8b" + name.substring(1),
                folder + "/%ef%bd%" + Integer.toHexString(0x80 + (name.charAt(0) & 0x1f)) + name.substring(1)));
        String upper = "/" + plain.substring(1, 2).toUpperCase(Locale.ROOT) + plain.substring(2);
        targets.add(upper);
        targets.add(
                upper.equals(plain)
                        ? plain + "/x"
                        : plain.substring(0, 3).toUpperCase(Locale.ROOT) + plain.substring(3));
        return targets;
    }
}
