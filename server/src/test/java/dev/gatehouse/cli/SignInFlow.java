package dev.gatehouse.cli;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Reply;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Everything that somebody does who signs up, in and out; good and bad. */
final class SignInFlow {
    private static final String FIRST = "seven brown otters";
    private static final String SECOND = "nine purple herons";
    private static final String WRONG = "eight green badgers";

    private SignInFlow() {}

    /** Answers every secret that went over the wire. */
    static Set<String> run(Api api) {
        Set<String> secrets = new LinkedHashSet<>(Set.of(FIRST, SECOND, WRONG, "seven+brown+otters"));
        api.post("/auth/signup", Map.of("username", "ada", "password", FIRST)).expect(201);
        api.post("/auth/login", Map.of("username", "ada", "password", WRONG)).expect(401);
        api.post("/auth/login", Map.of("username", "ada", "password", Map.of("x", WRONG)))
                .expect(422);
        Reply first = take(
                secrets,
                api.post("/auth/login", Map.of("username", "ada", "password", FIRST))
                        .expect(200));
        Api ada = api.bearer(Objects.requireNonNull(first.text("access_token")));
        ada.get("/auth/status").expect(200);
        Map<String, String> refresh = Map.of("refresh_token", Objects.requireNonNull(first.text("refresh_token")));
        Reply second = take(secrets, api.post("/auth/refresh", refresh).expect(200));
        api.post("/auth/refresh", Map.of("refresh_token", "r".repeat(43))).expect(401);
        api.bearer(first.text("access_token") + "x").get("/users/me").expect(401);

        Reply cookies = api.post("/auth/login", Map.of("username", "ada", "password", FIRST, "delivery", "cookie"))
                .expect(200);
        cookies.setCookies().keySet().forEach(name -> secrets.add(cookies.cookie(name)));
        api.bearer(Objects.requireNonNull(second.text("access_token")))
                .post("/auth/change-password", Map.of("current_password", FIRST, "new_password", SECOND))
                .expect(204);
        Reply last = take(
                secrets,
                api.post("/auth/login", Map.of("username", "ada", "password", SECOND))
                        .expect(200));
        api.bearer(Objects.requireNonNull(last.text("access_token")))
                .post("/auth/logout")
                .expect(204);
        return secrets;
    }

    private static Reply take(Set<String> secrets, Reply reply) {
        for (String field : new String[] {"access_token", "refresh_token"}) {
            String token = Objects.requireNonNull(reply.text(field));
            secrets.add(token);
            secrets.add(token.substring(token.lastIndexOf('.') + 1));
        }
        return reply;
    }
}
