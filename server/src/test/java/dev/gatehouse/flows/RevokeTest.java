package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

class RevokeTest {
    @OnEveryServer
    void aRevokedAccessTokenIsDeadAndItsSessionLivesOn(TestServer server) {
        Tokens ada = server.person();
        server.api().form("/oauth2/revoke", "token", ada.access()).expect(200);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, ada.refresh()).expect(200);
    }

    @OnEveryServer
    void whoRevokesTokenAfterTokenEndsTheSessionAndFillsNoList(TestServer server) {
        Tokens ada = server.person();
        for (int i = 0; i < 20; i++) {
            String single = another(ada);
            server.api().form("/oauth2/revoke", "token", single).expect(200);
            server.api().bearer(single).get("/users/me").expect(401);
        }
        String oneMore = another(ada);
        server.api().form("/oauth2/revoke", "token", oneMore).expect(200);
        server.api().bearer(oneMore).get("/users/me").expect(401);
        ada.api().post("/auth/refresh").expect(401);
    }

    private static String another(Tokens tokens) {
        return String.valueOf(tokens.api().post("/auth/refresh").expect(200).text("access_token"));
    }

    @OnEveryServer
    void aRevokedRefreshTokenTakesItsSessionWithIt(TestServer server) {
        Tokens ada = server.person();
        Tokens elsewhere = server.signIn(ada.name());
        server.api()
                .form("/oauth2/revoke", "token", ada.refresh(), "token_type_hint", "refresh_token")
                .expect(200);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, ada.refresh()).expectProblem(401, "invalid_refresh_token");
        elsewhere.api().get("/users/me").expect(200);
    }

    @OnEveryServer
    void anUnknownTokenIsAnsweredAlike(TestServer server) {
        Reply known = server.api()
                .form("/oauth2/revoke", "token", server.person().access())
                .expect(200);
        Reply unknown = server.api().form("/oauth2/revoke", "token", "nonsense").expect(200);
        assertThat(unknown.bytes()).isEqualTo(known.bytes());
        assertThat(unknown.headerNames()).isEqualTo(known.headerNames());
        TokenEndpointTest.expectOauth(server.api().form("/oauth2/revoke"), 400, "invalid_request", "token");
        TokenEndpointTest.expectOauth(
                server.api().post("/oauth2/revoke", Map.of("token", "x")), 415, "invalid_request", "form");
    }

    @OnEveryServer
    void introspectionSaysWhatHoldsThisMoment(TestServer server) {
        Tokens ada = server.person();
        Tokens admin = server.admin();
        Reply active = introspect(admin, ada.access());
        assertThat(active.at("active").booleanValue()).isTrue();
        assertThat(active.text("sub")).isEqualTo(ada.id());
        assertThat(active.text("iss")).isEqualTo(TestServer.PUBLIC_URL);
        assertThat(active.text("token_type")).isEqualTo("Bearer");
        assertThat(active.texts("roles")).containsExactly("user");
        assertThat(active.at("exp").longValue() - active.at("iat").longValue()).isEqualTo(900);
        assertThat(active.text("auth_method")).isEqualTo("password");
        ada.api().post("/auth/logout").expect(204);
        for (String dead : new String[] {ada.access(), ada.refresh(), "nonsense"}) {
            assertThat(introspect(admin, dead).body()).isEqualTo("{\"active\":false}");
        }
    }

    @OnEveryServer
    void introspectionIsNotForEverybody(TestServer server) {
        Tokens ada = server.person();
        Reply nobody =
                server.api().form("/oauth2/introspect", "token", ada.access()).expect(401);
        assertThat(nobody.header("www-authenticate")).startsWith("Bearer");
        Reply refused =
                ada.api().form("/oauth2/introspect", "token", ada.access()).expect(403);
        assertThat(refused.text("error")).isEqualTo("insufficient_scope");
        assertThat(refused.text("error_description")).contains("introspect:tokens");
    }

    private static Reply introspect(Tokens who, String token) {
        return who.api().form("/oauth2/introspect", "token", token).expect(200);
    }
}
