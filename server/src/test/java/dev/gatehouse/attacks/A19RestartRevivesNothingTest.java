package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.ChildJvm;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** Row A19: what was spent, ended or changed stays so, whether the server stops or is killed. */
class A19RestartRevivesNothingTest {
    private static final Duration PAST_THE_GRACE = Duration.ofSeconds(11);

    @OnEveryDatabase
    void aSpentTokenStaysSpentAfterARestart(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            Reply rotated = refresh(server.api(), ada.refresh()).expect(200);
            server.restart();
            assertThat(refresh(server.api(), ada.refresh()).expect(200).text("refresh_token"))
                    .as("inside the grace a retry gets the same successor from the new process")
                    .isEqualTo(rotated.text("refresh_token"));
            server.clock().advance(PAST_THE_GRACE);
            server.restart();
            refresh(server.api(), ada.refresh()).expectProblem(401, "invalid_refresh_token");
            server.restart();
            refresh(server.api(), ada.refresh()).expect(401);
            refresh(server.api(), text(rotated, "refresh_token")).expect(401);
            server.api().bearer(ada.access()).get("/users/me").expect(401);
            server.api().bearer(text(rotated, "access_token")).get("/users/me").expect(401);
        }
    }

    @OnEveryDatabase
    void limitsGoOnAfterARestart(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "limits.login=5/minute")) {
            for (int attempt = 0; attempt < 5; attempt++) {
                login(server.api(), "somebody", "wrong").expect(401);
                server.restart();
            }
            login(server.api(), "somebody", "wrong").expect(429);
        }
    }

    /** Each thing was answered before the kill, so it is to be found after it. */
    @OnEveryDatabase
    void whatWasAnsweredSurvivesAKill(TestDatabase on) throws Exception {
        String spent;
        String present;
        String signedOut;
        String revoked;
        try (ChildJvm child = ChildJvm.start(ServesUntilKilled.class, on.settings())) {
            Api api = Api.at(port(child));
            signUp(api, "ada");
            signUp(api, "grace");
            spent = text(login(api, "ada", TestServer.PASSWORD).expect(200), "refresh_token");
            Reply leaving = login(api, "ada", TestServer.PASSWORD).expect(200);
            signedOut = text(leaving, "refresh_token");
            api.bearer(text(leaving, "access_token")).post("/auth/logout").expect(204);
            revoked = text(login(api, "grace", TestServer.PASSWORD).expect(200), "access_token");
            api.form("/oauth2/revoke", "token", revoked).expect(200);
            Reply changing = login(api, "grace", TestServer.PASSWORD).expect(200);
            api.bearer(text(changing, "access_token"))
                    .post(
                            "/auth/change-password",
                            Map.of("current_password", TestServer.PASSWORD, "new_password", "nine purple badgers"))
                    .expect(204);
            present = text(refresh(api, spent).expect(200), "refresh_token");
            child.kill();
        }
        try (TestServer server = TestServer.on(on)) {
            Api api = server.api();
            api.bearer(revoked).get("/users/me").expect(401);
            refresh(api, signedOut).expect(401);
            login(api, "grace", TestServer.PASSWORD).expect(401);
            login(api, "grace", "nine purple badgers").expect(200);
            server.clock().advance(PAST_THE_GRACE);
            String next = text(refresh(api, present).expect(200), "refresh_token");
            refresh(api, spent).expect(401);
            refresh(api, next).expect(401);
            login(api, "ada", TestServer.PASSWORD).expect(200);
        }
    }

    private static int port(ChildJvm child) throws Exception {
        String line = child.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = child.readLine();
        }
        return Integer.parseInt(
                Objects.requireNonNull(line, "the child has ended").substring(5));
    }

    private static void signUp(Api api, String name) {
        api.post("/auth/signup", Map.of("username", name, "password", TestServer.PASSWORD))
                .expect(201);
    }

    private static Reply login(Api api, String name, String password) {
        return api.post("/auth/login", Map.of("username", name, "password", password));
    }

    private static Reply refresh(Api api, String token) {
        return api.post("/auth/refresh", Map.of("refresh_token", token));
    }

    private static String text(Reply reply, String path) {
        return Objects.requireNonNull(reply.text(path));
    }
}
