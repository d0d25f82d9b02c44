package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

class UserChangeTest {
    @OnEveryServer
    void namesAndAddressesAreChangedAndTakenAway(TestServer server) {
        Tokens ada = server.person();
        Tokens moderator = server.member("moderator");
        String name = TestServer.freshName("renamed");
        Reply changed = moderator
                .api()
                .patch(path(ada), Map.of("username", name, "email", name + "@example.com", "name", "Ada L."))
                .expect(200);
        assertThat(changed.text("username")).isEqualTo(name);
        assertThat(changed.text("email")).isEqualTo(name + "@example.com");
        assertThat(changed.text("name")).isEqualTo("Ada L.");
        server.signIn(name);
        Map<String, @Nullable Object> without = new HashMap<>();
        without.put("username", null);
        without.put("name", null);
        Reply bare = moderator.api().patch(path(ada), without).expect(200);
        assertThat(bare.at("username").isNull()).isTrue();
        assertThat(bare.at("name").isNull()).isTrue();
        server.signIn(name + "@example.com");
        without.put("email", null);
        moderator.api().patch(path(ada), without).expectInvalid("username");
    }

    @OnEveryServer
    void aTakenNameIsAConflictAndChangesNothing(TestServer server) {
        Tokens ada = server.person();
        Tokens grace = server.person();
        Tokens moderator = server.member("moderator");
        moderator
                .api()
                .patch(path(ada), Map.of("username", grace.name().toUpperCase(Locale.ROOT), "name", "Eve"))
                .expectProblem(409, "account_exists");
        Reply shown = moderator.api().get(path(ada)).expect(200);
        assertThat(shown.text("username")).isEqualTo(ada.name());
        assertThat(shown.at("name").isNull()).isTrue();
    }

    @OnEveryServer
    void aChangeIsMadeWholeOrNotAtAll(TestServer server) {
        Tokens ada = server.person();
        Tokens admin = server.admin();
        admin.api()
                .patch(path(ada), Map.of("name", "Eve", "status", "disabled", "roles", List.of("guest", "emperor")))
                .expectInvalid("roles");
        Reply shown = ada.api().get(path(ada)).expect(200);
        assertThat(shown.at("name").isNull()).isTrue();
        assertThat(shown.text("status")).isEqualTo("active");
        assertThat(shown.texts("roles")).containsExactly("user");
    }

    @OnEveryServer
    void aDisabledAccountIsOutAtOnceAndComesBackWithANewSignIn(TestServer server) {
        Tokens ada = server.person();
        Tokens moderator = server.member("moderator");
        moderator.api().patch(path(ada), Map.of("status", "disabled")).expect(200);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, ada.refresh()).expectProblem(401, "invalid_refresh_token");
        Map<String, String> login = Map.of("username", ada.name(), "password", TestServer.PASSWORD);
        server.api().post("/auth/login", login).expectProblem(401, "invalid_credentials");
        moderator.api().patch(path(ada), Map.of("status", "active")).expect(200);
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        server.signIn(ada.name()).api().get("/users/me").expect(200);
        moderator.api().patch(path(ada), Map.of("status", "asleep")).expectInvalid("status");
    }

    @OnEveryServer
    void rolesHoldFromTheNextTokenOrAtOnce(TestServer server) {
        Tokens ada = server.person();
        Tokens admin = server.admin();
        admin.api().patch(path(ada), Map.of("roles", List.of("guest"))).expect(200);
        ada.api().get("/users").expect(200);
        Tokens next = server.tokens(
                ada.name(), RefreshTest.refresh(server, ada.refresh()).expect(200));
        next.api().get("/users").expectProblem(403, "insufficient_permissions");
        admin.api()
                .patch(path(ada), Map.of("roles", List.of("moderator"), "end_sessions", true))
                .expect(200);
        next.api().get("/users/me").expectProblem(401, "invalid_token");
        assertThat(server.signIn(ada.name()).api().get("/users/me").expect(200).texts("roles"))
                .containsExactly("moderator");
    }

    @OnEveryServer
    void rolesNeedMoreThanWritingUsers(TestServer server) {
        Tokens ada = server.person();
        Tokens moderator = server.member("moderator");
        for (String target : List.of(path(ada), path(moderator))) {
            Reply refused = moderator
                    .api()
                    .patch(target, Map.of("roles", List.of("admin")))
                    .expectProblem(403, "insufficient_permissions");
            assertThat(refused.text("detail")).contains("admin:all");
        }
        server.admin()
                .api()
                .patch(path(ada), Map.of("roles", List.of("emperor")))
                .expectInvalid("roles");
        assertThat(moderator.api().get(path(ada)).expect(200).texts("roles")).containsExactly("user");
    }

    @OnEveryServer
    void nobodyChangesAnAccountThatMayDoMore(TestServer server) {
        Tokens admin = server.admin();
        Tokens moderator = server.member("moderator");
        for (Map<String, Object> change : List.<Map<String, Object>>of(
                Map.of("status", "disabled"),
                Map.of("name", "Mallory"),
                Map.of("email", TestServer.freshName("eve") + "@example.com"),
                Map.of("end_sessions", true))) {
            moderator.api().patch(path(admin), change).expectProblem(403, "insufficient_permissions");
        }
        admin.api().get("/users/me").expect(200);
        String remover = TestServer.freshName("remover");
        admin.api()
                .post("/roles", Map.of("name", remover, "permissions", List.of("delete:users", "read:users")))
                .expect(201);
        Tokens weak = server.member(remover);
        weak.api().delete(path(admin)).expectProblem(403, "insufficient_permissions");
        weak.api().delete(path(server.person())).expectProblem(403, "insufficient_permissions");
        weak.api().delete(path(server.member(remover))).expect(204);
    }

    @OnEveryServer
    void changingAndDeletingNeedTheirPermissions(TestServer server) {
        Tokens ada = server.person();
        Tokens grace = server.person();
        Reply change = ada.api().patch(path(grace), Map.of("name", "x")).expectProblem(403, "insufficient_permissions");
        assertThat(change.text("detail")).contains("write:users");
        Reply delete =
                server.member("moderator").api().delete(path(grace)).expectProblem(403, "insufficient_permissions");
        assertThat(delete.text("detail")).contains("delete:users");
        server.api().patch(path(grace), Map.of("name", "x")).expectProblem(401, "not_authenticated");
        server.api().delete(path(grace)).expectProblem(401, "not_authenticated");
    }

    @OnEveryServer
    void aDeletedAccountIsGoneWithAllItsTokensAndItsNameIsFree(TestServer server) {
        Tokens ada = server.person();
        Tokens admin = server.admin();
        admin.api().delete(path(ada)).expect(204);
        admin.api().delete(path(ada)).expectProblem(404, "not_found");
        admin.api().get(path(ada)).expectProblem(404, "not_found");
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
        RefreshTest.refresh(server, ada.refresh()).expectProblem(401, "invalid_refresh_token");
        assertThat(server.signUp(ada.name())).isNotEqualTo(ada.id());
        ada.api().get("/users/me").expectProblem(401, "invalid_token");
    }

    @OnEveryServer
    void whatIsNotThereCannotBeChanged(TestServer server) {
        Tokens admin = server.admin();
        admin.api().patch("/users/" + UUID.randomUUID(), Map.of("name", "x")).expectProblem(404, "not_found");
        admin.api().patch("/users/nonsense", Map.of("name", "x")).expectProblem(404, "not_found");
        admin.api().delete("/users/nonsense").expectProblem(404, "not_found");
        admin.api().patch(path(server.person()), List.of(1)).expect(422);
    }

    private static String path(Tokens of) {
        return "/users/" + of.id();
    }
}
