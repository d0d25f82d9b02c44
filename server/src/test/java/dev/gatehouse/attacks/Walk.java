package dev.gatehouse.attacks;

import dev.gatehouse.platform.http.Access;
import dev.gatehouse.platform.http.Errors;
import dev.gatehouse.platform.http.Method;
import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Walks the routes as the router lists them, so that no attack forgets one. */
final class Walk {
    private Walk() {}

    static List<Route> all(TestServer server) {
        return server.routes().all();
    }

    static List<Route> open(TestServer server) {
        return all(server).stream()
                .filter(route -> route.access() instanceof Access.Open)
                .toList();
    }

    static List<Route> guarded(TestServer server) {
        return all(server).stream()
                .filter(route -> !(route.access() instanceof Access.Open))
                .toList();
    }

    /** Those that may change something. */
    static List<Route> writing(TestServer server) {
        return all(server).stream()
                .filter(route -> route.method() != Method.GET)
                .toList();
    }

    /** An address of the route that names nobody and nothing. */
    static String address(Route route) {
        return address(route, UUID.randomUUID().toString());
    }

    /** An address of the route with this id. */
    static String address(Route route, String id) {
        return route.pattern().replace("{id}", id).replaceAll("\\{\\w+}", "nothing-of-this-name");
    }

    /** Calls the route with a body of the right kind that says nothing. */
    static Reply call(Api api, Route route) {
        return call(api, route, address(route));
    }

    static Reply call(Api api, Route route, String address) {
        if (route.method() == Method.GET || route.method() == Method.DELETE) {
            return api.send(route.method().name(), address);
        }
        return send(api, route, address, Map.of());
    }

    /** Sends these fields as the route takes them: as a form to OAuth endpoints, else as JSON. */
    static Reply send(Api api, Route route, String address, Map<String, ?> fields) {
        if (route.errors() == Errors.OAUTH) {
            String[] form = fields.entrySet().stream()
                    .flatMap(field -> List.of(field.getKey(), String.valueOf(field.getValue())).stream())
                    .toArray(String[]::new);
            return api.form(address, form);
        }
        return switch (route.method()) {
            case PATCH -> api.patch(address, fields);
            case PUT -> api.put(address, fields);
            default -> api.post(address, fields);
        };
    }

    /** The same caller by cookie, as this site's own pages call. */
    static Api byCookie(TestServer server, String accessToken) {
        return server.api().cookie("gatehouse_access", accessToken).with("origin", TestServer.PUBLIC_URL);
    }
}
