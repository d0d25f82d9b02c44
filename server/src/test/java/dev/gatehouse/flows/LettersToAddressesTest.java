package dev.gatehouse.flows;

import static dev.gatehouse.flows.VerifyEmailTest.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.testing.Api;
import dev.gatehouse.testing.Mail;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.Surfer;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.time.Duration;
import java.util.Map;

/** Letters that anybody may have sent to an address: strangers keep none from its owner, and nobody's mail is filled. */
class LettersToAddressesTest {
    private static final String REQUIRED = "signup.verify_email=required";
    private static final String PROXY = "proxy.trusted=127.0.0.1";
    private static final String NEW = "new@example.com";
    private static final String HOME = "192.0.2.50";
    private static final String STRANGERS = "nine purple badgers";

    @OnEveryDatabase
    void aStrangersSignUpsKeepNobodyFromTheirOwn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED, PROXY)) {
            for (int again = 0; again < 5; again++) {
                signUp(stranger(server, 1), STRANGERS).expect(202);
            }
            assertThat(server.lettersTo(NEW)).hasSize(3);
            Api home = server.api().from(HOME);
            signUp(home, TestServer.PASSWORD).expect(202);
            assertThat(server.lettersTo(NEW)).hasSize(4);
            getsIn(server, home);
        }
    }

    @OnEveryDatabase
    void fromManyNetworksAnAddressGetsFewAllTheSame(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED, PROXY)) {
            Reply first = signUp(stranger(server, 0), STRANGERS).expect(202);
            fill(server);
            assertThat(server.lettersTo(NEW)).hasSize(12);
            assertThat(signUp(server.api().from(HOME), TestServer.PASSWORD)
                            .expect(202)
                            .body())
                    .isEqualTo(first.body());
            assertThat(server.lettersTo(NEW)).hasSize(12);
            server.clock().advance(Duration.ofHours(1));
            signUp(stranger(server, 9), STRANGERS).expect(202);
            assertThat(server.lettersTo(NEW)).hasSize(13);
        }
    }

    /** Who says of one letter that it was not them has shown whose mail it is; of theirs strangers use up none from then on. */
    @OnEveryDatabase
    void whoeverDisownsALetterGetsTheirOwn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED, PROXY)) {
            fill(server);
            Api home = server.api().from(HOME);
            signUp(home, TestServer.PASSWORD).expect(202);
            assertThat(server.lettersTo(NEW)).hasSize(12);
            disown(server, server.letterTo(NEW));
            for (int network = 20; network < 25; network++) {
                signUp(stranger(server, network), STRANGERS).expect(202);
            }
            assertThat(server.lettersTo(NEW))
                    .as("the one that was disowned does not count, and no more are sent to strangers")
                    .hasSize(13);
            signUp(home, TestServer.PASSWORD).expect(202);
            assertThat(server.lettersTo(NEW)).hasSize(14);
            getsIn(server, home);
        }
    }

    /** Where the reader is the bound of one network holds as everywhere. */
    @OnEveryDatabase
    void whoeverDisownsALetterIsNotFloodedEither(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED, PROXY)) {
            fill(server);
            disown(server, server.letterTo(NEW));
            for (int again = 0; again < 5; again++) {
                signUp(server.api().from(HOME), TestServer.PASSWORD).expect(202);
            }
            assertThat(server.lettersTo(NEW)).hasSize(15);
        }
    }

    /** A stranger on the same network, such as an office's, is disowned as well. */
    @OnEveryDatabase
    void aLetterThatIsDisownedDoesNotCountForItsNetwork(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, REQUIRED, PROXY)) {
            Api home = server.api().from(HOME);
            for (int again = 0; again < 4; again++) {
                signUp(home, STRANGERS).expect(202);
            }
            assertThat(server.lettersTo(NEW)).hasSize(3);
            disown(server, server.letterTo(NEW));
            signUp(home, TestServer.PASSWORD).expect(202);
            assertThat(server.lettersTo(NEW)).hasSize(4);
            getsIn(server, home);
        }
    }

    @OnEveryDatabase
    void aStrangersChangesKeepNobodyFromTheirOwn(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, PROXY)) {
            Tokens stranger = ChangeEmailTest.person(server, "eve", "eve@example.com");
            Tokens ada = ChangeEmailTest.person(server, "ada", "ada@example.com");
            for (int again = 0; again < 5; again++) {
                change(stranger.api().from("198.51.100.1")).expect(202);
            }
            assertThat(server.lettersTo(NEW)).hasSize(3);
            Tokens beside = ChangeEmailTest.person(server, "mallory", "mallory@example.com");
            change(beside.api().from("198.51.100.1")).expect(202);
            assertThat(server.lettersTo(NEW))
                    .as("another account of the same network")
                    .hasSize(3);
            change(ada.api().from(HOME)).expect(202);
            assertThat(server.lettersTo(NEW)).hasSize(4);
            ada.api()
                    .post("/auth/change-email/confirm", Map.of("token", token(server.letterTo(NEW))))
                    .expect(204);
        }
    }

    @OnEveryDatabase
    void oneAccountAsksForFewFromHoweverManyNetworksAndManyAccountsForFewTogether(TestDatabase on) {
        try (TestServer server = TestServer.mailing(on, PROXY)) {
            for (int account = 0; account < 6; account++) {
                String name = "eve" + account;
                Tokens eve = ChangeEmailTest.person(server, name, name + "@example.com");
                for (int again = 0; again < 5; again++) {
                    change(eve.api().from("198.51.100." + (10 * account + again)))
                            .expect(202);
                }
                assertThat(server.lettersTo(NEW)).hasSize(Math.min(12, 3 * (account + 1)));
            }
        }
    }

    /** More than an address gets, three from each of many networks. */
    private static void fill(TestServer server) {
        for (int again = 0; again < 18; again++) {
            signUp(stranger(server, again % 6), STRANGERS).expect(202);
        }
        assertThat(server.lettersTo(NEW)).hasSize(12);
    }

    private static Api stranger(TestServer server, int network) {
        return server.api().from("198.51.100." + network);
    }

    private static void disown(TestServer server, Mail letter) {
        new Surfer(server)
                .from(HOME)
                .post("/verify-email", "token", token(letter), "choice", "disown")
                .expect(303);
    }

    private static void getsIn(TestServer server, Api home) {
        server.api()
                .post("/auth/verify-email", Map.of("token", token(server.letterTo(NEW))))
                .expect(204);
        home.post("/auth/login", Map.of("email", NEW, "password", TestServer.PASSWORD))
                .expect(200);
    }

    private static Reply signUp(Api from, String password) {
        return from.post("/auth/signup", Map.of("email", NEW, "password", password));
    }

    private static Reply change(Api from) {
        return from.post("/auth/change-email", Map.of("email", NEW));
    }
}
