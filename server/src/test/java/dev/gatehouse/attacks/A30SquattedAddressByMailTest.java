package dev.gatehouse.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import dev.gatehouse.testing.Ways;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Row A30: a stranger registers the victim's address first and waits for the victim to click. */
class A30SquattedAddressByMailTest {
    private static final String VICTIM = "victim@example.com";
    private static final String STRANGERS = "nine purple badgers";
    private static final List<String> DEMANDS = List.of("off", "asked", "required");

    /** On the pages the victim does not confirm what a stranger made: they do not know its password. */
    @OnEveryDatabase
    void theVictimIsAskedForWhatOnlyTheStrangerKnows(TestDatabase on) {
        for (String demand : List.of("asked", "required")) {
            try (TestServer server = TestServer.mailing(on, "signup.verify_email=" + demand)) {
                server.api().post("/auth/signup", Map.of("email", demand + VICTIM, "password", STRANGERS));
                Mail letter = server.letterTo(demand + VICTIM);
                Surfer victim = new Surfer(server);
                assertThat(victim.visit(letter.path()).expect(200).body())
                        .contains("value=\"disown\"", "type=\"password\"");
                victim.post("/verify-email", "token", token(letter), "choice", "confirm")
                        .expect(422);
                victim.post("/verify-email", "token", token(letter), "password", "my own idea", "choice", "confirm")
                        .expect(401);
                assertThat(verified(server)).isZero();
            }
        }
    }

    @OnEveryDatabase
    void whatTheStrangerMadeGoesWhenTheVictimSaysSo(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=asked")) {
            Tokens stranger = squat(server);
            Mail letter = server.letterTo(VICTIM);
            Surfer victim = new Surfer(server);
            Reply gone = victim.follow(victim.post("/verify-email", "token", token(letter), "choice", "disown"));
            assertThat(gone.expect(200).body()).contains("It is gone");
            assertOut(server, stranger);
            victim.post("/verify-email", "token", token(letter), "choice", "disown")
                    .expect(410);
            server.api()
                    .post("/auth/signup", Map.of("email", VICTIM, "password", TestServer.PASSWORD))
                    .expect(201);
        }
    }

    /** A sign-up that waits is dropped, and leads nowhere from then on. */
    @OnEveryDatabase
    void aSignUpThatTheStrangerBeganIsDropped(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=required")) {
            server.api()
                    .post("/auth/signup", Map.of("email", VICTIM, "password", STRANGERS))
                    .expect(202);
            Mail letter = server.letterTo(VICTIM);
            Surfer victim = new Surfer(server);
            victim.post("/verify-email", "token", token(letter), "choice", "disown")
                    .expect(303);
            server.api()
                    .post("/auth/verify-email", Map.of("token", token(letter)))
                    .expect(410);
            server.api()
                    .post("/auth/login", Map.of("email", VICTIM, "password", STRANGERS))
                    .expect(401);
        }
    }

    /** What is left of an account with another name has no address, no password, no session, no factor, no passkey. */
    @OnEveryDatabase
    void nothingThatTheStrangerSetUpStays(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=asked")) {
            server.api()
                    .post("/auth/signup", Map.of("username", "eve", "email", VICTIM, "password", STRANGERS))
                    .expect(201);
            Tokens eve = server.tokens(
                    "eve",
                    server.api()
                            .post("/auth/login", Map.of("username", "eve", "password", STRANGERS))
                            .expect(200));
            plant(server, eve.id());
            String token = token(server.letterTo(VICTIM));
            new Surfer(server)
                    .post("/verify-email", "token", token, "choice", "disown")
                    .expect(303);
            eve.api().get("/users/me").expect(401);
            for (String table : List.of(
                    "passwords",
                    "authenticators",
                    "recovery_codes",
                    "factor_choices",
                    "remembered_devices",
                    "passkeys",
                    "one_time_links")) {
                assertThat(rows(server, table, eve.id())).as(table).isZero();
            }
            long holders = server.database()
                    .read(sql -> sql.one(
                            "SELECT count(*) AS n FROM accounts WHERE email_key = ?", row -> row.number("n"), VICTIM))
                    .orElseThrow();
            assertThat(holders).isZero();
        }
    }

    /**
     * The owner's click on the letter of a stranger's sign-up, which a front end passes on as it is, verifies the address and
     * leaves nobody in: neither sessions nor passkeys, second factors or linked providers.
     */
    @OnEveryDatabase
    void aClickThatAFrontEndPassesOnLeavesNobodyIn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=asked")) {
            for (String caller : List.of("nobody", "another", "owner", "password")) {
                String address = caller + "@example.com";
                server.api()
                        .post("/auth/signup", Map.of("email", address, "password", STRANGERS))
                        .expect(201);
                Tokens eve = server.tokens(
                        address,
                        server.api()
                                .post("/auth/login", Map.of("email", address, "password", STRANGERS))
                                .expect(200));
                plant(server, eve.id());
                Ways.identity(server, eve.id(), "mock", server.clock().instant());
                Api api =
                        switch (caller) {
                            case "another" -> server.member("user").api();
                            case "owner" -> eve.api();
                            default -> server.api();
                        };
                String token = token(server.letterTo(address));
                api.post(
                                "/auth/verify-email",
                                caller.equals("password")
                                        ? Map.of("token", token, "password", STRANGERS)
                                        : Map.of("token", token))
                        .expect(204);
                boolean known = caller.equals("owner") || caller.equals("password");
                assertThat(eve.api().get("/users/me").status()).as(caller).isEqualTo(known ? 200 : 401);
                assertThat(server.lettersTo(address).stream()
                                .map(Mail::subject)
                                .filter("A second factor was removed"::equals))
                        .hasSize(known ? 0 : 1);
                for (String table : List.of(
                        "authenticators",
                        "recovery_codes",
                        "factor_choices",
                        "remembered_devices",
                        "passkeys",
                        "pending_links",
                        "identities")) {
                    assertThat(rows(server, table, eve.id()))
                            .as(caller + " " + table)
                            .isEqualTo(known ? 1 : 0);
                }
            }
            assertThat(verified(server)).isEqualTo(4);
        }
    }

    /** Who gave the account its address, or a role, knew whom: a click on a letter takes nothing from it, whoever clicks. */
    @OnEveryDatabase
    void aClickTakesNothingFromAnAccountThatWasGivenMore(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=asked")) {
            for (String given : List.of("role", "address")) {
                String address = given + "@example.com";
                server.api()
                        .post("/auth/signup", Map.of("username", given, "email", address, "password", STRANGERS))
                        .expect(201);
                Tokens honest = server.tokens(
                        given,
                        server.api()
                                .post("/auth/login", Map.of("username", given, "password", STRANGERS))
                                .expect(200));
                // Letters of one moment come in no order, and the link of the newer one counts.
                server.settle();
                Map<String, Object> change =
                        given.equals("role") ? Map.of("roles", List.of("moderator")) : Map.of("email", "x" + address);
                server.admin().api().patch("/users/" + honest.id(), change).expect(200);
                plant(server, honest.id());
                Ways.identity(server, honest.id(), "mock", server.clock().instant());
                String to = given.equals("role") ? address : "x" + address;
                server.api()
                        .post("/auth/verify-email", Map.of("token", token(server.letterTo(to))))
                        .expect(204);
                assertThat(honest.api()
                                .get("/users/me")
                                .expect(200)
                                .at("email_verified")
                                .booleanValue())
                        .isTrue();
                for (String table :
                        List.of("authenticators", "recovery_codes", "factor_choices", "passkeys", "identities")) {
                    assertThat(rows(server, table, honest.id()))
                            .as(given + " " + table)
                            .isOne();
                }
            }
        }
    }

    /** A verified account, or one that an operator has given more, does not go because a letter says so. */
    @OnEveryDatabase
    void whatIsMoreThanASignUpDoesNotGo(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, "signup.verify_email=asked")) {
            Tokens honest = squat(server);
            server.admin()
                    .api()
                    .patch("/users/" + honest.id(), Map.of("roles", List.of("user", "moderator")))
                    .expect(200);
            Mail letter = server.letterTo(VICTIM);
            Surfer reader = new Surfer(server);
            assertThat(reader.visit(letter.path()).body()).doesNotContain("disown");
            reader.post("/verify-email", "token", token(letter), "choice", "disown")
                    .expect(410);
            honest.api().get("/users/me").expect(200);
            assertThat(reader.visit(letter.path()).status()).isEqualTo(200);
        }
    }

    /** Whoever changes their own account's address to the victim's gets it confirmed by nobody but themselves. */
    @OnEveryDatabase
    void aClickDoesNotGiveTheVictimsAddressToTheStranger(TestDatabase on) {
        for (String demand : DEMANDS) {
            try (TestServer server = TestServer.mailing(on, "signup.verify_email=" + demand)) {
                Tokens eve = server.member("user");
                String address = demand + VICTIM;
                eve.api().post("/auth/change-email", Map.of("email", address)).expect(202);
                Mail letter = server.letterTo(address);
                Surfer victim = new Surfer(server);
                Reply page = victim.visit(letter.path()).expect(200);
                assertThat(page.body()).contains("/sign-in?flow=").doesNotContain("name=\"token\"");
                victim.post("/account/email/confirm", "token", token(letter)).expect(303);
                Tokens other = server.member("user");
                other.api()
                        .post("/auth/change-email/confirm", Map.of("token", token(letter)))
                        .expect(410);
                assertThat(eve.api().get("/users/me").at("email").isNull()).isTrue();
            }
        }
    }

    private static void assertOut(TestServer server, Tokens stranger) {
        stranger.api().get("/users/me").expect(401);
        server.api()
                .post("/auth/refresh", Map.of("refresh_token", stranger.refresh()))
                .expect(401);
        server.api()
                .post("/auth/login", Map.of("email", VICTIM, "password", STRANGERS))
                .expect(401);
    }

    private static Tokens squat(TestServer server) {
        server.api()
                .post("/auth/signup", Map.of("email", VICTIM, "password", STRANGERS))
                .expect(201);
        return server.tokens(
                VICTIM,
                server.api()
                        .post("/auth/login", Map.of("email", VICTIM, "password", STRANGERS))
                        .expect(200));
    }

    private static void plant(TestServer server, String account) {
        Instant now = server.clock().instant();
        Ways.authenticator(server, account, "x", now);
        Ways.passkey(server, account, now);
        Ways.others(server, account, now);
    }

    private static String token(Mail letter) {
        return letter.path().replaceFirst(".*token=", "");
    }

    private static long verified(TestServer server) {
        return server.database()
                .read(sql -> sql.one("SELECT count(*) AS n FROM accounts WHERE email_verified", row -> row.number("n")))
                .orElseThrow();
    }

    private static long rows(TestServer server, String table, String account) {
        return server.database()
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM " + table + " WHERE account_id = ?",
                        row -> row.number("n"),
                        account))
                .orElseThrow();
    }
}
