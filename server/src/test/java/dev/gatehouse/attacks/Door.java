package dev.gatehouse.attacks;

import dev.gatehouse.platform.http.Route;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A place that takes an artefact.
 *
 * @param open whether the answer says that the artefact was taken for good
 */
record Door(String name, Function<String, Reply> knock, Function<Reply, Boolean> open) {

    /** Every place that takes an access token, other than to end it. */
    static List<Door> forAccessTokens(TestServer server, Tokens admin) {
        List<Door> doors = new ArrayList<>();
        for (Route route : Walk.guarded(server)) {
            doors.add(answering(
                    "bearer at " + route, token -> Walk.call(server.api().bearer(token), route)));
            doors.add(answering("cookie at " + route, token -> Walk.call(Walk.byCookie(server, token), route)));
        }
        doors.add(answering(
                "bearer alone to renew", token -> server.api().bearer(token).post("/auth/refresh")));
        doors.add(new Door(
                "introspection",
                token -> admin.api().form("/oauth2/introspect", "token", token),
                reply -> reply.status() >= 500 || reply.at("active").asBoolean(false)));
        return doors;
    }

    /** Every place that takes a refresh token, other than to end it. */
    static List<Door> forRefreshTokens(TestServer server) {
        return List.of(
                answering(
                        "refresh by body", token -> server.api().post("/auth/refresh", Map.of("refresh_token", token))),
                answering("refresh by cookie", token -> server.api()
                        .cookie("gatehouse_refresh", token)
                        .with("origin", TestServer.PUBLIC_URL)
                        .post("/auth/refresh")),
                answering("refresh as a grant", token -> server.api()
                        .form("/oauth2/token", "grant_type", "refresh_token", "refresh_token", token)));
    }

    /** Whether the artefact gets through; an error of the server's own counts as a way in. */
    boolean lets(String artefact) {
        return open.apply(knock.apply(artefact));
    }

    private static Door answering(String name, Function<String, Reply> knock) {
        return new Door(name, knock, reply -> reply.status() < 400 || reply.status() == 404 || reply.status() >= 500);
    }
}
