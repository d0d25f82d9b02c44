package dev.gatehouse.cli;

import static dev.gatehouse.testing.Recovering.NEXT;
import static dev.gatehouse.testing.Recovering.addAuthenticator;
import static dev.gatehouse.testing.Recovering.address;
import static dev.gatehouse.testing.Recovering.reset;
import static dev.gatehouse.testing.Recovering.signUp;
import static dev.gatehouse.testing.Recovering.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.CommandInProcess.Ran;
import dev.gatehouse.testing.OnEveryDatabase;
import dev.gatehouse.testing.OnEveryServer;
import dev.gatehouse.testing.Reply;
import dev.gatehouse.testing.TestDatabase;
import dev.gatehouse.testing.TestServer;
import dev.gatehouse.testing.Tokens;
import java.util.Map;

/** {@code user recover} and {@code user sign-out}, beside a running server. */
@OnEveryServer.With(value = "signup.verify_email=off", mail = true)
class RecoveryCommandsTest {
    @OnEveryServer
    void theCommandMails(TestServer server) {
        String address = address();
        signUp(server, address);
        Ran ran = server.command("user", "recover", address);
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains("A letter with a link is on its way to " + address)
                .doesNotContain("token");
        reset(server.api(), token(server.letterTo(address)), NEXT).expect(204);
    }

    /** A link that an operator hands over says nothing of the account's address. */
    @OnEveryServer
    void theCommandPrintsTheLinkWhereThereIsNoAddressAndSomebodySaysYes(TestServer server) {
        Tokens ada = server.person();
        addAuthenticator(server, ada.id());
        Ran refused = server.commandWith("no\n", "user", "recover", ada.name());
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.out()).isEmpty();
        Ran ran = server.commandWith("yes\n", "user", "recover", ada.name(), "--reset-second-factors");
        assertThat(ran.exitCode()).as(ran.err()).isZero();
        assertThat(ran.err()).contains("hand it only to somebody");
        assertThat(ran.out()).startsWith(TestServer.PUBLIC_URL + "/recover/new?token=");
        String token = ran.out().strip().substring((TestServer.PUBLIC_URL + "/recover/new?token=").length());
        reset(server.api(), token, NEXT).expect(204);
        server.api()
                .post("/auth/login", Map.of("username", ada.name(), "password", NEXT))
                .expect(200);
    }

    @OnEveryDatabase
    void withoutMailTheCommandPrintsTheLinkAndTheAddressStaysUnverified(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            String address = address();
            String id = signUp(server, address);
            String link =
                    server.command("user", "recover", address, "--yes").out().strip();
            reset(server.api(), link.substring(link.indexOf('=') + 1), NEXT).expect(204);
            Reply shown = server.admin().api().get("/users/" + id).expect(200);
            assertThat(shown.at("email_verified").asBoolean()).isFalse();
        }
    }

    @OnEveryDatabase
    void theCommandSignsOutOneOrEverybody(TestDatabase on) {
        try (TestServer server = TestServer.on(on)) {
            Tokens ada = server.person();
            Tokens bob = server.person();
            assertThat(server.command("user", "sign-out").exitCode()).isNotZero();
            assertThat(server.command("user", "sign-out", ada.name(), "--all").exitCode())
                    .isNotZero();
            assertThat(server.command("user", "sign-out", ada.name()).out()).contains("1 sessions ended");
            Heard.by(server, () -> ada.api().get("/users/me").status() == 401);
            bob.api().get("/users/me").expect(200);
            Tokens again = server.signIn(ada.name());
            assertThat(server.command("user", "sign-out", "--all").exitCode()).isNotZero();
            assertThat(server.commandWith("yes\n", "user", "sign-out", "--all").out())
                    .contains("2 sessions ended");
            Heard.by(server, () -> again.api().get("/users/me").status() == 401);
            Heard.by(server, () -> bob.api().get("/users/me").status() == 401);
        }
    }
}
