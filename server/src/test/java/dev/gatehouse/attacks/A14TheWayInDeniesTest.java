package dev.gatehouse.attacks;

import static dev.gatehouse.testing.ProviderWorld.FRONT_END;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.mocks.Person;
import dev.gatehouse.platform.sql.Database;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.ProviderWorld;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Row A14 on pages and through providers: whatever is out of reach, nobody is signed in without it. */
class A14TheWayInDeniesTest {
    @OnEveryDatabase
    void nobodyComesInWhileATableIsOutOfReach(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            world.surfer().signIn(world.google(), Person.ADA).expect(200);
            for (String table : List.of(
                    "accounts",
                    "identities",
                    "marks",
                    "sessions",
                    "browser_sessions",
                    "refresh_tokens",
                    "account_roles",
                    "audit_events")) {
                Surfer ada = world.surfer();
                Surfer signedIn = world.surfer();
                signedIn.signIn(world.google(), Person.ADA).expect(200);
                hiding(world, table, () -> {
                    Reply reply = ada.come(world.google(), Person.ADA, "");
                    assertDenied(reply, table);
                    assertThat(ada.cookies()).as(table).doesNotContainKeys("gatehouse_session", "gatehouse_access");
                });
                assertThat(ada.get("/account").status()).as(table).isEqualTo(303);
                signedIn.get("/account").expect(200);
            }
        }
    }

    @OnEveryDatabase
    void noCodeIsTakenOrGivenWhileATableIsOutOfReach(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            Surfer ada = world.surfer();
            ada.signIn(world.google(), Person.ADA).expect(200);
            String handOver = "/sign-in?return_to=" + FRONT_END;
            for (String table : List.of(
                    "accounts", "sessions", "exchange_codes", "refresh_tokens", "account_roles", "audit_events")) {
                String code = Objects.requireNonNull(
                        Surfer.parameter(ada.get(handOver).expect(303), "code"));
                Map<String, String> body = Map.of("code", code);
                hiding(world, table, () -> assertDenied(world.server().api().post("/auth/exchange", body), table));
                // What failed half-way changed nothing: the code is as good as it was.
                world.server().api().post("/auth/exchange", body).expect(200);
                world.server().api().post("/auth/exchange", body).expect(400);
            }
        }
    }

    @OnEveryDatabase
    void nothingIsLinkedWhileATableIsOutOfReach(TestDatabase on) {
        try (ProviderWorld world = ProviderWorld.usual(on)) {
            String email = "ada@example.com";
            Map<String, String> right = Map.of("email", email, "password", TestServer.PASSWORD);
            world.server().api().post("/auth/signup", right).expect(201);
            for (String table : List.of("accounts", "passwords", "identities", "pending_links", "audit_events")) {
                Surfer ada = world.surfer();
                String flow =
                        Surfer.hidden(ada.signIn(world.google(), Person.ADA).expect(200), "flow");
                hiding(world, table, () -> {
                    Reply reply =
                            ada.post("/sign-in/link", "flow", flow, "choice", "link", "password", TestServer.PASSWORD);
                    assertDenied(reply, table);
                    assertThat(ada.cookies()).doesNotContainKey("gatehouse_session");
                });
                assertThat(count(world, "identities")).as(table).isZero();
            }
        }
    }

    private static void assertDenied(Reply reply, String without) {
        assertThat(reply.status()).as(() -> "without " + without + ": " + reply).isIn(500, 503);
        assertThat(reply.body()).doesNotContain("SELECT").doesNotContain(without);
        assertThat(reply.header("cache-control")).contains("no-store");
    }

    private static void hiding(ProviderWorld world, String table, Runnable work) {
        rename(world.server().database(), table, "hidden");
        try {
            work.run();
        } finally {
            rename(world.server().database(), "hidden", table);
        }
    }

    private static void rename(Database database, String from, String to) {
        database.write(tx -> tx.update("ALTER TABLE " + from + " RENAME TO " + to));
    }

    private static long count(ProviderWorld world, String table) {
        return world.server()
                .database()
                .read(sql -> sql.one("SELECT count(*) AS rows FROM " + table, row -> row.number("rows")))
                .orElse(0L);
    }
}
