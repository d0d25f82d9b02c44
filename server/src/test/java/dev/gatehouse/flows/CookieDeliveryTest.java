package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.List;
import java.util.Map;

class CookieDeliveryTest {
    private static final String ACCESS = "gatehouse_access";
    private static final String REFRESH = "gatehouse_refresh";
    private static final String HERE = TestServer.PUBLIC_URL;

    // The clock stands a quarter of a second past a full one, and no cookie outlives its token: hence 899 seconds.
    @OnEveryServer
    void tokensComeInCookiesAndNotInTheBody(TestServer server) {
        Reply reply = login(server);
        assertThat(reply.keys())
                .contains("token_type", "expires_in", "message", "user")
                .doesNotContain("access_token", "refresh_token");
        assertThat(reply.setCookies()).containsOnlyKeys(ACCESS, REFRESH);
        assertThat(attributes(reply, ACCESS))
                .containsExactlyInAnyOrder("Path=/", "Max-Age=899", "HttpOnly", "SameSite=Lax");
        assertThat(attributes(reply, REFRESH))
                .containsExactlyInAnyOrder("Path=/auth/refresh", "Max-Age=2592000", "HttpOnly", "SameSite=Lax");
        assertThat(reply.body()).doesNotContain(reply.cookie(ACCESS)).doesNotContain(reply.cookie(REFRESH));
    }

    @OnEveryDatabase
    void behindHttpsTheyAreBoundToIt(TestDatabase on) {
        try (TestServer server = TestServer.on(on, "public_url=https://id.example.org")) {
            Reply reply = login(server);
            assertThat(reply.setCookies()).containsOnlyKeys("__Host-" + ACCESS, "__Secure-" + REFRESH);
            assertThat(attributes(reply, "__Host-" + ACCESS))
                    .containsExactlyInAnyOrder("Path=/", "Max-Age=899", "HttpOnly", "SameSite=Lax", "Secure");
            assertThat(attributes(reply, "__Secure-" + REFRESH)).contains("Path=/auth/refresh", "HttpOnly", "Secure");
            String access = reply.cookie("__Host-" + ACCESS);
            server.api().cookie(ACCESS, access).get("/users/me").expectProblem(401, "not_authenticated");
            Api browser = server.api().cookie("__Host-" + ACCESS, access);
            browser.get("/users/me").expect(200);
            browser.with("origin", "http://id.example.org").post("/auth/logout").expectProblem(403, "cross_origin");
            browser.with("origin", "https://id.example.org")
                    .post("/auth/logout")
                    .expect(204);
        }
    }

    @OnEveryServer
    void theAccessCookieIsAsGoodAsABearerToken(TestServer server) {
        Api browser = server.api().cookie(ACCESS, login(server).cookie(ACCESS));
        browser.get("/users/me").expect(200);
        assertThat(browser.get("/auth/status").expect(200).text("auth_method")).isEqualTo("password");
        assertThat(browser.get("/auth/sessions").expect(200).at("sessions").size())
                .isEqualTo(1);
        server.api().cookie(ACCESS, "nonsense").get("/users/me").expectProblem(401, "invalid_token");
        browser.bearer("nonsense").get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryServer
    void aChangeByCookieMustComeFromThisSite(TestServer server) {
        Api browser = server.api().cookie(ACCESS, login(server).cookie(ACCESS));
        Map<String, String> body = Map.of("current_password", "x", "new_password", "another good one");
        for (Api foreign : List.of(
                browser,
                browser.with("origin", "https://evil.example"),
                browser.with("origin", "null"),
                browser.with("origin", "http://localhost:8001"),
                browser.with("origin", "https://localhost:8000"),
                browser.with("origin", HERE + "/"),
                browser.with("sec-fetch-site", "cross-site"),
                browser.with("sec-fetch-site", "same-site"),
                browser.with("sec-fetch-site", "none"),
                browser.with("origin", "https://evil.example").with("sec-fetch-site", "same-origin"))) {
            foreign.post("/auth/logout").expectProblem(403, "cross_origin");
            foreign.post("/auth/change-password", body).expectProblem(403, "cross_origin");
        }
        browser.with("sec-fetch-site", "same-origin")
                .post("/auth/change-password", body)
                .expectProblem(401, "invalid_credentials");
        browser.with("origin", HERE).post("/auth/logout").expect(204);
    }

    @OnEveryServer
    void aBearerTokenNeedsNoOrigin(TestServer server) {
        server.person()
                .api()
                .with("origin", "https://app.example")
                .post("/auth/logout")
                .expect(204);
    }

    @OnEveryServer
    void theRefreshCookieRotatesInCookiesFromThisSiteOnly(TestServer server) {
        Reply signedIn = login(server);
        Api browser = server.api().cookie(REFRESH, signedIn.cookie(REFRESH));
        browser.post("/auth/refresh").expectProblem(403, "cross_origin");
        browser.with("origin", "https://evil.example").post("/auth/refresh").expectProblem(403, "cross_origin");
        Reply renewed = browser.with("origin", HERE).post("/auth/refresh").expect(200);
        assertThat(renewed.keys()).doesNotContain("access_token", "refresh_token");
        assertThat(renewed.cookie(REFRESH)).isNotEqualTo(signedIn.cookie(REFRESH));
        server.api().cookie(ACCESS, renewed.cookie(ACCESS)).get("/users/me").expect(200);
    }

    @OnEveryServer
    void signingOutTakesTheCookiesBack(TestServer server) {
        Reply signedIn = login(server);
        Api browser = server.api().cookie(ACCESS, signedIn.cookie(ACCESS)).with("origin", HERE);
        Reply out = browser.post("/auth/logout").expect(204);
        assertThat(out.setCookies()).containsOnlyKeys(ACCESS, REFRESH);
        assertThat(out.cookie(ACCESS)).isEmpty();
        assertThat(attributes(out, ACCESS)).contains("Max-Age=0", "Path=/");
        assertThat(attributes(out, REFRESH)).contains("Max-Age=0", "Path=/auth/refresh");
        browser.get("/users/me").expectProblem(401, "invalid_token");
        server.api()
                .cookie(REFRESH, signedIn.cookie(REFRESH))
                .with("origin", HERE)
                .post("/auth/refresh")
                .expectProblem(401, "invalid_refresh_token");
    }

    /** A browser has one session by its cookies: the next sign-in in it ends the one before, whosever that was. */
    @OnEveryServer
    void aSignInEndsTheSessionWhoseCookiesItReplaces(TestServer server) {
        Reply first = login(server);
        Tokens ada = server.person();
        Api elsewhere = server.signIn(ada.name()).api();
        Map<String, String> right =
                Map.of("username", ada.name(), "password", TestServer.PASSWORD, "delivery", "cookie");
        Api browser = server.api().cookie(ACCESS, first.cookie(ACCESS));

        // Whoever fails, and whoever takes tokens in the body, leaves it as it is.
        browser.post("/auth/login", Map.of("username", ada.name(), "password", "wrong", "delivery", "cookie"))
                .expect(401);
        browser.post("/auth/login", Map.of("username", ada.name(), "password", TestServer.PASSWORD))
                .expect(200);
        browser.get("/users/me").expect(200);

        // Somebody else signs in: the first is out, by its cookies and by its refresh token.
        Reply second = browser.post("/auth/login", right).expect(200);
        browser.get("/users/me").expectProblem(401, "invalid_token");
        server.api()
                .cookie(REFRESH, first.cookie(REFRESH))
                .with("origin", HERE)
                .post("/auth/refresh")
                .expectProblem(401, "invalid_refresh_token");

        // The same person proves themselves again, and then comes with what is over.
        Reply third = server.api()
                .cookie(ACCESS, second.cookie(ACCESS))
                .post("/auth/login", right)
                .expect(200);
        server.api().cookie(ACCESS, second.cookie(ACCESS)).get("/users/me").expectProblem(401, "invalid_token");
        Api now = server.api().cookie(ACCESS, third.cookie(ACCESS));
        browser.post("/auth/login", right).expect(200);
        server.api().cookie(ACCESS, "nonsense").post("/auth/login", right).expect(200);
        now.get("/users/me").expect(200);

        // Programs with tokens of their own keep them.
        elsewhere.get("/users/me").expect(200);
        ada.api().get("/users/me").expect(200);
    }

    private static Reply login(TestServer server) {
        String name = TestServer.freshName("browser");
        server.signUp(name);
        return server.api()
                .post("/auth/login", Map.of("username", name, "password", TestServer.PASSWORD, "delivery", "cookie"))
                .expect(200);
    }

    private static List<String> attributes(Reply reply, String cookie) {
        String line = reply.setCookies().getOrDefault(cookie, "");
        return List.of(line.substring(line.indexOf("; ") + 2).split("; ", -1));
    }
}
