package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whatever is sent to whatever address there is: an answer that says what is wrong, and never one that says 5xx. */
class OddInputTest {
    private static final List<String> FIELDS = List.of(
            "username",
            "email",
            "identifier",
            "name",
            "password",
            "current_password",
            "new_password",
            "refresh_token",
            "token",
            "delivery",
            "all",
            "roles",
            "permissions",
            "description",
            "status",
            "end_sessions",
            "title",
            "done");
    private static final List<String> VALUES = List.of(
            "null",
            "\"\"",
            "\" \"",
            "7",
            "-1e39",
            "true",
            "[]",
            "[null]",
            "[\"\"]",
            "{}",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\u202e\"",
            "\"ﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺﷺ\"",
            "\"a@b.c\"",
            "\"' OR 1=1 --\"",
            "\"" + "x".repeat(5_000) + "\"");
    private static final List<String> SEGMENTS =
            List.of("nonsense", "%00", "%ff", "..%2f", "%25", "x".repeat(600), "00000000-0000-0000-0000-000000000000");
    private static final List<String> QUERIES = List.of(
            "?size=-1&page=%00&search=%00",
            "?size=99999999999999999999&search=%ff",
            "?page=AAAAAAAAAAAAAAAAAAAAAA&search=%25%5f%27",
            "?search=%f0%90%8d%88&search=x",
            "?wait=-1",
            "?end_sessions=maybe",
            "?=&&=x&%25");

    @OnEveryServer
    void everyRouteAnswersOddBodies(TestServer server) {
        Tokens admin = server.admin();
        List<String> bodies = new ArrayList<>(List.of("", "null", "[]", "7", "{}", "{\"a\":".repeat(40)));
        for (String value : VALUES) {
            bodies.add("{"
                    + String.join(
                            ",",
                            FIELDS.stream()
                                    .map(field -> '"' + field + "\":" + value)
                                    .toList()) + "}");
        }
        for (Route route : server.routes().all()) {
            admin = server.signIn(admin.name());
            if (!Set.of(Method.POST, Method.PUT, Method.PATCH).contains(route.method())) {
                continue;
            }
            String path = route.pattern().replaceAll("\\{[^}]+}", admin.id());
            boolean open = route.access() instanceof Access.Open;
            Api api = open ? server.api() : admin.api();
            for (String body : bodies) {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                Reply reply = api.send(route.method().name(), path, "application/json", bytes);
                noServerError(reply, body);
                api = open || reply.status() >= 300
                        ? api
                        : server.signIn(admin.name()).api();
            }
            for (String form : List.of("", "=", "&&", "token=%00", "grant_type=password&username=%ff&password=x")) {
                byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
                noServerError(
                        server.api().send(route.method().name(), path, "application/x-www-form-urlencoded", bytes),
                        form);
            }
        }
    }

    @OnEveryServer
    void everyRouteAnswersOddPathsAndQueries(TestServer server) {
        Tokens admin = server.admin();
        for (Route route : server.routes().all()) {
            if (route.pattern().contains("{")) {
                for (String segment : SEGMENTS) {
                    String path = route.pattern().replaceAll("\\{[^}]+}", segment);
                    noServerError(admin.api().send(route.method().name(), path), path);
                }
            }
            if (route.method() == Method.GET) {
                for (String query : QUERIES) {
                    noServerError(admin.api().get(route.pattern().replaceAll("[{}]", "") + query), query);
                }
            }
        }
        admin.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void oneOddFieldAmongGoodOnesIsTakenOrNamed(TestServer server) {
        Tokens admin = server.admin();
        String ada = "/users/" + server.person().id();
        for (String value : VALUES) {
            String name = '"' + TestServer.freshName("odd") + '"';
            String password = '"' + TestServer.PASSWORD + '"';
            for (String field : List.of("username", "email", "name", "password")) {
                Map<String, String> good = new TreeMap<>(Map.of("username", name, "password", password));
                takenOrNamed(server.api(), "POST", "/auth/signup", good, field, value);
            }
            for (String field : List.of("username", "email", "identifier", "password", "delivery")) {
                Map<String, String> good = new TreeMap<>(Map.of("username", name, "password", password));
                takenOrNamed(server.api(), "POST", "/auth/login", good, field, value);
            }
            for (String field : List.of("username", "email", "name", "roles", "status", "end_sessions")) {
                takenOrNamed(admin.api(), "PATCH", ada, new TreeMap<>(), field, value);
            }
            for (String field : List.of("name", "description", "permissions")) {
                takenOrNamed(admin.api(), "POST", "/roles", new TreeMap<>(Map.of("name", name)), field, value);
            }
        }
    }

    private static void takenOrNamed(
            Api api, String method, String path, Map<String, String> good, String field, String value) {
        good.put(field, value);
        String body = good.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\":" + entry.getValue())
                .collect(Collectors.joining(",", "{", "}"));
        Reply reply = api.send(method, path, "application/json", body.getBytes(StandardCharsets.UTF_8));
        noServerError(reply, body);
        if (reply.status() == 422) {
            assertThat(reply.fieldErrors().keySet())
                    .as("%s for %s", reply, body)
                    .isSubsetOf(field, "username");
        } else {
            assertThat(reply.status()).as("%s for %s", reply, body).isIn(200, 201, 401, 409);
        }
    }

    private static void noServerError(Reply reply, String sent) {
        assertThat(reply.status()).as("%s for %s", reply, sent).isLessThan(500);
    }
}
