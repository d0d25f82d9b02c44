package dev.gatehouse.flows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

class UserListTest {
    @OnEveryDatabase
    void pagesHaveEveryAccountOnceInOneOrder(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                made.add(server.signUp("person" + i));
                server.clock().advance(Duration.ofMillis(1));
            }
            Tokens reader = server.signIn("person0");
            List<String> seen = new ArrayList<>();
            String next = "";
            int pages = 0;
            while (next != null) {
                String page = next.isEmpty() ? "" : "&page=" + next;
                Reply reply = reader.api().get("/users?size=3" + page).expect(200);
                reply.at("users").forEach(user -> seen.add(user.path("id").stringValue()));
                next = reply.text("next_page");
                pages++;
            }
            assertThat(seen).containsExactlyElementsOf(made);
            assertThat(pages).isEqualTo(3);
        }
    }

    @OnEveryServer
    void theSearchFindsWhatANameOrAnAddressBeginsWith(TestServer server) {
        String unique = TestServer.freshName("zorro");
        for (String beginning : List.of("bernd", "Bernd2", "émile", "modern", "𠀀")) {
            server.api()
                    .post(
                            "/auth/signup",
                            Map.of(
                                    "username", unique + beginning,
                                    "email", beginning + "@" + unique + ".example",
                                    "password", TestServer.PASSWORD))
                    .expect(201);
        }
        Tokens reader = server.person();
        assertThat(found(reader, unique)).hasSize(5);
        assertThat(found(reader, unique + "b")).containsExactlyInAnyOrder(unique + "bernd", unique + "Bernd2");
        assertThat(found(reader, unique + "BERND2")).containsExactly(unique + "Bernd2");
        assertThat(found(reader, unique + "ber")).hasSize(2);
        assertThat(found(reader, "bernd@" + unique)).containsExactly(unique + "bernd");
        assertThat(found(reader, "modern@" + unique + ".ex")).containsExactly(unique + "modern");
        assertThat(found(reader, "Bernd2@" + unique + ".example")).containsExactly(unique + "Bernd2");
        assertThat(found(reader, unique + "é")).containsExactly(unique + "émile");
        assertThat(found(reader, "nobody" + unique)).isEmpty();
        assertThat(found(reader, "%")).isEmpty();
        assertThat(found(reader, "_orro")).isEmpty();
        assertThat(found(reader, "")).isNotEmpty();
    }

    @OnEveryServer
    void oneAccountIsShownWithItsStateAndWithoutSecrets(TestServer server) {
        Tokens ada = server.person();
        Reply shown = server.person().api().get("/users/" + ada.id()).expect(200);
        assertThat(shown.text("username")).isEqualTo(ada.name());
        assertThat(shown.text("status")).isEqualTo("active");
        assertThat(shown.texts("roles")).containsExactly("user");
        assertThat(shown.body()).doesNotContain("argon2").doesNotContain("hash");
    }

    @OnEveryServer
    void whatIsNotThereIsNotFound(TestServer server) {
        Tokens reader = server.person();
        reader.api().get("/users/" + UUID.randomUUID()).expectProblem(404, "not_found");
        reader.api().get("/users/nonsense").expectProblem(404, "not_found");
        reader.api().get("/users/1-1-1-1-1").expectProblem(404, "not_found");
    }

    @OnEveryServer
    void pagesAndSizesThatDoNotFitAreNamed(TestServer server) {
        Tokens reader = server.person();
        reader.api().get("/users?size=0").expectInvalid("size");
        reader.api().get("/users?size=201").expectInvalid("size");
        reader.api().get("/users?size=ten").expectInvalid("size");
        reader.api().get("/users?page=nonsense").expectInvalid("page");
        reader.api().get("/users?search=" + "x".repeat(300)).expectInvalid("search");
    }

    @OnEveryServer
    void listingNeedsItsPermission(TestServer server) {
        server.api().get("/users").expectProblem(401, "not_authenticated");
        Tokens guest = server.member("guest");
        for (String path : List.of("/users", "/users/" + guest.id(), "/users/" + UUID.randomUUID())) {
            Reply refused = guest.api().get(path).expectProblem(403, "insufficient_permissions");
            assertThat(refused.text("detail")).contains("read:users");
            assertThat(refused.header("www-authenticate")).contains("insufficient_scope");
        }
        server.admin().api().get("/users").expect(200);
        server.member("moderator").api().get("/users").expect(200);
    }

    private static List<@Nullable String> found(Tokens reader, String search) {
        String encoded = URLEncoder.encode(search, StandardCharsets.UTF_8);
        return reader.api()
                .get("/users?search=" + encoded)
                .expect(200)
                .at("users")
                .valueStream()
                .map(user -> user.path("username").asString())
                .toList();
    }
}
