package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestDatabases;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Row A25: what comes back from a client is a value and never SQL; no secret is one that everybody knows. */
class A25PageTokensTest {
    private static final List<String> HOSTILE = List.of(
            "' OR '1'='1",
            "'; DROP TABLE accounts; --",
            "1) OR 1=1 --",
            "\" OR \"\"=\"",
            "%' OR 1=1 /*",
            "${jndi:ldap://127.0.0.1/x}",
            "{\"id\":{\"$gt\":\"\"}}",
            "../../etc",
            "\\",
            "%",
            "_",
            "*",
            "\uFFFF",
            "\uD83D\uDE00",
            "\u202Eadmin",
            "0x27204F52");

    @OnEveryServer
    void aTokenThatWasNotGivenOutIsRefused(TestServer server) {
        Tokens admin = server.admin();
        server.person();
        String honest = Objects.requireNonNull(
                admin.api().get("/users?size=1").expect(200).text("next_page"));
        for (String token : List.of(
                honest + "A",
                honest + "=",
                honest.substring(1),
                honest.toUpperCase(java.util.Locale.ROOT) + "!",
                "A".repeat(64),
                "-1",
                "0",
                "null",
                "undefined",
                encoded("' OR '1'='1' --  and more"),
                encoded("SELECT 1"),
                admin.id(),
                admin.access().substring(0, 60))) {
            page(admin, token).expectInvalid("page");
        }
        for (String hostile : HOSTILE) {
            page(admin, hostile).expectInvalid("page");
        }
        page(admin, "A".repeat(65)).expectInvalid("page");
        page(admin, "A".repeat(4_000)).expectInvalid("page");
        assertThat(page(admin, "A".repeat(40_000)).status()).isIn(400, 414, 422, 431);
        admin.api().get("/users?page=" + honest + "&page=" + honest).expect(400);
    }

    /** Sixteen bytes of whatever are a place in the order and nothing more. */
    @OnEveryServer
    void aTokenMadeUpOfSqlIsAPlaceInTheOrder(TestServer server) {
        Tokens admin = server.admin();
        page(admin, encoded("' OR '1'='1' -- ")).expect(200);
        assertThat(page(admin, encoded("\u007f".repeat(16)))
                        .expect(200)
                        .at("users")
                        .size())
                .isZero();
        admin.api().get("/users/me").expect(200);
    }

    /** The permission is asked for whoever gave the token out. */
    @OnEveryServer
    void somebodyElsesTokenOpensNothing(TestServer server) {
        server.person();
        String token = server.admin().api().get("/users?size=1").expect(200).text("next_page");
        server.member("guest").api().get("/users?page=" + token).expectProblem(403, "insufficient_permissions");
        server.api().get("/users?page=" + token).expectProblem(401, "not_authenticated");
    }

    @OnEveryServer
    void aSearchFindsWhatBeginsSoAndNothingElse(TestServer server) {
        Tokens admin = server.admin();
        server.person();
        for (String hostile : HOSTILE) {
            Reply reply = admin.api().get("/users?search=" + URLEncoder.encode(hostile, StandardCharsets.UTF_8));
            assertThat(reply.expect(200).at("users").size()).as(reply::toString).isZero();
        }
        admin.api().get("/users?search=%00").expectInvalid("search");
        admin.api().get("/users?search=a%00b").expectInvalid("search");
        admin.api().get("/users?search=%ff").expect(400);
        admin.api().get("/users?search=" + "a".repeat(255)).expectInvalid("search");
        for (String size : List.of("0", "-1", "201", "1e3", "0x10", "99999999999999999999", "1;2", "' OR 1")) {
            admin.api()
                    .get("/users?size=" + URLEncoder.encode(size, StandardCharsets.UTF_8))
                    .expectInvalid("size");
        }
    }

    @Test
    void secretsThatEverybodyKnowsAreRefused() {
        try (TestDatabase on = TestDatabases.sqlite()) {
            for (String known : List.of(
                    "hunter2",
                    "short-but-random-7Gq",
                    "x".repeat(64),
                    "secret".repeat(8),
                    "your-256-bit-secret-your-256-bit-secret",
                    "changeme-changeme-please-changeme",
                    "this-is-an-example-secret-of-32-bytes")) {
                for (String name : List.of("tokens.secret", "keys.master")) {
                    assertThatThrownBy(() -> TestServer.on(on, "tokens.algorithm=HS256", name + "=" + known))
                            .as(name + "=" + known)
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining(name)
                            .hasMessageNotContaining(known);
                }
            }
            assertThatThrownBy(() -> TestServer.on(on, "tokens.algorithm=HS256"))
                    .hasMessageContaining("tokens.secret");
        }
    }

    private static Reply page(Tokens caller, String token) {
        return caller.api().get("/users?page=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
